// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "assay/fairness_report/contrast_internal.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

using page::Html;

Figure ShowPlain(std::optional<double> number) { return Decimal(number); }
Figure ShowTimes(std::optional<double> ratio) {
  Figure figure = Decimal(ratio);
  if (ratio) figure.text += " \u00d7";
  return figure;
}

/// The reference first, then what is farthest from it; what cannot be compared last.
std::vector<const Contrast*> Drawn(const Comparison& one, std::size_t most) {
  std::vector<const Contrast*> contrasts;
  for (const Contrast& contrast : one.contrasts) contrasts.push_back(&contrast);
  return Worst(contrasts, most, [&one](const Contrast* a, const Contrast* b) {
    const auto key = [&one](const Contrast& contrast) {
      constexpr std::array<int, 4> kRanks = {1, 0, 2, 3};
      return std::pair(kRanks.at(static_cast<std::size_t>(contrast.standing)),
                       -Farness(one.quantity, contrast));
    };
    return key(*a) < key(*b);
  });
}

std::string CountText(const Contrast& contrast) {
  if (!contrast.k) return fmt::format("n = {}", page::Grouped(contrast.n));
  return fmt::format("{} of {}", page::Grouped(*contrast.k), page::Grouped(contrast.n));
}

void DrawValues(Html& html, const Comparison& one, const std::vector<const Contrast*>& drawn) {
  std::vector<Mark> marks;
  for (const Contrast* contrast : drawn)
    marks.push_back({.name = NameOf(contrast->group).text,
                     .value = contrast->value,
                     .low = contrast->low,
                     .high = contrast->high,
                     .standing = contrast->standing,
                     .note = CountText(*contrast)});
  const bool is_share = one.quantity.distance == Distance::kPoints;
  DrawDots(html,
           {fmt::format("{} by {}", one.quantity.title, ColumnsOf(one.by).text),
            "A dot a group, its interval as a line; the table has the numbers."},
           {.factor = is_share ? 100.0 : 1.0,
            .title = std::string(one.quantity.axis),
            .line = one.quantity.line},
           marks);
}

void DrawDistances(Html& html, const Comparison& one, const std::vector<const Contrast*>& drawn) {
  std::vector<Mark> marks;
  for (const Contrast* contrast : drawn)
    if (contrast->standing != Standing::kReference)
      marks.push_back({.name = NameOf(contrast->group).text,
                       .value = contrast->distance,
                       .low = contrast->distance_low,
                       .high = contrast->distance_high,
                       .standing = contrast->standing,
                       .note = contrast->q && contrast->standing == Standing::kOk
                                   ? fmt::format("q {}", Chance(contrast->q).text)
                                   : ""});
  if (marks.empty()) return;
  constexpr std::array<std::string_view, 3> kTitles = {"percentage points", "difference",
                                                       "times the reference"};
  const auto distance = static_cast<std::size_t>(one.quantity.distance);
  DrawDots(html,
           {fmt::format("{} by {}: {} {}", one.quantity.title, ColumnsOf(one.by).text,
                        one.quantity.distance == Distance::kTimes ? "over" : "difference from",
                        NameOf(one.reference).text),
            "A dot a group; the upright line is no difference."},
           {.factor = one.quantity.distance == Distance::kPoints ? 100.0 : 1.0,
            .title = std::string(kTitles.at(distance)),
            .line = one.quantity.distance == Distance::kTimes ? 1 : 0},
           marks);
}

void WriteTable(Sheet& sheet, const Comparison& one) {
  Html& html = sheet.html;
  const Quantity& quantity = one.quantity;
  constexpr std::array<std::string_view, 3> kHeads = {"#Difference, points", "#Difference",
                                                      "#Ratio"};
  const std::size_t shown = sheet.TakeRows(one.contrasts.size());
  page::OpenTable(
      html,
      fmt::format("{} by {}: numbers of the drawings.", quantity.title, ColumnsOf(one.by).text),
      {"Group", quantity.counts, "#Value", "#Interval",
       kHeads.at(static_cast<std::size_t>(quantity.distance)), "#Interval", "#q", "State"});
  for (const Contrast* contrast : Drawn(one, shown)) {
    html.Open("tr");
    RowHead(html, NameOf(contrast->group));
    if (contrast->k)
      Cell(html, "n", Whole(*contrast->k), " of ", Whole(contrast->n));
    else
      NumberCell(html, Whole(contrast->n));
    NumberCell(html, ShowValue(quantity)(contrast->value));
    RangeCell(html, contrast->low, contrast->high, ShowValue(quantity));
    NumberCell(html, ShowDistance(quantity)(contrast->distance));
    RangeCell(html, contrast->distance_low, contrast->distance_high, ShowDistance(quantity));
    NumberCell(html, Chance(contrast->q));
    html.Tag("td", Name(contrast->standing)).Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(one.contrasts.size(), shown);
}

}  // namespace

Show ShowValue(const Quantity& quantity) {
  return quantity.distance == Distance::kPoints ? Percent : ShowPlain;
}
Show ShowDistance(const Quantity& quantity) {
  constexpr std::array<Show, 3> kShows = {Points, ShowPlain, ShowTimes};
  return kShows.at(static_cast<std::size_t>(quantity.distance));
}

double Farness(const Quantity& quantity, const Contrast& contrast) {
  if (!contrast.distance) return 0;
  if (quantity.distance != Distance::kTimes) return std::abs(*contrast.distance);
  return std::abs(std::log(std::clamp(*contrast.distance, 1e-12, 1e12)));
}

void ReadDrawn(const Node& node, std::optional<double>& low, std::optional<double>& high) {
  low.reset();
  high.reset();
  if (node.IsNull()) return;
  low = node["low"].Number();
  high = node["high"].Number();
}

Contrast ReadContrast(const Node& node, const DrawnMembers& drawn) {
  Contrast contrast = {.group = {},
                       .standing = ReadStanding(node["state"]),
                       .value = node["value"].Number(),
                       .distance = node["difference"].Number(),
                       .q = node["q"].Number()};
  if (drawn.has_draws) {
    // An interval that could not be drawn is left away by some documents, and null in others.
    if (node.Has(drawn.own)) ReadDrawn(node[drawn.own], contrast.low, contrast.high);
    if (node.Has(drawn.distance))
      ReadDrawn(node[drawn.distance], contrast.distance_low, contrast.distance_high);
    return contrast;
  }
  contrast.low = node["low"].Number();
  contrast.high = node["high"].Number();
  contrast.distance_low = node["difference_low"].Number();
  contrast.distance_high = node["difference_high"].Number();
  return contrast;
}

void WriteReferenceFact(Html& html, const Comparisons& all) {
  OpenFact(html, "Compared with");
  const Comparison* before = nullptr;
  std::size_t written = 0;
  for (const Comparison& one : all.list) {
    if (before && before->by == one.by) continue;
    if (++written > 16) break;
    Say(html, before ? "; by " : "by ", ColumnsOf(one.by), ": ", NameOf(one.reference));
    before = &one;
  }
  html.Close();
}

void WriteComparisonFigure(Sheet& sheet, const Comparison& one) {
  if (one.contrasts.empty() || !sheet.TakeDrawing()) return;
  const auto drawn = Drawn(one, kDrawn);
  Html& html = sheet.html;
  html.Open("figure").Open("figcaption").Tag("strong", one.quantity.title);
  const bool has_reference = std::ranges::any_of(one.contrasts, [](const Contrast& contrast) {
    return contrast.standing == Standing::kReference;
  });
  Say(html, ": ", one.quantity.meaning, " Reference: ", NameOf(one.reference),
      has_reference ? " (diamond)" : "", ". Hollow and dashed: too few to say. ");
  if (drawn.size() < one.contrasts.size())
    Say(html, "Drawn are the reference and those farthest from it: ",
        page::Grouped(static_cast<std::int64_t>(drawn.size())), " of ",
        page::Grouped(static_cast<std::int64_t>(one.contrasts.size())), " groups.");
  html.Close().Open("div", {{"class", "drawings"}});
  DrawValues(html, one, drawn);
  DrawDistances(html, one, drawn);
  html.Close();
  WriteTable(sheet, one);
  html.Close();
}

void WriteHeading(Sheet& sheet, std::string_view heading, const std::vector<std::string>& by) {
  if (sheet.drawings == 0) return;
  sheet.html.Open("h4").Text(heading).Text(" ");
  Put(sheet.html, ColumnsOf(by));
  sheet.html.Close();
}

void WriteComparisonFigures(Sheet& sheet, const Comparisons& all) {
  const Comparison* before = nullptr;
  for (const Comparison& one : all.list) {
    if (!before || before->by != one.by || before->heading != one.heading)
      WriteHeading(sheet, one.heading, one.by);
    WriteComparisonFigure(sheet, one);
    before = &one;
  }
}

}  // namespace assay::fairness_report
