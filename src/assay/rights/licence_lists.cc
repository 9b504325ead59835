// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "assay/core/bytes.h"
#include "assay/rights/embedded_internal.h"
#include "assay/rights/licence_lists_internal.h"

namespace assay::rights {
namespace {

void AddSpdx(Lists& lists) {
  for (const auto& [group, ids] : lists.licences["spdx"].items()) {
    if (group == "version" || group == "exceptions") continue;
    for (const std::string& id : Strings(ids)) lists.spdx[ToLowerAscii(id)] = {id, group};
  }
  for (const auto& [id, family] : lists.licences["references"].items()) {
    lists.spdx[ToLowerAscii(id)] = {id, family.get<std::string>()};
  }
}

Lists Parse(std::string_view text) {
  auto parsed = ParseJson(text);
  ASSAY_CHECK(parsed.ok());  // our own file: scripts and tests read the same bytes
  Lists lists;
  lists.licences = parsed.value().at("licences");
  lists.signals = parsed.value().at("signals");
  for (const auto& [code, rule] : lists.licences["creative_commons"]["codes"].items()) {
    lists.codes[code] = {Strings(rule["versions"]), StringOr(rule, "as", code)};
  }
  for (const auto& [name, family] : lists.licences["rights_statements"].items()) {
    const std::string id = "LicenseRef-RightsStatements-" + name + "-1.0";
    lists.rights_statements[ToLowerAscii(name)] = name;
    lists.spdx[ToLowerAscii(id)] = {id, family.get<std::string>()};
  }
  AddSpdx(lists);
  for (const auto& [prefix, id] : lists.licences["addresses"].items()) {
    lists.addresses.emplace_back(prefix, id.get<std::string>());
  }
  lists.id_addresses = Strings(lists.licences["id_addresses"]);
  for (const auto& [meaning, names] : lists.licences["fields"].items()) {
    for (const std::string& name : Strings(names)) lists.fields[name] = meaning;
  }
  return lists;
}

}  // namespace

const Lists& BuiltInLists() {
  static const Lists lists = Parse(embedded::LicenceLists());
  return lists;
}

std::vector<std::string> Strings(const Json& value) {
  std::vector<std::string> strings;
  if (!value.is_array()) return strings;
  for (const Json& item : value) {
    if (item.is_string()) strings.push_back(item.get<std::string>());
  }
  return strings;
}

}  // namespace assay::rights
