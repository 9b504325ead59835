// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "assay/rights/licence.h"
#include "assay/rights/rights.h"

namespace assay::rights {
namespace {

/// A licence fact, as far as a conclusion looks at it.
struct Stated {
  Licence licence;
  bool declared = false;
  bool notice = false;  ///< names a holder and reserves nothing in words
};

Stated Read(const Json& value) {
  Stated stated;
  stated.licence.key = StringOr(value, "key");
  stated.licence.spdx = StringOr(value, "spdx");
  stated.licence.family = StringOr(value, "family");
  stated.licence.jurisdiction = StringOr(value, "jurisdiction");
  const std::string basis = StringOr(value, "basis");
  stated.declared = StringOr(value, "status") == "declared";
  stated.notice = basis == "notice" || basis == "field";
  return stated;
}

std::vector<Stated> InScope(const std::vector<Fact>& facts, std::string_view scope) {
  std::vector<Stated> stated;
  for (const Fact& fact : facts) {
    if (fact.name == "rights.licence" && fact.state == FactState::kPresent &&
        StringOr(fact.value, "scope") == scope) {
      stated.push_back(Read(fact.value));
    }
  }
  return stated;
}

/// A holder may grant a licence: "© Ada" beside CC BY contradicts nothing.
void DropNotices(std::vector<Stated>& stated) {
  const bool licensed =
      std::ranges::any_of(stated, [](const Stated& item) { return !item.notice; });
  if (licensed) std::erase_if(stated, [](const Stated& item) { return item.notice; });
}

/// "in the public domain" is what CC0, the mark and the certification say as well, in other words.
bool IsPublicDomain(const Stated& stated) {
  const std::string& family = stated.licence.family;
  return family == "cc0" || family == "pdm" || family == "cc-pddc" || family == "public-domain" ||
         family == "public-domain-dedication";
}

/// Rank of how much a dedication to the public domain says; the least number says most.
int Exactness(const Stated& stated) {
  const std::string& family = stated.licence.family;
  return family == "cc0" ? 0 : family == "public-domain" ? 2 : 1;
}

/// Leaves the statements that no other one says more exactly, one for each licence.
std::vector<Stated> MostExact(const std::vector<Stated>& stated) {
  std::vector<Stated> exact;
  for (const Stated& item : stated) {
    const bool said = std::ranges::any_of(stated, [&](const Stated& other) {
      return other.licence.key != item.licence.key && Refines(other.licence, item.licence);
    });
    const auto twin = std::ranges::find_if(
        exact, [&](const Stated& other) { return other.licence.key == item.licence.key; });
    if (twin != exact.end())
      twin->declared = twin->declared || item.declared;
    else if (!said)
      exact.push_back(item);
  }
  if (!exact.empty() && std::ranges::all_of(exact, IsPublicDomain)) {
    std::ranges::sort(
        exact, {}, [](const Stated& item) { return std::pair{Exactness(item), item.licence.key}; });
    exact.resize(1);
  }
  return exact;
}

/// A broad statement that was declared makes its narrow form declared too.
bool AnyDeclared(const std::vector<Stated>& stated, const Stated& winner) {
  return std::ranges::any_of(stated, [&](const Stated& item) {
    return item.declared && (Refines(winner.licence, item.licence) || IsPublicDomain(item));
  });
}

Fact Conclusion(std::string name, Json value) {
  return {std::move(name),
          FactState::kPresent,
          std::move(value),
          {"rights", "1", "conclusion", "record", ""}};
}

Fact Concluded(const Licence* licence, std::string_view rule) {
  return Conclusion("rights.concluded",
                    {{"spdx", licence == nullptr ? Json() : Json(licence->spdx)},
                     {"key", licence == nullptr ? Json() : Json(licence->key)},
                     {"rule", rule}});
}

Fact Contradiction(const std::vector<Stated>& exact) {
  std::set<std::string> claims;
  for (const Stated& item : exact) claims.insert(item.licence.spdx);
  return Conclusion("rights.contradiction", {{"claims", claims}});
}

/// Page, folder and unknown: never more than a hint at the asset.
Fact FromElsewhere(const std::vector<Fact>& facts) {
  for (const std::string_view scope : {"page", "folder", "unknown"}) {
    std::vector<Stated> stated = InScope(facts, scope);
    if (stated.empty()) continue;
    DropNotices(stated);
    const std::vector<Stated> exact = MostExact(stated);
    const std::string rule = std::string(scope).append(".only");
    return Concluded(exact.size() == 1 ? &exact.front().licence : nullptr, rule);
  }
  return Concluded(nullptr, "none");
}

}  // namespace

void Conclude(std::vector<Fact>& facts) {
  std::vector<Stated> stated = InScope(facts, "asset");
  if (stated.empty()) {
    facts.push_back(FromElsewhere(facts));
    return;
  }
  DropNotices(stated);
  const std::vector<Stated> exact = MostExact(stated);
  if (exact.size() > 1) {
    facts.push_back(Contradiction(exact));
    facts.push_back(Concluded(nullptr, "contradiction"));
    return;
  }
  const Stated& winner = exact.front();
  const std::string_view rule = winner.notice                 ? "asset.notice"
                                : AnyDeclared(stated, winner) ? "asset.declared"
                                                              : "asset.detected";
  facts.push_back(Concluded(&winner.licence, rule));
}

}  // namespace assay::rights
