// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/rights/licence_lists_internal.h"
#include "assay/rights/web_facts_internal.h"

namespace assay::rights {
namespace {

constexpr std::size_t kValue_bytes = 512;

}  // namespace

void AddWebSignal(WebSignal signal, Statements& out) {
  if (signal.malformed) signal.words.DropGrants();
  Json value = std::move(signal.more);
  value["protocol"] = signal.protocol;
  value["value"] = ToUtf8(signal.value, kValue_bytes);
  value["asserts"] = signal.words.Asserts();
  value["scope"] = signal.scope;
  value["authority"] = "unknown";
  if (!signal.selector.is_null()) value["selector"] = std::move(signal.selector);
  if (!signal.lints.empty()) {
    std::ranges::sort(signal.lints);
    const auto repeated = std::ranges::unique(signal.lints);
    signal.lints.erase(repeated.begin(), repeated.end());
    value["lints"] = signal.lints;
  }
  out.Add("rights.signal", signal.malformed ? FactState::kMalformed : FactState::kPresent,
          std::move(value), signal.carrier, signal.raw);
}

const Json& SignalTable(std::string_view protocol) {
  return SignalTables().at(std::string(protocol));
}

UseWords RowWords(const Json& table, std::string_view name) {
  const auto row = table.find(std::string(name));
  return row == table.end() ? UseWords{} : UseWords::FromRow(*row);
}

UseWords RowWords(const Json& table, std::string_view name, std::string_view value) {
  const auto row = table.find(std::string(name));
  return row == table.end() || !row->is_object() ? UseWords{} : RowWords(*row, value);
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ToLowerAscii(a) == ToLowerAscii(b);
}

std::vector<std::string_view> SplitList(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view part = Trim(text.substr(0, end));
    if (!part.empty()) parts.push_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

}  // namespace assay::rights
