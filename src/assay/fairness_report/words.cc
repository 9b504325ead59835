// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness_report/words.h"

#include <fmt/format.h>

#include <cmath>

#include "assay/core/json.h"

namespace assay::fairness_report {
namespace {

constexpr const char* kNone = "\u2013";

/// With a minus sign that is as wide as a digit.
std::string Signed(std::string text) {
  if (text.starts_with('-')) text.replace(0, 1, "\u2212");
  return text;
}

Named Joined(const std::vector<std::string>& parts, std::string_view between) {
  // Three of them are cut to a name's length together.
  const std::size_t limit =
      kNameLimit / std::max<std::size_t>(1, std::min<std::size_t>(3, parts.size()));
  Named name;
  for (const std::string& part : parts)
    name.text +=
        fmt::format("{}{}", name.text.empty() ? "" : between, page::Shortened(part, limit));
  name.text = page::Shortened(name.text, kNameLimit + 10);
  return name;
}

}  // namespace

Figure Whole(std::int64_t number) { return {static_cast<double>(number), page::Grouped(number)}; }

Figure Percent(std::optional<double> share) {
  if (!share) return {std::nan(""), kNone};
  if (std::isinf(*share)) return {*share, "\u221e"};
  if (*share > 0 && *share < 0.001) return {*share, "< 0.1 %"};
  if (*share < 1 && *share > 0.999) return {*share, "> 99.9 %"};
  return {*share, Signed(fmt::format("{:.1f} %", *share * 100))};
}

Figure Points(std::optional<double> difference) {
  if (!difference) return {std::nan(""), kNone};
  std::string text = fmt::format("{:+.1f}", *difference * 100);
  if (text == "-0.0" || text == "+0.0") text = "0.0";
  return {*difference, Signed(std::move(text))};
}

Figure FarPoints(double difference) {
  return {difference, fmt::format("{:.1f}", std::abs(difference) * 100)};
}

Figure Decimal(std::optional<double> number) {
  if (!number) return {std::nan(""), kNone};
  if (std::isinf(*number)) return {*number, "\u221e"};
  const double size = std::abs(*number);
  if (size > 0 && (size < 0.001 || size >= 1e6))
    return {*number, Signed(fmt::format("{:.3g}", *number))};
  return {*number, Signed(fmt::format("{:.3f}", *number))};
}

Figure Chance(std::optional<double> q) {
  if (!q) return {std::nan(""), kNone};
  if (*q < 0.0001) return {*q, "< 0.0001"};
  return {*q, fmt::format("{:.2g}", *q)};
}

Named NameOf(const std::vector<std::string>& values) { return Joined(values, ", "); }
Named ColumnsOf(const std::vector<std::string>& by) { return Joined(by, " \u00d7 "); }

void Put(page::Html& html, std::string_view text) { html.Text(text); }

void Put(page::Html& html, const Figure& figure) {
  if (!std::isfinite(figure.value)) {
    html.Text(figure.text);
    return;
  }
  html.Tag("data", figure.text, {{"value", Canonical(Json(figure.value))}});
}

void Put(page::Html& html, const Named& name) {
  html.Tag("bdi", name.text, {{"class", "foreign"}});
}

void NumberCell(page::Html& html, const Figure& figure) { Cell(html, "n", figure); }

void RowHead(page::Html& html, const Named& name) {
  html.Open("th", {{"scope", "row"}});
  Put(html, name);
  html.Close();
}

void RangeCell(page::Html& html, std::optional<double> low, std::optional<double> high,
               Figure (*show)(std::optional<double>)) {
  if (low && high)
    Cell(html, "n", show(low), " to ", show(high));
  else
    Cell(html, "n", kNone);
}

void SayPoints(page::Html& html, double difference) {
  if (difference == 0)
    Say(html, "no difference");
  else
    Say(html, FarPoints(difference), difference < 0 ? " points fewer" : " points more");
}

void SayAgrees(page::Html& html, std::optional<double> low, std::optional<double> high) {
  if (!low || !high) return;
  Say(html, "; anything from ");
  if (*low < 0 && *high > 0)
    Say(html, FarPoints(*low), " points fewer to ", FarPoints(*high), " points more");
  else if (*high <= 0)
    Say(html, FarPoints(*high), " to ", FarPoints(*low), " points fewer");
  else
    Say(html, FarPoints(*low), " to ", FarPoints(*high), " points more");
  Say(html, " agrees with these numbers");
}

}  // namespace assay::fairness_report
