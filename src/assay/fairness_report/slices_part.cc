// SPDX-License-Identifier: Apache-2.0
//
// A document assay.fairness.slices/1, read and written.
#include <fmt/format.h>

#include <array>
#include <utility>

#include "assay/fairness_report/model_internal.h"
#include "assay/fairness_report/words.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

using page::Html;

constexpr std::size_t kMostSlices = 1'000;  // a document lists no more
constexpr std::array<Method, 1> kMethods = {
    {{"Search for the worst slice",
      "signed root of the likelihood ratio of a slice and all other rows; p, and intervals that "
      "hold together, by tables in which all are alike",
      "Westfall and Young 1993"}}};

struct Slice {
  std::vector<std::string> terms;  ///< "sex=women"
  std::int64_t k = 0;
  std::int64_t n = 0;
  std::optional<double> value;
  std::optional<double> others;
  std::optional<double> difference;
  std::optional<double> low;
  std::optional<double> high;
  std::optional<double> p;
  std::optional<std::int64_t> within;
};

struct Slices {
  TableName table;
  MetricWords words;
  std::string metric;
  std::string worse_is;
  std::vector<std::string> attributes;
  std::int64_t depth = 0;
  std::int64_t least_rows = 0;
  std::int64_t replicates = 0;
  double confidence = 0;
  bool is_bounded = false;  ///< enough replicates for intervals
  std::optional<double> overall;
  std::int64_t searched = 0;
  std::int64_t too_small = 0;
  std::int64_t repeated = 0;
  std::int64_t not_worse = 0;
  std::int64_t left_out = 0;
  std::vector<Slice> list;
};

Slice ReadSlice(const Node& node) {
  const Node share = node["share"];
  Slice slice = {.terms = {},
                 .k = share["k"].Count(),
                 .n = share["n"].Count(),
                 .value = share["value"].Number(),
                 .others = node["others"]["value"].Number(),
                 .difference = node["difference"].Number(),
                 .low = node["low"].Number(),
                 .high = node["high"].Number(),
                 .p = node["p"].Number(),
                 .within = {}};
  for (const Node& term : node["slice"].Items())
    slice.terms.push_back(fmt::format("{}={}", term["attribute"].Text(), term["value"].Text()));
  if (node.Has("within")) slice.within = node["within"].Count();
  return slice;
}

Slices ReadSlices(const Node& node) {
  Slices slices;
  slices.table = ReadTableName(node);
  slices.metric = node["metric"].Text();
  slices.worse_is = node["worse_is"].Text();
  for (const Node& one : ItemsUpTo(node["columns"]["attributes"], kMostMetrics))
    slices.attributes.push_back(one.Text());
  slices.depth = node["depth"].Count();
  slices.least_rows = node["least_rows"].Count();
  slices.replicates = node["null"]["replicates"].Count();
  slices.confidence = node["confidence"].Number().value_or(0);
  slices.is_bounded = node["critical"].Number().has_value();
  slices.overall = node["overall"]["value"].Number();
  slices.searched = node["searched"].Count();
  slices.too_small = node["too_small"].Count();
  slices.repeated = node["repeated"].Count();
  slices.not_worse = node["not_worse"].Count();
  slices.left_out = node["slices_left_out"].Count();
  for (const Node& one : ItemsUpTo(node["slices"], kMostSlices))
    slices.list.push_back(ReadSlice(one));
  for (const Slice& one : slices.list)
    if (one.within && *one.within >= static_cast<std::int64_t>(slices.list.size()))
      node["slices"].Wrong("within names no slice");
  return slices;
}

class SlicesPart : public Part {
 public:
  explicit SlicesPart(Slices slices) : slices_(std::move(slices)) {
    slices_.words = WordsOf(slices_.metric);
  }

  [[nodiscard]] const TableName& table() const override { return slices_.table; }
  void WriteLede(Html& html) const override;
  void WriteQuestion(Html& html) const override;
  void WriteFindings(Sheet& sheet) const override;
  void WriteUnclear(Sheet& sheet) const override;
  void WriteDrawings(Sheet& sheet) const override;
  void WriteTables(Sheet& sheet) const override;
  [[nodiscard]] std::span<const Method> methods() const override { return kMethods; }

 private:
  /// Whether the search alone would rarely find as much.
  [[nodiscard]] bool StandsOut(const Slice& slice) const {
    return slice.p && *slice.p <= 1 - slices_.confidence;
  }

  Slices slices_;
};

void SlicesPart::WriteLede(Html& html) const {
  html.Open("p", {{"class", "lede"}}).Text("Of ");
  html.Tag("strong", page::Grouped(slices_.searched));
  html.Text(" slices of ");
  Put(html, NameOf({slices_.table.name}));
  html.Text(", ");
  const auto out =
      std::ranges::count_if(slices_.list, [this](const Slice& one) { return StandsOut(one); });
  html.Tag("strong", page::Grouped(out));
  html.Text(out == 1 ? " fares worse than all others by more than searching would find by chance."
                     : " fare worse than all others by more than searching would find by chance.");
  html.Close();
}

void SlicesPart::WriteQuestion(Html& html) const {
  WriteTableFacts(html, slices_.table);
  Say(OpenFact(html, "Asked"), "which slices have the ",
      slices_.worse_is == "higher" ? "highest" : "lowest", ": ", slices_.words.title);
  html.Close();
  Say(OpenFact(html, "Slices"), "of up to ", Whole(slices_.depth),
      " columns of: ", NameOf(slices_.attributes));
  html.Close();
  Say(OpenFact(html, "Chance"), "judged by ", Whole(slices_.replicates),
      " tables in which all are alike, searched in the same way");
  html.Close();
  Say(OpenFact(html, "Intervals"), slices_.is_bounded ? "hold with " : "none: too few tables for ",
      Percent(slices_.confidence), ", all of them together");
  html.Close();
  Say(OpenFact(html, "All rows"), slices_.words.title, " ", Percent(slices_.overall));
  html.Close();
}

void SlicesPart::WriteFindings(Sheet& sheet) const {
  Html& html = sheet.html;
  if (slices_.list.empty()) {
    html.Tag("p", "No slice is worse than all other rows.");
    return;
  }
  html.Open("ul", {{"class", "list"}});
  for (const Slice& one :
       std::span(slices_.list).first(std::min(slices_.list.size(), kSentences))) {
    html.Open("li").Open("strong");
    Put(html, NameOf(one.terms));
    html.Text(". ").Close();
    Say(html, slices_.words.title, " ", Percent(one.value), " (", Whole(one.k), " of ",
        Whole(one.n), "), all others ", Percent(one.others));
    if (one.difference) {
      Say(html, ": ");
      SayPoints(html, *one.difference);
      SayAgrees(html, one.low, one.high);
    }
    Say(html, " (p ", Chance(one.p), ")", StandsOut(one) ? "." : ": it may be chance.");
    if (one.within)
      Say(html, " It does not stand out in ",
          NameOf(slices_.list[static_cast<std::size_t>(*one.within)].terms), ".");
    html.Close();
  }
  html.Close();
}

void SlicesPart::WriteUnclear(Sheet& sheet) const {
  Paragraph(sheet.html, "Slices with fewer than ", Whole(slices_.least_rows),
            " rows in the denominator, or with as few others, were not compared: ",
            Whole(slices_.too_small),
            ". The very rows of a broader slice: ", Whole(slices_.repeated),
            ". Not worse than the others: ", Whole(slices_.not_worse),
            ". Not listed in the document: ", Whole(slices_.left_out), ".");
}

void SlicesPart::WriteDrawings(Sheet& sheet) const {
  Html& html = sheet.html;
  if (slices_.list.empty() || !sheet.TakeDrawing()) return;
  const std::size_t drawn = std::min(slices_.list.size(), kDrawn);
  std::vector<Mark> marks;
  for (const Slice& one : std::span(slices_.list).first(drawn))
    marks.push_back({.name = fmt::format("{}. {}", marks.size() + 1, NameOf(one.terms).text),
                     .value = one.difference,
                     .low = one.low,
                     .high = one.high,
                     .standing = StandsOut(one) ? Standing::kOk : Standing::kInsufficient,
                     .note = fmt::format("p {}", Chance(one.p).text)});
  html.Open("figure").Open("figcaption").Tag("strong", "The worst slices");
  Say(html, ": ", slices_.words.title,
      " less that of all other rows. Hollow and dashed: it may be chance. ");
  if (drawn < slices_.list.size())
    Say(html, "Drawn are the worst ", page::Grouped(static_cast<std::int64_t>(drawn)), ".");
  html.Close().Open("div", {{"class", "drawings"}});
  DrawDots(html,
           {fmt::format("{} of the worst slices: difference from all others", slices_.words.title),
            "A dot a slice, its interval as a line; the upright line is no difference."},
           {.factor = 100, .title = "percentage points", .line = 0}, marks);
  html.Close().Close();
}

void SlicesPart::WriteTables(Sheet& sheet) const {
  Html& html = sheet.html;
  const std::size_t shown = sheet.TakeRows(slices_.list.size());
  page::OpenTable(html, "Slices that are worse than all other rows, the worst first.",
                  {"#Place", "Slice", "#Count", "#Rate", "#All others", "#Difference, points",
                   "#Interval", "#p", "Does not stand out in"});
  std::int64_t place = 0;
  for (const Slice& one : std::span(slices_.list).first(shown)) {
    html.Open("tr");
    page::NumberCell(html, ++place);
    RowHead(html, NameOf(one.terms));
    Cell(html, "n", Whole(one.k), " of ", Whole(one.n));
    NumberCell(html, Percent(one.value));
    NumberCell(html, Percent(one.others));
    NumberCell(html, Points(one.difference));
    RangeCell(html, one.low, one.high, Points);
    NumberCell(html, Chance(one.p));
    if (one.within)
      Cell(html, "t", NameOf(slices_.list[static_cast<std::size_t>(*one.within)].terms));
    else
      html.Tag("td", "\u2013");
    html.Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(slices_.list.size(), shown);
}

}  // namespace

std::unique_ptr<Part> MakeSlicesPart(const Node& document) {
  return std::make_unique<SlicesPart>(ReadSlices(document));
}

}  // namespace assay::fairness_report
