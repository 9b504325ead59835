// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/rights/licence_address.h"
#include "assay/rights/statement_internal.h"

namespace assay::rights {
namespace {

constexpr std::size_t kName_bytes = 512;
constexpr int kDeclared = 100;
constexpr int kBareField = 60;  // cameras write the owner's name here, and mean a notice

/// What people write where nothing is to be said.
bool SaysNothing(std::string_view text) {
  constexpr std::array<std::string_view, 10> kNothing = {
      "none",         "unknown",         "n/a",       "na", "null", "no",
      "no copyright", "not copyrighted", "copyright", "(c)"};
  constexpr std::string_view kSigns = " \t.,:;-_*";
  std::string lower = ToLowerAscii(text);
  lower.erase(lower.find_last_not_of(kSigns) + 1);
  lower.erase(0, lower.find_first_not_of(kSigns));
  const bool letters = std::ranges::any_of(lower, [](char c) {
    return (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) & 0x80U) != 0;
  });
  return !letters || std::ranges::find(kNothing, lower) != kNothing.end();
}

bool IsWebAddress(std::string_view text) {
  const std::string lower = ToLowerAscii(text.substr(0, 8));
  return lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.");
}

/// Restriction words as kinds of statement: policy sees the kind alone.
std::string RestrictionKind(const std::string& restriction) {
  const bool use = restriction == "noncommercial" || restriction == "editorial";
  return use ? restriction + "_only" : restriction;
}

struct PlainField {
  Field field;
  std::string_view fact;
  std::string_view kind;    ///< of a rights.statement
  std::string_view member;  ///< of the fact's value that holds the text
  bool names_somebody;
};
constexpr std::string_view kStatement = "rights.statement";
constexpr std::array kPlainFields = {
    PlainField{Field::kCreator, "rights.creator", "", "name", true},
    PlainField{Field::kCredit, "rights.credit", "", "credit", true},
    PlainField{Field::kSource, "rights.credit", "", "source", true},
    PlainField{Field::kOwner, kStatement, "owner", "name", true},
    PlainField{Field::kLicensor, kStatement, "licensor", "name", true},
    PlainField{Field::kSupplier, kStatement, "image_supplier", "name", true},
    PlainField{Field::kLicensorUrl, kStatement, "licensor", "url", false},
    PlainField{Field::kMorePermissions, kStatement, "more_permissions", "url", false},
    PlainField{Field::kAttributionUrl, kStatement, "attribution_url", "url", false},
    PlainField{Field::kCertificate, kStatement, "certificate", "url", false},
    PlainField{Field::kTermsUrl, kStatement, "terms_url", "url", false},
    PlainField{Field::kDigitalSource, kStatement, "digital_source_type", "type", false},
};

}  // namespace

void Statements::Add(std::string name, FactState state, Json value, std::string_view carrier,
                     std::string_view raw) {
  Fact fact{
      std::move(name),
      state,
      std::move(value),
      {"rights", "1", ToUtf8(carrier, kName_bytes), source_, ToUtf8(raw, kEvidenceRaw_bytes)}};
  if (seen_.insert(Canonical(ToJson(fact))).second) facts_.push_back(std::move(fact));
}

void Statements::AddStatement(Json value, const Place& place) {
  Add("rights.statement", FactState::kPresent, std::move(value), place.carrier, place.raw);
}

void Statements::AddNamed(std::string_view kind, std::string_view member, std::string_view text,
                          const Place& place) {
  AddStatement({{"kind", kind}, {member, ToUtf8(text, kName_bytes)}}, place);
}

void Statements::AddClaim(const Claim& claim, std::string_view status, std::string_view scope,
                          std::string_view carrier, std::string_view raw) {
  const Licence& licence = claim.licence;
  Json value = {{"key", licence.key},
                {"spdx", licence.spdx},
                {"family", licence.family},
                {"url", licence.url},
                {"jurisdiction", licence.jurisdiction},
                {"scope", scope},
                {"status", status},
                {"basis", Name(claim.basis)},
                {"confidence", claim.confidence}};
  if (!licence.problems.empty()) value["problems"] = licence.problems;
  Add("rights.licence", FactState::kPresent, std::move(value), carrier, raw);
}

void Statements::AddSignal(Signal signal, std::string_view authority, std::string_view scope,
                           std::string_view carrier, std::string_view raw) {
  Json value = {{"protocol", signal.protocol},
                {"value", ToUtf8(signal.value, kName_bytes)},
                {"asserts", std::move(signal.asserts)},
                {"scope", scope},
                {"authority", authority}};
  Add("rights.signal", signal.malformed ? FactState::kMalformed : FactState::kPresent,
      std::move(value), carrier, raw);
}

void Statements::AddAgencies(const TextFindings& findings, const Place& place) {
  for (const std::string& agency : findings.agencies) {
    AddStatement({{"kind", "stock_agency"}, {"agency", agency}}, place);
  }
}

void Statements::AddFindings(const TextFindings& findings, std::string_view status,
                             std::string_view scope, const Place& place) {
  for (const Claim& claim : findings.claims) {
    Claim told = claim;
    if (status == "declared" && claim.basis != Basis::kNotice) told.confidence = kDeclared;
    AddClaim(told, status, scope, place.carrier, place.raw);
    if (claim.licence.family == "public-domain") {
      AddStatement({{"kind", "public_domain"}}, place);
    }
  }
  for (const OptOut& opt_out : findings.opt_outs) {
    AddSignal({"text", opt_out.words, Asserts(opt_out.denies, "deny"), false}, "unknown", scope,
              place.carrier, place.raw);
  }
  for (const std::string& restriction : findings.restrictions) {
    AddStatement({{"kind", RestrictionKind(restriction)}}, place);
  }
  if (findings.some_rights_reserved) AddStatement({{"kind", "some_rights_reserved"}}, place);
  if (findings.unnamed_commons) AddStatement({{"kind", "creative_commons_unnamed"}}, place);
}

void Statements::ReadLicence(std::string_view text, std::string_view scope, const Place& place) {
  const TextFindings findings = ScanLicenceField(text);
  AddFindings(findings, "declared", scope, place);
  AddAgencies(findings, place);
  if (!findings.claims.empty() || findings.unnamed_commons || findings.some_rights_reserved) return;
  if (ToLowerAscii(text).find("creativecommons.org/") != std::string::npos) {
    Add("rights.licence", FactState::kMalformed,
        {{"url", ToUtf8(text, kName_bytes)}, {"scope", scope}, {"status", "declared"}},
        place.carrier, place.raw);
  } else if (IsWebAddress(text)) {
    AddNamed("web_statement", "url", text, place);
  } else if (!SaysNothing(text)) {
    AddNamed("unknown_licence", "text", text, place);
  }
}

void Statements::ReadProse(Field field, std::string_view text, const Place& place) {
  TextFindings findings = ScanText(text);
  const bool silent =
      findings.claims.empty() && !findings.some_rights_reserved && !findings.unnamed_commons;
  if (field == Field::kRights && silent && !SaysNothing(text)) {
    findings.claims.push_back({AllRightsReserved(), Basis::kField, kBareField});
  }
  AddFindings(findings, "detected", scope_, place);
  if (field != Field::kProse) AddAgencies(findings, place);
  if (field == Field::kTerms) AddNamed("usage_terms", "text", text, place);
}

/// PLUS vocabulary "Copyright Status". Source: ns.useplus.org/ldf/vocab/CS-*.
void Statements::ReadCopyrightStatus(std::string_view text, const Place& place) {
  if (text.ends_with("CS-PUB")) AddStatement({{"kind", "public_domain"}}, place);
  if (text.ends_with("CS-PRO")) AddStatement({{"kind", "copyright_protected"}}, place);
}

void Statements::Read(Field field, std::string_view value, std::string_view carrier) {
  const std::string_view text = Trim(value);
  if (text.empty()) return;
  const Place place{carrier, value};
  switch (field) {
    case Field::kLicence:
      return ReadLicence(text, scope_, place);
    case Field::kPageLicence:
      return ReadLicence(text, "page", place);
    case Field::kRights:
    case Field::kTerms:
    case Field::kProse:
    case Field::kInstructions:
      return ReadProse(field, text, place);
    case Field::kMarked:
      return AddStatement(
          {{"kind", ToLowerAscii(text) == "false" ? "marked_false" : "marked_true"}}, place);
    case Field::kCopyrightStatus:
      return ReadCopyrightStatus(text, place);
    case Field::kPlus:
      return AddSignal(PlusDataMining(text), "unknown", scope_, carrier, value);
    case Field::kTdmReservation:
      reservation_ = text;
      reservation_carrier_ = carrier;
      return;
    case Field::kTdmPolicy:
      policy_ = text;
      return;
    default:
      return ReadPlain(field, text, place);
  }
}

/// Fields that are kept as they stand. Whoever is named there may be an agency.
void Statements::ReadPlain(Field field, std::string_view text, const Place& place) {
  const auto row = std::ranges::find(kPlainFields, field, &PlainField::field);
  if (row == kPlainFields.end()) return;
  if (field == Field::kDigitalSource) text = text.substr(text.rfind('/') + 1);
  Json value = {{row->member, ToUtf8(text, kName_bytes)}};
  if (!row->kind.empty()) value["kind"] = row->kind;
  Add(std::string(row->fact), FactState::kPresent, std::move(value), place.carrier, place.raw);
  if (row->names_somebody) AddAgencies(ScanText(text), place);
}

std::vector<Fact> Statements::Take() {
  if (!reservation_.empty()) {
    const std::string raw = policy_.empty() ? reservation_ : reservation_ + " " + policy_;
    AddSignal(TdmReservation(reservation_, policy_), "unknown", scope_, reservation_carrier_, raw);
  }
  return std::move(facts_);
}

}  // namespace assay::rights
