// SPDX-License-Identifier: Apache-2.0
#include "fairness_lines.h"

#include <fmt/format.h>

#include <algorithm>

#include "assay/core/bytes.h"

namespace assay::cli {
namespace {

constexpr std::size_t kName_bytes = 40;

}  // namespace

std::string Shown(std::string_view text) { return ToPrintable(ToUtf8(text, kName_bytes)); }

std::string NameOf(const std::vector<std::string>& values) {
  std::string name;
  for (const std::string& value : values)
    name += fmt::format("{}{}", name.empty() ? "" : ", ", Shown(value));
  return name;
}

std::string ColumnsOf(const std::vector<std::string>& by) {
  std::string text;
  for (const std::string& column : by)
    text += fmt::format("{}{}", text.empty() ? "" : " x ", Shown(column));
  return text;
}

std::string Tests(std::size_t count) {
  return fmt::format("{} test{}", count, count == 1 ? "" : "s");
}

std::string Rate(const std::optional<double>& value) {
  return value ? fmt::format("{:.4f}", *value) : "-";
}

std::string Within(const std::optional<fairness::Interval>& interval, std::string_view form) {
  if (!interval) return "";
  return fmt::format(fmt::runtime(form), interval->low, interval->high);
}

std::string Signed(const std::optional<double>& value) {
  return value ? fmt::format("{:+.4f}", *value) : "-";
}

std::string IntervalOf(const fairness::Measured& measured, bool is_signed) {
  auto interval = measured.interval;
  if (measured.drawn) interval = measured.drawn->interval;
  return Within(interval, is_signed ? "[{:+.4f}, {:+.4f}]" : "[{:.4f}, {:.4f}]");
}

std::vector<std::string> DifferenceCells(const fairness::Measure& measure) {
  const bool is_ok = measure.standing == fairness::Standing::kOk;
  return {Signed(measure.difference.value), IntervalOf(measure.difference, /*is_signed=*/true),
          measure.q ? fmt::format("{:.2g}", *measure.q) : "-",
          is_ok ? "" : std::string(Name(measure.standing))};
}

std::string DrawsText(const fairness::BootstrapPlan& plan, std::string_view of) {
  return fmt::format("{} draws of {}, seed {}", plan.replicates, of, plan.seed);
}

std::string Lines::Text() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], fmt::formatted_size("{}", row[i]));
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format(" {:<{}} ", row[i], widths[i]);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

}  // namespace assay::cli
