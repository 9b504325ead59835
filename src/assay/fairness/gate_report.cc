// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/gate_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/fairness/document_internal.h"
#include "assay/fairness/gate_text_internal.h"
#include "assay/fairness/markdown_internal.h"

namespace assay::fairness {
namespace {

constexpr std::string_view kSchema = "assay.fairness.gate/1";

/// Of a group that is too small to be shown only its size.
Json ToJson(Proportion share, std::int64_t min_rows) {
  if (share.n < min_rows) return {{"k", nullptr}, {"n", share.n}, {"value", nullptr}};
  return {{"k", share.k}, {"n", share.n}, {"value", OrNull(share.Value())}};
}

Json ToJson(const Interval& interval) { return {OrNull(interval.low), OrNull(interval.high)}; }

Json ToJson(const GatePolicy& policy, const Finding& finding) {
  const Judgement& found = finding.judgement;
  Json json = {{"by", finding.by},
               {"group", finding.a},
               {"share", ToJson(finding.share_a, policy.min_rows)},
               {"against", finding.b.empty() ? Json("last release") : Json(finding.b)},
               {"against_share", ToJson(finding.share_b, policy.min_rows)},
               {"tolerated", ToJson(finding.tolerated)},
               {"estimate", OrNull(found.estimate)},
               {"interval", found.interval ? ToJson(*found.interval) : Json()},
               {"test", found.p ? Json(Name(found.test)) : Json()},
               {"p", OrNull(found.p)},
               {"q", found.q},
               {"verdict", Name(found.verdict)}};
  if (const std::string why = internal::WhyInsufficient(policy, finding); !why.empty())
    json["why"] = why;
  if (finding.waiver) json["waiver"] = *finding.waiver;
  return json;
}

Json ToJson(const Waiver& waiver, bool has_expired) {
  Json group = Json::object();
  for (const auto& [attribute, value] : waiver.group) group[attribute] = value;
  return {{"gate", waiver.gate},     {"group", std::move(group)}, {"owner", waiver.owner},
          {"reason", waiver.reason}, {"expires", waiver.expires}, {"expired", has_expired}};
}

Json WantedJson(const GatePolicy& policy, const GateReport& report, std::size_t gate) {
  Json list = Json::array();
  for (const auto& wanted : internal::Collect(policy, report, gate))
    list.push_back({{"by", wanted.by},
                    {"group", wanted.values},
                    {"have", wanted.have},
                    {"wanted", wanted.rows ? Json(*wanted.rows) : Json()}});
  return list;
}

Json GateJson(const GatePolicy& policy, const GateReport& report, std::size_t place) {
  const Gate& gate = policy.gates[place];
  const GateAnswer& answer = report.gates[place];
  const auto findings = internal::WorstFirst(report, place);
  const std::size_t listed = std::min(findings.size(), kListedFindings);
  Json by = Json::array();
  for (const By& one : gate.by) by.push_back(Joined(one));
  Json json = {{"id", gate.id},
               {"metric", Name(gate.metric)},
               {"by", std::move(by)},
               {"basis", gate.basis},
               {"verdict", Name(answer.verdict)},
               {"counts",
                {{"pass", answer.pass},
                 {"fail", answer.fail},
                 {"insufficient", answer.insufficient},
                 {"waived", answer.waived}}},
               {"findings", Json::array()},
               {"findings_left_out", findings.size() - listed}};
  json["uncompared"] = Json::array();
  for (const Uncompared& one : report.uncompared)
    if (one.gate == place) json["uncompared"].push_back(Joined(one.by));
  if (gate.max_difference) json["max_difference"] = *gate.max_difference;
  if (gate.min_ratio) json["min_ratio"] = *gate.min_ratio;
  for (const Finding* finding : std::span(findings).first(listed))
    json["findings"].push_back(ToJson(policy, *finding));
  if (policy.on_insufficient == OnInsufficient::kCollect)
    json["collect"] = WantedJson(policy, report, place);
  return json;
}

// ---- Markdown ----

using internal::Escaped;

void AddList(std::string_view title, const std::vector<std::string>& lines, std::string& text) {
  if (lines.empty()) return;
  text += fmt::format("\n### {}\n\n", title);
  const std::size_t listed = std::min(lines.size(), kListedFindings);
  for (std::size_t i = 0; i < listed; ++i) text += fmt::format("- {}\n", Escaped(lines[i]));
  if (lines.size() > listed) text += fmt::format("- and {} more\n", lines.size() - listed);
}

// ---- SARIF ----

/// A path as a reference to it: every byte that a URI gives a meaning is escaped.
/// Source:  RFC 3986, sections 2.3 and 4.2.
std::string UriOf(std::string_view path) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string uri;
  for (const char c : path) {
    if (kPlain.find(c) != std::string_view::npos)
      uri += c;
    else
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

// ---- JUnit ----

/// Of printable text and line ends.
std::string XmlEscaped(std::string_view text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    // U+FFFE and U+FFFF: no document of XML 1.0 may hold them.
    if (text.substr(i, 3) == "\xef\xbf\xbe" || text.substr(i, 3) == "\xef\xbf\xbf") {
      escaped += '?';
      i += 2;
      continue;
    }
    switch (const char c = text[i]) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

/// What stands against a gate, one line each.
std::string Lines(const GatePolicy& policy, const GateReport& report, std::size_t gate,
                  Verdict verdict) {
  std::string lines;
  std::size_t listed = 0;
  for (const Finding* finding : internal::WorstFirst(report, gate)) {
    if (finding->judgement.verdict != verdict || finding->waiver) continue;
    if (listed++ == kListedFindings) break;
    const std::string why = internal::WhyInsufficient(policy, *finding);
    lines +=
        fmt::format("{}{}{}\n", internal::Said(policy, *finding), why.empty() ? "" : ": ", why);
  }
  for (const Uncompared& one : report.uncompared)
    if (one.gate == gate && verdict == Verdict::kInsufficient)
      lines += fmt::format("{}\n", internal::Said(one));
  return lines;
}

}  // namespace

Json ToJson(const GatePolicy& policy, const GateReport& report) {
  Json gates = Json::array();
  for (std::size_t i = 0; i < policy.gates.size(); ++i)
    gates.push_back(GateJson(policy, report, i));
  Json waivers = Json::array();
  for (std::size_t i = 0; i < policy.waivers.size(); ++i)
    waivers.push_back(
        ToJson(policy.waivers[i], std::ranges::find(report.expired, i) != report.expired.end()));
  const Group all = Overall(report.model);
  return {{"schema", kSchema},
          {"verdict", Name(report.verdict)},
          {"passes", report.passes},
          {"on_insufficient", Name(policy.on_insufficient)},
          {"rows", all.counts.n()},
          {"rows_left_out", all.left_out},
          {"family",
           {{"questions", report.questions},
            {"regression_questions", report.regression_questions},
            {"alpha", policy.alpha},
            {"min_rows", policy.min_rows}}},
          {"gates", std::move(gates)},
          {"waivers", std::move(waivers)}};
}

std::string ToText(const GatePolicy& policy, const GateReport& report) {
  constexpr std::size_t kShown = 5;
  const Group all = Overall(report.model);
  std::string text = fmt::format(
      "Verdict   {}\nRows      {}, {} more without a label or a prediction\nFamily    {} questions "
      "at alpha {}\n",
      Name(report.verdict), all.counts.n(), all.left_out, report.questions, policy.alpha);
  for (const Verdict verdict : {Verdict::kFail, Verdict::kInsufficient, Verdict::kPass}) {
    for (std::size_t i = 0; i < policy.gates.size(); ++i) {
      if (report.gates[i].verdict != verdict) continue;
      text += fmt::format("\n{:13} {}: {}\n", Name(verdict), ToPrintable(policy.gates[i].id),
                          internal::Said(policy.gates[i]));
      std::size_t shown = 0;
      std::size_t more = 0;
      for (const Finding* finding : internal::WorstFirst(report, i)) {
        if (finding->judgement.verdict == Verdict::kPass) break;
        if (shown == kShown) {
          ++more;
          continue;
        }
        ++shown;
        const std::string why =
            finding->waiver ? "waived" : internal::WhyInsufficient(policy, *finding);
        text += fmt::format("  {}{}{}\n", internal::Said(policy, *finding), why.empty() ? "" : ": ",
                            why);
      }
      if (more > 0) text += fmt::format("  and {} more: --json\n", more);
      for (const Uncompared& one : report.uncompared)
        if (one.gate == i) text += fmt::format("  {}\n", internal::Said(one));
    }
  }
  for (const std::size_t expired : report.expired)
    text += fmt::format("\nfail          {}\n", internal::SaidExpired(policy.waivers[expired]));
  return text;
}

std::string ToMarkdown(const GatePolicy& policy, const GateReport& report) {
  std::string text = fmt::format("## Fairness: {}\n\n", Name(report.verdict));
  text += fmt::format("{} rows, {} questions at alpha {}.\n\n", Overall(report.model).counts.n(),
                      report.questions, policy.alpha);
  text += "| gate | holds | verdict | pass | fail | insufficient | waived |\n";
  text += "|---|---|---|---:|---:|---:|---:|\n";
  std::vector<std::string> fails;
  std::vector<std::string> waived;
  std::vector<std::string> unclear;
  for (std::size_t i = 0; i < policy.gates.size(); ++i) {
    const GateAnswer& answer = report.gates[i];
    text += fmt::format("| {} | {} | **{}** | {} | {} | {} | {} |\n", Escaped(policy.gates[i].id),
                        Escaped(internal::Said(policy.gates[i])), Name(answer.verdict), answer.pass,
                        answer.fail, answer.insufficient, answer.waived);
    for (const Finding* finding : internal::WorstFirst(report, i)) {
      const std::string said = internal::Said(policy, *finding);
      const Verdict verdict = finding->judgement.verdict;
      if (finding->waiver) {
        const Waiver& waiver = policy.waivers[*finding->waiver];
        waived.push_back(
            fmt::format("{}: {} until {}, {}", said, waiver.owner, waiver.expires, waiver.reason));
      } else if (verdict == Verdict::kFail) {
        fails.push_back(said);
      } else if (verdict == Verdict::kInsufficient) {
        unclear.push_back(fmt::format("{}: {}", said, internal::WhyInsufficient(policy, *finding)));
      }
    }
  }
  for (const std::size_t expired : report.expired)
    fails.push_back(internal::SaidExpired(policy.waivers[expired]));
  for (const Uncompared& one : report.uncompared)
    unclear.push_back(
        fmt::format("{}: {}", ToPrintable(policy.gates[one.gate].id), internal::Said(one)));
  AddList("Fails", fails, text);
  AddList("Waived", waived, text);
  AddList("Too little to say", unclear, text);
  return text;
}

std::string ToJunit(const GatePolicy& policy, const GateReport& report) {
  std::string cases;
  std::size_t failures = report.expired.size();
  std::size_t skipped = 0;
  for (std::size_t i = 0; i < policy.gates.size(); ++i) {
    const Verdict verdict = report.gates[i].verdict;
    const bool fails =
        verdict == Verdict::kFail ||
        (verdict == Verdict::kInsufficient && policy.on_insufficient == OnInsufficient::kFail);
    const bool skips = verdict == Verdict::kInsufficient && !fails;
    failures += fails ? 1 : 0;
    skipped += skips ? 1 : 0;
    cases += fmt::format("    <testcase classname=\"fairness\" name=\"{}\">",
                         XmlEscaped(ToPrintable(policy.gates[i].id)));
    const std::string lines = XmlEscaped(internal::Said(policy.gates[i]));
    if (fails)
      cases += fmt::format("\n      <failure message=\"{}\">{}</failure>\n    ", lines,
                           XmlEscaped(Lines(policy, report, i, verdict)));
    if (skips)
      cases += fmt::format("\n      <skipped message=\"too little to say: {}\"/>\n    ", lines);
    cases += "</testcase>\n";
  }
  for (const std::size_t expired : report.expired)
    cases += fmt::format(
        "    <testcase classname=\"fairness\" name=\"waivers\">\n      <failure "
        "message=\"{}\"/>\n    </testcase>\n",
        XmlEscaped(internal::SaidExpired(policy.waivers[expired])));
  const std::size_t tests = policy.gates.size() + report.expired.size();
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"fairness\" "
      "tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}  </testsuite>\n"
      "</testsuites>\n",
      tests, failures, skipped, cases);
}

Json ToSarif(const GatePolicy& policy, const GateReport& report, std::string_view policy_file) {
  const Json place = {{"physicalLocation", {{"artifactLocation", {{"uri", UriOf(policy_file)}}}}}};
  const std::string_view unclear =
      policy.on_insufficient == OnInsufficient::kFail ? "error" : "note";
  Json rules = Json::array();
  Json results = Json::array();
  const auto add = [&](std::string_view rule, std::string_view level, const std::string& text) {
    results.push_back({{"ruleId", rule},
                       {"level", level},
                       {"message", {{"text", text}}},
                       {"locations", Json::array({place})}});
  };
  for (std::size_t i = 0; i < policy.gates.size(); ++i) {
    const Gate& gate = policy.gates[i];
    rules.push_back({{"id", gate.id}, {"shortDescription", {{"text", internal::Said(gate)}}}});
    std::size_t listed = 0;
    for (const Finding* finding : internal::WorstFirst(report, i)) {
      if (finding->judgement.verdict == Verdict::kPass || listed++ == kListedFindings) break;
      const bool fails = finding->judgement.verdict == Verdict::kFail && !finding->waiver;
      const bool wants = finding->judgement.verdict == Verdict::kInsufficient;
      add(gate.id, fails ? "error" : wants ? unclear : "note", internal::Said(policy, *finding));
    }
  }
  for (const Uncompared& one : report.uncompared)
    add(policy.gates[one.gate].id, unclear, internal::Said(one));
  for (const std::size_t expired : report.expired)
    add(policy.waivers[expired].gate, "error", internal::SaidExpired(policy.waivers[expired]));
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", Json::array({{{"tool", {{"driver", {{"name", "assay"}, {"rules", rules}}}}},
                                 {"results", std::move(results)}}})}};
}

}  // namespace assay::fairness
