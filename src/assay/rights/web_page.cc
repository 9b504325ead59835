// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/web_page.h"

#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "assay/rights/statement_internal.h"
#include "assay/rights/web_facts_internal.h"

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

void AddDeclaration(const PageStatement& statement, Statements& out) {
  WebSignal signal;
  signal.protocol = "rsl";
  signal.value = statement.value;
  signal.scope = statement.scope;
  signal.carrier = statement.carrier;
  signal.raw = statement.value;
  AddWebSignal(std::move(signal), out);
}

}  // namespace

std::vector<Fact> FromPage(std::span<const PageStatement> statements, std::string_view source) {
  std::vector<Fact> facts;
  for (const std::string_view scope : {"asset", "page", "unknown"}) {
    Statements out(source, scope);
    for (const PageStatement& statement : statements) {
      const bool is_here = statement.scope == scope;
      if (is_here && statement.kind == "licence_document") AddDeclaration(statement, out);
      const auto field = is_here ? FieldOf(statement) : std::nullopt;
      if (field) out.Read(*field, statement.value, statement.carrier);
    }
    std::vector<Fact> found = out.Take();
    std::move(found.begin(), found.end(), std::back_inserter(facts));
  }
  return facts;
}

}  // namespace assay::rights
