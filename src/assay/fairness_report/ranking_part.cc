// SPDX-License-Identifier: Apache-2.0
//
// A document assay.fairness.ranking/1, read and written.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "assay/fairness_report/contrast_internal.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

using page::Html;

constexpr std::array<Method, 4> kMethods = {
    {{"Selection", "places among the first, over places times share of the candidates",
      "by definition"},
     {"Exposure", "sum of 1 / log2(1 + place), over that of all times share of the candidates",
      "Singh and Joachims 2018"},
     {"NDKL", "mean divergence of a list's starts from the mix of its candidates, in nats",
      "Geyik et al. 2019"},
     {"Interval by draws", "percentiles over draws of whole queries", "Efron 1979"}}};

struct RankedMeasure {
  std::string_view member;
  std::string_view title;
  std::string_view meaning;
};
constexpr std::array<RankedMeasure, 3> kMeasures = {
    {{"selection", "Places among the first", "against the group's share of the candidates"},
     {"exposure", "Exposure", "how far up, against the group's share of the candidates"},
     {"merit", "Exposure by merit", "how far up, against the group's share of the relevance"}}};

struct Ranked {
  std::vector<std::string> group;
  std::int64_t n = 0;
  Standing standing = Standing::kOk;
  std::optional<double> share;
  std::optional<double> expected;
  std::optional<double> ratio;
  std::optional<double> low;
  std::optional<double> high;

  /// Whether draws of queries hardly ever give what was expected.
  [[nodiscard]] bool Differs() const {
    return standing == Standing::kOk && low && high && (*low > 1 || *high < 1);
  }
};

struct RankedGrouping {
  std::vector<std::string> by;
  std::optional<double> ndkl;
  std::optional<double> ndkl_low;
  std::optional<double> ndkl_high;
  std::array<std::vector<Ranked>, kMeasures.size()> measures;
};

struct Ranking {
  TableName table;
  std::string query;
  std::int64_t top = 0;
  std::int64_t queries = 0;
  std::int64_t n = 0;
  std::int64_t left_out = 0;
  std::int64_t tied = 0;
  std::int64_t replicates = 0;  ///< 0: nothing was drawn
  double confidence = 0;
  bool has_relevance = false;
  std::vector<RankedGrouping> groupings;
};

RankedGrouping ReadGrouping(const Node& node, const Ranking& ranking) {
  RankedGrouping grouping;
  grouping.by = node["by"].Texts();
  const Node ndkl = node["ndkl"];
  grouping.ndkl = ndkl["value"].Number();
  if (ndkl.Has("bootstrap")) ReadDrawn(ndkl["bootstrap"], grouping.ndkl_low, grouping.ndkl_high);
  for (const Node& group : node["groups"].Items()) {
    for (std::size_t i = 0; i < kMeasures.size(); ++i) {
      const Node measure = group[kMeasures[i].member];
      Ranked one = {.group = group["group"].Texts(),
                    .n = group["n"].Count(),
                    .standing = ReadStanding(measure["state"]),
                    .share = measure["share"].Number(),
                    .expected = measure["expected_share"].Number(),
                    .ratio = measure["ratio"].Number(),
                    .low = {},
                    .high = {}};
      if (measure.Has("bootstrap")) ReadDrawn(measure["bootstrap"], one.low, one.high);
      if (ranking.has_relevance || kMeasures[i].member != "merit")
        grouping.measures[i].push_back(std::move(one));
    }
  }
  return grouping;
}

Ranking ReadRanking(const Node& node) {
  Ranking ranking;
  ranking.table = ReadTableName(node);
  ranking.query = node["columns"]["query"].Text();
  ranking.has_relevance = node["columns"].Has("relevance");
  ranking.top = node["top"].Count();
  ranking.queries = node["queries"].Count();
  ranking.n = node["n"].Count();
  ranking.left_out = node["left_out"].Count();
  ranking.tied = node["ties"]["candidates"].Count();
  ranking.confidence = node["confidence"].Number().value_or(0);
  if (node.Has("bootstrap")) ranking.replicates = node["bootstrap"]["replicates"].Count();
  for (const Node& one : ItemsUpTo(node["groupings"], kMostGroupings))
    ranking.groupings.push_back(ReadGrouping(one, ranking));
  return ranking;
}

/// What is farthest from what was expected, in either direction.
bool IsWorse(const Ranked* a, const Ranked* b) {
  const auto key = [](const Ranked& one) {
    return std::pair(one.standing != Standing::kOk, -std::abs(one.ratio.value_or(1) - 1));
  };
  return key(*a) < key(*b);
}

class RankingPart : public Part {
 public:
  explicit RankingPart(Ranking ranking) : ranking_(std::move(ranking)) {}

  [[nodiscard]] const TableName& table() const override { return ranking_.table; }
  void WriteLede(Html& html) const override;
  void WriteQuestion(Html& html) const override;
  void WriteFindings(Sheet& sheet) const override;
  void WriteUnclear(Sheet& sheet) const override;
  void WriteDrawings(Sheet& sheet) const override;
  void WriteTables(Sheet& sheet) const override;
  [[nodiscard]] std::span<const Method> methods() const override { return kMethods; }

 private:
  static void WriteFigure(Sheet& sheet, const RankedGrouping& grouping, std::size_t measure);
  /// Calls `use` with each grouping, measure and group.
  template <typename Use>
  void ForEach(Use use) const {
    for (const RankedGrouping& grouping : ranking_.groupings)
      for (std::size_t i = 0; i < kMeasures.size(); ++i)
        for (const Ranked& one : grouping.measures[i]) use(grouping, kMeasures[i], one);
  }

  Ranking ranking_;
};

void RankingPart::WriteLede(Html& html) const {
  std::int64_t differing = 0;
  std::int64_t compared = 0;
  ForEach([&](const RankedGrouping&, const RankedMeasure&, const Ranked& one) {
    differing += one.Differs() ? 1 : 0;
    compared += one.standing == Standing::kOk ? 1 : 0;
  });
  html.Open("p", {{"class", "lede"}}).Text("In ");
  html.Tag("strong", page::Grouped(ranking_.queries)).Text(" rankings of ");
  Put(html, NameOf({ranking_.table.name}));
  if (ranking_.replicates == 0) {
    html.Text(
        " groups were held against what they would get by their number; no interval was "
        "asked for, so chance is not ruled out.");
  } else {
    html.Text(", ");
    html.Tag("strong", page::Grouped(differing)).Text(" of ");
    html.Tag("strong", page::Grouped(compared));
    html.Text(
        " numbers of groups lie off what is expected by more than draws of rankings explain.");
  }
  html.Close();
}

void RankingPart::WriteQuestion(Html& html) const {
  WriteTableFacts(html, ranking_.table);
  Say(OpenFact(html, "Rankings"), Whole(ranking_.queries), ", by column ", NameOf({ranking_.query}),
      ", of ", Whole(ranking_.n), " candidates; ", Whole(ranking_.left_out), " rows are left out, ",
      Whole(ranking_.tied), " candidates share their place");
  html.Close();
  Say(OpenFact(html, "The first"), Whole(ranking_.top), " of each");
  html.Close();
  OpenFact(html, "Intervals");
  if (ranking_.replicates == 0)
    Say(html, "none were asked for");
  else
    Say(html, "hold with ", Percent(ranking_.confidence), " each, by ", Whole(ranking_.replicates),
        " draws of whole rankings");
  html.Close();
}

void RankingPart::WriteFindings(Sheet& sheet) const {
  Html& html = sheet.html;
  struct Found {
    const RankedGrouping* grouping;
    const RankedMeasure* measure;
    const Ranked* one;
  };
  std::vector<Found> found;
  ForEach([&](const RankedGrouping& grouping, const RankedMeasure& measure, const Ranked& one) {
    const bool is_sure = ranking_.replicates == 0 ? one.standing == Standing::kOk : one.Differs();
    if (is_sure && one.ratio) found.push_back({&grouping, &measure, &one});
  });
  std::ranges::stable_sort(found,
                           [](const Found& a, const Found& b) { return IsWorse(a.one, b.one); });
  if (found.empty()) {
    html.Tag("p", "No group is shown to get more or less than is expected.");
    return;
  }
  html.Open("ul", {{"class", "list"}});
  for (const Found& one : std::span(found).first(std::min(found.size(), kSentences))) {
    html.Open("li").Open("strong").Text(one.measure->title).Text(" by ");
    Put(html, ColumnsOf(one.grouping->by));
    html.Text(". ").Close();
    Say(html, NameOf(one.one->group), " got ", Percent(one.one->share), " where ",
        Percent(one.one->expected), " were expected: ", Decimal(one.one->ratio), " times as much");
    if (one.one->low && one.one->high)
      Say(html, "; anything from ", Decimal(one.one->low), " to ", Decimal(one.one->high),
          " times agrees with these rankings");
    Say(html, ".");
    html.Close();
  }
  html.Close();
}

void RankingPart::WriteUnclear(Sheet& sheet) const {
  std::int64_t insufficient = 0;
  std::int64_t undefined = 0;
  ForEach([&](const RankedGrouping&, const RankedMeasure&, const Ranked& one) {
    insufficient += one.standing == Standing::kInsufficient ? 1 : 0;
    undefined += one.standing == Standing::kUndefined ? 1 : 0;
  });
  Paragraph(sheet.html, "Too few candidates or rankings to say: ", page::Grouped(insufficient),
            " numbers of groups. Undefined, for nothing is expected: ", page::Grouped(undefined),
            ". The tables name them.");
}

void RankingPart::WriteFigure(Sheet& sheet, const RankedGrouping& grouping, std::size_t measure) {
  std::vector<const Ranked*> groups;
  for (const Ranked& one : grouping.measures[measure]) groups.push_back(&one);
  if (groups.empty() || !sheet.TakeDrawing()) return;
  const RankedMeasure& words = kMeasures[measure];
  const auto drawn = Worst(groups, kDrawn, IsWorse);
  Html& html = sheet.html;
  html.Open("figure").Open("figcaption").Tag("strong", words.title);
  Say(html, ": ", words.meaning, "; 1 is as expected. Hollow and dashed: too few to say. ");
  if (drawn.size() < groups.size())
    Say(html,
        "Drawn are those farthest from 1: ", page::Grouped(static_cast<std::int64_t>(drawn.size())),
        " of ", page::Grouped(static_cast<std::int64_t>(groups.size())), " groups.");
  html.Close().Open("div", {{"class", "drawings"}});
  std::vector<Mark> marks;
  for (const Ranked* one : drawn)
    marks.push_back({.name = NameOf(one->group).text,
                     .value = one->ratio,
                     .low = one->low,
                     .high = one->high,
                     .standing = one->standing,
                     .note = fmt::format("n = {}", page::Grouped(one->n))});
  const std::string by = ColumnsOf(grouping.by).text;
  DrawDots(html,
           {fmt::format("{} by {}", words.title, by),
            "A dot a group, its interval as a line; the upright line is as expected."},
           {.title = "times what is expected", .line = 1, .floor = 0}, marks);
  html.Close();
  const std::size_t shown = sheet.TakeRows(groups.size());
  page::OpenTable(html, fmt::format("{} by {}: numbers of the drawing.", words.title, by),
                  {"Group", "#Candidates", "#Got", "#Expected", "#Ratio", "#Interval", "State"});
  for (const Ranked* one : Worst(groups, shown, IsWorse)) {
    html.Open("tr");
    RowHead(html, NameOf(one->group));
    NumberCell(html, Whole(one->n));
    NumberCell(html, Percent(one->share));
    NumberCell(html, Percent(one->expected));
    NumberCell(html, Decimal(one->ratio));
    RangeCell(html, one->low, one->high, Decimal);
    html.Tag("td", Name(one->standing)).Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(groups.size(), shown);
  html.Close();
}

void RankingPart::WriteDrawings(Sheet& sheet) const {
  for (const RankedGrouping& grouping : ranking_.groupings) {
    WriteHeading(sheet, "By", grouping.by);
    for (std::size_t i = 0; i < kMeasures.size(); ++i) WriteFigure(sheet, grouping, i);
  }
}

void RankingPart::WriteTables(Sheet& sheet) const {
  Html& html = sheet.html;
  const std::size_t shown = sheet.TakeRows(ranking_.groupings.size());
  page::OpenTable(html, "How far the starts of rankings are from the mix of all: 0 is alike.",
                  {"By", "#NDKL", "#Interval"});
  for (const RankedGrouping& one : std::span(ranking_.groupings).first(shown)) {
    html.Open("tr");
    RowHead(html, ColumnsOf(one.by));
    NumberCell(html, Decimal(one.ndkl));
    RangeCell(html, one.ndkl_low, one.ndkl_high, Decimal);
    html.Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(ranking_.groupings.size(), shown);
}

}  // namespace

std::unique_ptr<Part> MakeRankingPart(const Node& document) {
  return std::make_unique<RankingPart>(ReadRanking(document));
}

}  // namespace assay::fairness_report
