// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness_report/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::fairness_report {

double Axis::Place(double value) const {
  return std::clamp((value - low) / (high - low), 0.0, 1.0);
}

std::vector<double> Axis::Ticks() const {
  std::vector<double> ticks;
  const auto steps = std::llround((high - low) / step);
  const auto first = std::llround(low / step);
  for (long long i = 0; i <= steps; ++i) ticks.push_back(static_cast<double>(first + i) * step);
  return ticks;
}

Axis AxisOver(double low, double high, int ticks) {
  // Beyond this a step would be less than a double tells apart.
  const double least = std::max({std::abs(low), std::abs(high), 1e-3}) * 1e-6;
  if (high - low < least) {
    low -= least / 2;
    high += least / 2;
  }
  const double rough = (high - low) / ticks;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double leading = rough / power;
  const double step = (leading < 1.5 ? 1 : leading < 3 ? 2 : leading < 7 ? 5 : 10) * power;
  return {.low = std::floor(low / step + 1e-9) * step,
          .high = std::ceil(high / step - 1e-9) * step,
          .step = step};
}

std::string TickText(const Axis& axis, double tick, double scale) {
  const double step = axis.step * scale;
  const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 12);
  std::string text = fmt::format("{:.{}f}", tick * scale, decimals);
  if (text.find_first_not_of("-0.") == std::string::npos && text.starts_with('-')) text.erase(0, 1);
  if (text.starts_with('-')) text.replace(0, 1, "\u2212");
  return text;
}

}  // namespace assay::fairness_report
