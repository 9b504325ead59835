// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/signals.h"

#include <algorithm>

#include "assay/core/bytes.h"
#include "assay/rights/licence_lists_internal.h"

namespace assay::rights {
namespace {

std::string Upper(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return upper;
}

void Sort(Json& asserts) {
  std::ranges::sort(asserts.get_ref<Json::array_t&>(),
                    [](const Json& a, const Json& b) { return a < b; });
}

/// A row of the table, {"deny": [...], "allow": [...]}, as asserts.
Json FromRow(const Json& row) {
  Json asserts = Json::array();
  for (const auto& [value, uses] : row.items()) {
    for (Json& item : Asserts(Strings(uses), value)) asserts.push_back(std::move(item));
  }
  Sort(asserts);
  return asserts;
}

}  // namespace

Json Asserts(const std::vector<std::string>& uses, std::string_view value) {
  Json asserts = Json::array();
  for (const std::string& use : uses) asserts.push_back({{"use", use}, {"value", value}});
  Sort(asserts);
  return asserts;
}

Signal PlusDataMining(std::string_view value) {
  Signal signal{"plus", std::string(Trim(value)), Json::array(), false};
  std::string term = Upper(signal.value);
  term = term.substr(term.find_last_of("/#:") + 1);
  const Json& table = SignalTables()["plus"];
  if (const auto row = table.find(term); row != table.end()) {
    signal.value = term;
    signal.asserts = FromRow(*row);
    return signal;
  }
  signal.malformed = true;
  if (term.find("PROHIBIT") != std::string::npos) signal.asserts = FromRow(table["DMI-PROHIBITED"]);
  return signal;
}

Signal TdmReservation(std::string_view reservation, std::string_view policy) {
  Signal signal{"tdm", std::string(Trim(reservation)), Json::array(), false};
  const Json& table = SignalTables()["tdm"];
  const bool conditional = signal.value == "1" && !Trim(policy).empty();
  const auto row = table.find(conditional ? "1+policy" : signal.value);
  signal.malformed = row == table.end() || signal.value == "1+policy";
  if (!signal.malformed) signal.asserts = FromRow(*row);
  return signal;
}

}  // namespace assay::rights
