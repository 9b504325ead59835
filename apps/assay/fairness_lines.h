// SPDX-License-Identifier: Apache-2.0
//
// How audits of fairness show names, numbers and columns of them on a terminal.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/fairness/measure.h"
#include "assay/fairness/proportion.h"

namespace assay::cli {

/// Of a longer list: the rest is said to be in the document.
inline constexpr std::size_t kShownRows = 20;

/// Foreign text, printable and cut.
std::string Shown(std::string_view text);

/// "African-American, Male"
std::string NameOf(const std::vector<std::string>& values);

/// "age x sex"
std::string ColumnsOf(const std::vector<std::string>& by);

/// "1 test", "12 tests"
std::string Tests(std::size_t count);

/// Four digits, or "-".
std::string Rate(const std::optional<double>& value);

/// `form` has places for low and high: "[{:.4f}, {:.4f}]". Empty without an interval.
std::string Within(const std::optional<fairness::Interval>& interval, std::string_view form);

/// "+0.1200", or "-".
std::string Signed(const std::optional<double>& value);

/// "+0.1200", its interval (drawn where there are draws), q and what stands against concluding.
std::vector<std::string> DifferenceCells(const fairness::Measure& measure);

/// The drawn interval, else the one by formula, else nothing; with or without signs.
std::string IntervalOf(const fairness::Measured& measured, bool is_signed);

/// "1000 draws of rows, seed 0"
std::string DrawsText(const fairness::BootstrapPlan& plan, std::string_view of);

/// Columns as wide as their widest cell.
class Lines {
 public:
  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] std::string Text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace assay::cli
