// SPDX-License-Identifier: Apache-2.0
//
// Where numbers lie on an axis, and which of them are written along it.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace assay::fairness_report {

struct Axis {
  double low = 0;
  double high = 1;
  double step = 1;

  /// 0 at `low`, 1 at `high`; what lies beyond is drawn at the end.
  [[nodiscard]] double Place(double value) const;
  [[nodiscard]] std::vector<double> Ticks() const;
};

/// An axis that holds `low` to `high` between two of its ticks, with about `ticks` steps of 1, 2 or
/// 5 times a power of ten.
///
/// Shapes:  finite `low` <= `high`; equal ends give an axis around them; `ticks` >= 1.
/// Source:  Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990.
Axis AxisOver(double low, double high, int ticks = 5);

/// "0.25" or "25": as many decimals as tell two ticks apart.
std::string TickText(const Axis& axis, double tick, double scale);

}  // namespace assay::fairness_report
