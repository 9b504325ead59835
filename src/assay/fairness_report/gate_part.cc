// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <utility>

#include "assay/fairness_report/gate_internal.h"
#include "assay/fairness_report/model_internal.h"
#include "assay/fairness_report/words.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

using page::Html;

constexpr std::array<Method, 5> kMethods = {
    {{"Fail", "the estimate is beyond what is tolerated, and q is at most alpha", "by definition"},
     {"Pass", "the whole interval lies within what is tolerated", "by definition"},
     {"Intervals that hold at once", "each at level 1 - alpha / number of questions",
      "Bonferroni 1936; Newcombe 1998; Katz et al. 1978"},
     {"Test of equal shares",
      "Fisher's exact test where a denominator is under 2,000 or an expected count under 5, else "
      "the "
      "pooled z",
      "Fisher 1922; Cochran 1954"},
     {"q, of many tests", "the share of false findings among all with a q as small",
      "Benjamini and Hochberg 1995"}}};

std::string_view Word(Verdict verdict) {
  constexpr std::array<std::string_view, 3> kWords = {"\u2713 pass", "\u2715 fail",
                                                      "? insufficient"};
  return kWords.at(static_cast<std::size_t>(verdict));
}

std::string_view ClassOf(Verdict verdict) {
  constexpr std::array<std::string_view, 3> kClasses = {"allow", "deny", "review"};
  return kClasses.at(static_cast<std::size_t>(verdict));
}

void WriteChip(Html& html, Verdict verdict) {
  html.Open("ul", {{"class", "chips"}});
  html.Tag("li", Word(verdict), {{"class", ClassOf(verdict)}}).Close();
}

/// "by sex, age: at most 5.0 points apart (house rule)"
void SayLimit(Html& html, const GateAnswer& gate) {
  Say(html, WordsOf(gate.metric).title, " by ", NameOf(gate.by), ": ");
  if (gate.max_difference)
    Say(html, "at most ", FarPoints(*gate.max_difference), " points apart");
  else
    Say(html, "a ratio of at least ", Decimal(gate.min_ratio));
  if (!gate.basis.empty()) Say(html, " (", NameOf({gate.basis}), ")");
}

Named AgainstOf(const GateFinding& finding) {
  return finding.against.empty() ? Named{"the last release"} : NameOf(finding.against);
}

/// A gate of ratios compares with the last release by difference.
bool IsRatio(const GateAnswer& gate, const GateFinding& finding) {
  return gate.min_ratio && !finding.against.empty();
}

void SayShare(Html& html, const GateShare& share) {
  if (!share.k || !share.value) {
    Say(html, "not shown (n = ", Whole(share.n), ")");
    return;
  }
  Say(html, Percent(share.value), " (", Whole(*share.k), " of ", Whole(share.n), ")");
}

void SayFinding(Html& html, const GateAnswer& gate, const GateFinding& finding) {
  Say(html, NameOf(finding.group), " ");
  SayShare(html, finding.share);
  Say(html, ", ", AgainstOf(finding), " ");
  SayShare(html, finding.against_share);
  if (!finding.estimate) return;
  if (IsRatio(gate, finding)) {
    Say(html, ": a ratio of ", Decimal(finding.estimate));
    if (finding.low && finding.high)
      Say(html, "; anything from ", Decimal(finding.low), " to ", Decimal(finding.high),
          " agrees with these numbers");
  } else {
    Say(html, ": ");
    SayPoints(html, *finding.estimate);
    SayAgrees(html, finding.low, finding.high);
  }
  if (finding.q) Say(html, " (q ", Chance(finding.q), ")");
}

class GatePart : public Part {
 public:
  explicit GatePart(Gates gates) : gates_(std::move(gates)) {
    if (gates_.table.name.empty()) gates_.table.name = "a table that is not named";
  }

  [[nodiscard]] const TableName& table() const override { return gates_.table; }
  void AddLimits(std::vector<Limit>& limits) const override;
  void WriteLede(Html& html) const override;
  void WriteQuestion(Html& html) const override;
  void WriteFindings(Sheet& sheet) const override;
  void WriteUnclear(Sheet& sheet) const override;
  void WriteDrawings(Sheet& sheet) const override;
  void WriteTables(Sheet& sheet) const override;
  [[nodiscard]] std::span<const Method> methods() const override { return kMethods; }

 private:
  static void DrawGate(Sheet& sheet, const GateAnswer& gate);
  static void WriteFindingTable(Sheet& sheet, const GateAnswer& gate);
  void WriteWaivers(Sheet& sheet) const;

  Gates gates_;
};

void GatePart::AddLimits(std::vector<Limit>& limits) const {
  for (const GateAnswer& gate : gates_.gates)
    for (const std::string& by : gate.by)
      if (gate.max_difference)
        limits.push_back({.table_digest = gates_.table.digest,
                          .metric = gate.metric,
                          .by = by,
                          .max_difference = *gate.max_difference});
}

void GatePart::WriteLede(Html& html) const {
  html.Open("p", {{"class", "lede"}}).Text("Held to its gates, ");
  Put(html, NameOf({gates_.table.name}));
  html.Text(": ").Tag("strong", Word(gates_.verdict));
  html.Text(gates_.passes ? ". It may pass." : ". It may not pass.").Close();
}

void GatePart::WriteQuestion(Html& html) const {
  WriteTableFacts(html, gates_.table);
  Say(OpenFact(html, "Judged"), Whole(gates_.rows), " rows; ", Whole(gates_.rows_left_out),
      " more have no label or no prediction");
  html.Close();
  Say(OpenFact(html, "Questions"), Whole(gates_.questions), " in one family, at alpha ",
      Decimal(gates_.alpha));
  html.Close();
  Say(OpenFact(html, "Too small"), "under ", Whole(gates_.min_rows), " rows");
  html.Close();
  Say(OpenFact(html, "If insufficient"), NameOf({gates_.on_insufficient}));
  html.Close();
  if (gates_.date.empty()) return;
  Say(OpenFact(html, "Waivers as of"), NameOf({gates_.date}));
  html.Close();
}

void GatePart::WriteWaivers(Sheet& sheet) const {
  if (gates_.waivers.empty()) return;
  Html& html = sheet.html;
  const std::size_t shown = sheet.TakeRows(gates_.waivers.size());
  page::OpenTable(html, "Waivers: what somebody answers for.",
                  {"Gate", "Owner", "Reason", "Until", "State"});
  for (const GateWaiver& waiver : std::span(gates_.waivers).first(shown)) {
    html.Open("tr");
    RowHead(html, NameOf({waiver.gate}));
    Cell(html, "t", NameOf({waiver.owner}));
    html.Open("td").Foreign(page::Shortened(waiver.reason, 1000), 200).Close();
    Cell(html, "t", NameOf({waiver.expires}));
    html.Tag("td", waiver.has_expired ? "\u2715 expired: it fails" : "in force").Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(gates_.waivers.size(), shown);
}

void GatePart::WriteFindings(Sheet& sheet) const {
  Html& html = sheet.html;
  std::size_t room = sheet.TakeRows(gates_.gates.size());
  for (const GateAnswer& gate : gates_.gates) {
    if (room-- == 0) break;
    html.Open("div", {{"class", "reason"}}).Open("div", {{"class", "top"}}).Open("h4");
    Put(html, NameOf({gate.id}));
    html.Close();
    WriteChip(html, gate.verdict);
    html.Close().Open("p");
    SayLimit(html, gate);
    Say(html, ". ", Whole(gate.pass), " pass, ", Whole(gate.fail), " fail, ",
        Whole(gate.insufficient), " insufficient, ", Whole(gate.waived), " waived.");
    html.Close();
    std::size_t said = 0;
    for (const GateFinding& finding : gate.findings) {
      if (finding.verdict != Verdict::kFail || said == kSentences) continue;
      if (said++ == 0) html.Open("ul", {{"class", "list"}});
      html.Open("li");
      if (finding.is_waived) html.Tag("strong", "Waived: ");
      SayFinding(html, gate, finding);
      html.Text(".").Close();
    }
    if (said > 0) html.Close();
    html.Close();
  }
  WriteWaivers(sheet);
}

void GatePart::WriteUnclear(Sheet& sheet) const {
  Html& html = sheet.html;
  std::size_t said = 0;
  for (const GateAnswer& gate : gates_.gates) {
    for (const GateFinding& finding : gate.findings) {
      if (finding.verdict != Verdict::kInsufficient || sheet.TakeRows(1) == 0) continue;
      if (said++ == 0) html.Open("ul", {{"class", "list"}});
      html.Open("li");
      Say(html, NameOf({gate.id}), ": ");
      SayFinding(html, gate, finding);
      if (!finding.why.empty()) Say(html, ": ", page::Shortened(finding.why, 200));
      html.Text(".").Close();
    }
    for (const std::string& by : gate.uncompared) {
      if (sheet.TakeRows(1) == 0) continue;
      if (said++ == 0) html.Open("ul", {{"class", "list"}});
      html.Open("li");
      Say(html, NameOf({gate.id}), ": by ", NameOf({by}), " there is nobody to compare.");
      html.Close();
    }
  }
  if (said > 0)
    html.Close();
  else
    html.Tag("p", "Every question of the gates is answered.");
}

void GatePart::DrawGate(Sheet& sheet, const GateAnswer& gate) {
  // Of one gate comparisons of groups, and those with the last release, tolerate different things.
  for (const bool is_release : {false, true}) {
    std::vector<const GateFinding*> findings;
    for (const GateFinding& one : gate.findings)
      if (one.against.empty() == is_release && findings.size() < kDrawn) findings.push_back(&one);
    if (findings.empty()) continue;
    const bool is_ratio = IsRatio(gate, *findings.front());
    Scale scale = {.factor = is_ratio ? 1.0 : 100.0,
                   .title = is_ratio ? "ratio" : "percentage points",
                   .line = is_ratio ? 1 : 0,
                   .tolerated_low = findings.front()->tolerated_low,
                   .tolerated_high = findings.front()->tolerated_high};
    std::vector<Mark> marks;
    for (const GateFinding* one : findings)
      marks.push_back({.name = NameOf(one->group).text,
                       .value = one->estimate,
                       .low = one->low,
                       .high = one->high,
                       .standing = one->verdict == Verdict::kInsufficient ? Standing::kInsufficient
                                                                          : Standing::kOk,
                       .note = std::string(Word(one->verdict))});
    DrawDots(sheet.html,
             {fmt::format("{}: {}", page::Shortened(gate.id, kNameLimit),
                          is_release ? "against the last release" : "against the reference"),
              "A dot a group; the upright line is no difference, the shaded band is what is "
              "tolerated."},
             scale, marks);
  }
}

void GatePart::WriteFindingTable(Sheet& sheet, const GateAnswer& gate) {
  Html& html = sheet.html;
  const std::size_t shown = sheet.TakeRows(gate.findings.size());
  page::OpenTable(html,
                  fmt::format("{}: numbers of the drawing.", page::Shortened(gate.id, kNameLimit)),
                  {"Group", "Share", "Against", "Share", "#Estimate", "#Interval", "#Tolerated",
                   "#q", "Verdict"});
  for (const GateFinding& one : std::span(gate.findings).first(shown)) {
    const auto show = IsRatio(gate, one) ? Decimal : Points;
    html.Open("tr");
    RowHead(html, NameOf(one.group));
    html.Open("td");
    SayShare(html, one.share);
    html.Close();
    Cell(html, "t", AgainstOf(one));
    html.Open("td");
    SayShare(html, one.against_share);
    html.Close();
    NumberCell(html, show(one.estimate));
    RangeCell(html, one.low, one.high, show);
    RangeCell(html, one.tolerated_low, one.tolerated_high, show);
    NumberCell(html, Chance(one.q));
    html.Open("td").Text(Word(one.verdict)).Text(one.is_waived ? ", waived" : "").Close().Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(gate.findings.size(), shown);
  if (gate.findings_left_out > 0)
    Paragraph(html, "The document itself leaves out ", Whole(gate.findings_left_out),
              " more, which are no worse.");
}

void GatePart::WriteDrawings(Sheet& sheet) const {
  Html& html = sheet.html;
  for (const GateAnswer& gate : gates_.gates) {
    if (gate.findings.empty() || !sheet.TakeDrawing()) continue;
    html.Open("figure").Open("figcaption").Open("strong");
    Put(html, NameOf({gate.id}));
    html.Close().Text(": ");
    SayLimit(html, gate);
    html.Text(". Shaded: tolerated. Hollow and dashed: insufficient. Intervals hold all at once.");
    html.Close().Open("div", {{"class", "drawings"}});
    DrawGate(sheet, gate);
    html.Close();
    WriteFindingTable(sheet, gate);
    html.Close();
  }
}

void GatePart::WriteTables(Sheet& sheet) const {
  std::vector<std::pair<const GateAnswer*, const Wanted*>> wanted;
  for (const GateAnswer& gate : gates_.gates)
    for (const Wanted& one : gate.collect) wanted.emplace_back(&gate, &one);
  Html& html = sheet.html;
  if (wanted.empty()) {
    html.Tag("p", "All tables of the gates stand under their drawings.");
    return;
  }
  const std::size_t shown = sheet.TakeRows(wanted.size());
  page::OpenTable(html, "What to collect, so that the gates can answer.",
                  {"Group", "Gate", "#Rows there", "#Rows wanted"});
  for (const auto& [gate, one] : std::span(wanted).first(shown)) {
    html.Open("tr");
    RowHead(html, NameOf(one->group));
    Cell(html, "t", NameOf({gate->id}));
    NumberCell(html, Whole(one->have));
    if (one->rows)
      NumberCell(html, Whole(*one->rows));
    else
      Cell(html, "n", "no number is enough");
    html.Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(wanted.size(), shown);
}

}  // namespace

std::unique_ptr<Part> MakeGatePart(const Node& document) {
  return std::make_unique<GatePart>(ReadGates(document));
}

}  // namespace assay::fairness_report
