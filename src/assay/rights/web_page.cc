// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/web_page.h"

#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "assay/rights/statement_internal.h"

namespace assay::rights {
namespace {

std::optional<Field> FieldOf(const PageStatement& statement) {
  if (statement.kind == "licence") return Field::kLicence;
  if (statement.scope != "asset") return std::nullopt;
  constexpr std::array<std::pair<std::string_view, Field>, 5> kFields = {
      {{"usage_info", Field::kTermsUrl},
       {"acquire", Field::kLicensorUrl},
       {"copyright", Field::kRights},
       {"credit", Field::kCredit},
       {"creator", Field::kCreator}}};
  for (const auto& [kind, field] : kFields) {
    if (statement.kind == kind) return field;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Fact> FromPage(std::span<const PageStatement> statements, std::string_view source) {
  std::vector<Fact> facts;
  for (const std::string_view scope : {"asset", "page", "unknown"}) {
    Statements out(source, scope);
    for (const PageStatement& statement : statements) {
      const auto field = statement.scope == scope ? FieldOf(statement) : std::nullopt;
      if (field) out.Read(*field, statement.value, statement.carrier);
    }
    std::vector<Fact> found = out.Take();
    std::move(found.begin(), found.end(), std::back_inserter(facts));
  }
  return facts;
}

}  // namespace assay::rights
