// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "assay/fairness_report/gate_internal.h"

namespace assay::fairness_report {
namespace {

Verdict ReadVerdict(const Node& node) {
  constexpr std::array<std::string_view, 3> kVerdicts = {"pass", "fail", "insufficient"};
  const auto found = std::ranges::find(kVerdicts, node.Text());
  if (found == kVerdicts.end()) {
    node.Wrong("no verdict: pass, fail or insufficient");
    return Verdict::kInsufficient;
  }
  return static_cast<Verdict>(found - kVerdicts.begin());
}

GateShare ReadShare(const Node& node) {
  GateShare share = {.k = {}, .n = node["n"].Count(), .value = node["value"].Number()};
  if (!node["k"].IsNull()) share.k = node["k"].Count();
  return share;
}

/// Two numbers, or null.
void ReadRange(const Node& node, std::optional<double>& low, std::optional<double>& high) {
  if (node.IsNull()) return;
  const std::vector<Node> ends = node.Items();
  if (ends.size() != 2) {
    node.Wrong("no two numbers");
    return;
  }
  low = ends[0].Number();
  high = ends[1].Number();
}

GateFinding ReadFinding(const Node& node) {
  GateFinding finding = {.group = node["group"].Texts(),
                         .against = {},
                         .share = ReadShare(node["share"]),
                         .against_share = ReadShare(node["against_share"]),
                         .tolerated_low = {},
                         .tolerated_high = {},
                         .estimate = node["estimate"].Number(),
                         .low = {},
                         .high = {},
                         .q = node["q"].Number(),
                         .verdict = ReadVerdict(node["verdict"]),
                         .why = node.Has("why") ? node["why"].Text() : "",
                         .is_waived = node.Has("waiver")};
  if (node["against"].IsText()) {
    if (node["against"].Text() != "last release") node["against"].Wrong("no group");
  } else {
    finding.against = node["against"].Texts();
  }
  ReadRange(node["tolerated"], finding.tolerated_low, finding.tolerated_high);
  ReadRange(node["interval"], finding.low, finding.high);
  return finding;
}

GateAnswer ReadGate(const Node& node) {
  GateAnswer gate;
  gate.id = node["id"].Text();
  gate.metric = node["metric"].Text();
  gate.by = node["by"].Texts();
  gate.basis = node["basis"].Text();
  gate.verdict = ReadVerdict(node["verdict"]);
  if (node.Has("max_difference")) gate.max_difference = node["max_difference"].Number();
  if (node.Has("min_ratio")) gate.min_ratio = node["min_ratio"].Number();
  const Node counts = node["counts"];
  gate.pass = counts["pass"].Count();
  gate.fail = counts["fail"].Count();
  gate.insufficient = counts["insufficient"].Count();
  gate.waived = counts["waived"].Count();
  for (const Node& one : node["findings"].Items()) gate.findings.push_back(ReadFinding(one));
  gate.findings_left_out = node["findings_left_out"].Count();
  gate.uncompared = node["uncompared"].Texts();
  if (!node.Has("collect")) return gate;
  for (const Node& one : node["collect"].Items()) {
    Wanted wanted = {.group = one["group"].Texts(), .have = one["have"].Count(), .rows = {}};
    if (one.Has("wanted")) wanted.rows = one["wanted"].Count();
    gate.collect.push_back(std::move(wanted));
  }
  return gate;
}

}  // namespace

Gates ReadGates(const Node& node) {
  Gates gates;
  // The wheel's document names no table.
  if (node.Has("table")) gates.table = ReadTableName(node);
  gates.verdict = ReadVerdict(node["verdict"]);
  gates.passes = node["passes"].Truth();
  gates.on_insufficient = node["on_insufficient"].Text();
  if (node.Has("date")) gates.date = node["date"].Text();
  gates.rows = node["rows"].Count();
  gates.rows_left_out = node["rows_left_out"].Count();
  const Node family = node["family"];
  gates.questions = family["questions"].Count();
  gates.alpha = family["alpha"].Number().value_or(0);
  gates.min_rows = family["min_rows"].Count();
  for (const Node& one : node["gates"].Items()) gates.gates.push_back(ReadGate(one));
  for (const Node& one : node["waivers"].Items())
    gates.waivers.push_back({.gate = one["gate"].Text(),
                             .owner = one["owner"].Text(),
                             .reason = one["reason"].Text(),
                             .expires = one["expires"].Text(),
                             .has_expired = one["expired"].Truth()});
  return gates;
}

}  // namespace assay::fairness_report
