// SPDX-License-Identifier: Apache-2.0
#include "assay/release/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "assay/release/tree.h"

namespace assay::release {
namespace {

void SortUnique(std::vector<std::string>& texts) {
  std::ranges::sort(texts);
  const auto repeated = std::ranges::unique(texts);
  texts.erase(repeated.begin(), repeated.end());
}

std::optional<std::string> Joined(const std::vector<std::string>& ids) {
  if (ids.empty()) return std::nullopt;
  return fmt::format("{}", fmt::join(ids, "; "));
}

std::optional<std::string> Text(std::span<const Fact> facts, std::string_view name,
                                std::string_view member) {
  const Fact* fact = Find(facts, name);
  if (fact == nullptr || fact->state != FactState::kPresent) return std::nullopt;
  std::string text = StringOr(fact->value, member);
  if (text.empty()) return std::nullopt;
  return text;
}

std::optional<bool> Stated(std::span<const Fact> facts, std::string_view name) {
  const Fact* fact = Find(facts, name);
  if (fact == nullptr) return std::nullopt;
  if (fact->state == FactState::kPresent || fact->state == FactState::kMalformed) return true;
  if (fact->state == FactState::kAbsent) return false;
  return std::nullopt;
}

bool IsPresent(std::span<const Fact> facts, std::string_view name) {
  return std::ranges::any_of(facts, [name](const Fact& fact) {
    return fact.name == name && fact.state == FactState::kPresent;
  });
}

void FoldRights(std::span<const Fact> facts, Columns& columns) {
  for (const Fact& fact : facts) {
    if (fact.state != FactState::kPresent) continue;
    if (fact.name == "rights.licence") {
      std::string spdx = StringOr(fact.value, "spdx");
      const bool declared = StringOr(fact.value, "status") == "declared";
      if (!spdx.empty())
        (declared ? columns.declared : columns.detected).push_back(std::move(spdx));
    } else if (fact.name == "rights.signal") {
      columns.signals.push_back(fmt::format("{}: {}", StringOr(fact.value, "protocol", "?"),
                                            StringOr(fact.value, "value", "?")));
    }
  }
  SortUnique(columns.declared);
  SortUnique(columns.detected);
  SortUnique(columns.signals);
  columns.licence_declared = Joined(columns.declared);
  columns.licence_detected = Joined(columns.detected);
  columns.licence_concluded = Text(facts, "rights.concluded", "spdx");
}

void FoldScores(std::span<const Fact> facts, Columns& columns) {
  const Fact* fact = Find(facts, "quality.scores");
  if (fact == nullptr || !fact->value.is_object()) return;
  for (std::size_t i = 0; i < kScoreNames.size(); ++i) {
    const auto found = fact->value.find(kScoreNames.at(i));
    if (found != fact->value.end() && found->is_number())
      columns.scores.at(i) = found->get<double>();
  }
  const auto grayscale = fact->value.find("grayscale");
  if (grayscale != fact->value.end() && grayscale->is_boolean())
    columns.grayscale = grayscale->get<bool>();
}

}  // namespace

Columns Fold(const catalog::RecordRow& record, const ParsedRecord& parsed) {
  const std::span<const Fact> facts = parsed.facts;
  Columns columns;
  FoldRights(facts, columns);
  FoldScores(facts, columns);
  columns.duplicate_of = Text(facts, "set.exact", "of");
  columns.near_cluster = Text(facts, "set.near", "cluster");
  if (record.state != catalog::State::kDead) {
    columns.has_twin_conflict = IsPresent(facts, "set.twin_conflict");
    columns.has_contradiction = IsPresent(facts, "rights.contradiction");
  }
  columns.has_gps = Stated(facts, "privacy.gps");
  columns.has_serial = Stated(facts, "privacy.serial");
  columns.has_owner = Stated(facts, "privacy.owner");
  columns.has_thumbnail = Stated(facts, "privacy.thumbnail");
  if (const Fact* header = Find(facts, "media.header");
      header != nullptr && header->value.is_object()) {
    const auto found = header->value.find("orientation");
    if (found != header->value.end() && found->is_number_integer())
      columns.orientation = found->get<std::int64_t>();
  }
  return columns;
}

Result<std::vector<std::string>> TextList(std::string_view canonical) {
  if (canonical.empty()) return std::vector<std::string>{};
  ASSAY_LET(const Json json, ParseJson(canonical));
  const bool texts = json.is_array() &&
                     std::ranges::all_of(json, [](const Json& item) { return item.is_string(); });
  if (!texts) return Error{ErrorCode::kCorrupt, "not a list of texts"};
  return json.get<std::vector<std::string>>();
}

}  // namespace assay::release
