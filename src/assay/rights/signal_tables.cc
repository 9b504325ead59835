// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/signal_tables.h"

#include <optional>
#include <string>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/rights/licence_lists_internal.h"
#include "assay/rights/uses.h"

namespace assay::rights {
namespace {

std::optional<Json>& Given() {
  static std::optional<Json> given;
  return given;
}

Error Wrong(const std::string& place, const std::string& what) {
  return {ErrorCode::kInvalidArgument, "signals" + ToPrintable(place) + " " + what};
}

/// A row {"deny": [uses]}: a use that is misspelt would be a refusal that nobody hears.
Status CheckUses(const Json& uses, const std::string& place) {
  for (const std::string& use : Strings(uses))
    if (!FindUse(use)) return Wrong(place, "names no use: '" + ToPrintable(use) + "'");
  return Done{};
}

Status CheckRows(const Json& table, const std::string& place) {
  for (const auto& [name, value] : table.items()) {
    const std::string here = place + "." + name;
    const bool is_word = name == "deny" || name == "allow" || name == "conditional";
    // "allow" may be a row as well, of ai.txt.
    if (is_word && !value.is_structured()) return Wrong(here, "is no list of uses");
    if (is_word) ASSAY_TRY(CheckUses(value, here));
    if (value.is_object()) ASSAY_TRY(CheckRows(value, here));
  }
  return Done{};
}

/// Grammars look for every member that the built-in table has, and for its type.
Status Complete(Json& table, const Json& built_in, const std::string& place) {
  for (const auto& [name, member] : built_in.items()) {
    const auto [found, is_new] = table.emplace(name, member);
    if (!is_new && found->type() != member.type())
      return Wrong(place + "." + name, "is of another type");
  }
  return Done{};
}

}  // namespace

const Json& SignalTables() { return Given() ? *Given() : BuiltInLists().signals; }

Status UseSignalTables(std::string_view licences_json) {
  ASSAY_LET(Json lists, ParseJson(licences_json));
  const Json& built_in = BuiltInLists().signals;
  if (!lists.is_object() || !lists.contains("signals")) return Done{};
  Json& tables = lists["signals"];
  if (!tables.is_object()) return Wrong("", "is no object");
  ASSAY_TRY(Complete(tables, built_in, ""));
  for (const auto& [protocol, table] : built_in.items())
    if (table.is_object()) ASSAY_TRY(Complete(tables[protocol], table, "." + protocol));
  ASSAY_TRY(CheckRows(tables, ""));
  Given() = std::move(tables);
  return Done{};
}

}  // namespace assay::rights
