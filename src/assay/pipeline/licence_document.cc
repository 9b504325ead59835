// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/licence_document.h"

#include <algorithm>
#include <utility>

#include "assay/acquire/gate.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/inspect.h"

namespace assay::pipeline {
namespace {

constexpr std::size_t kDocument_bytes = 4U << 20U;
constexpr std::size_t kScripts = 4;  // of a page

const Json& ListIn(const Json& object, const char* name) {
  static const Json kNone = Json::array();
  const auto found = object.find(name);
  return found != object.end() && found->is_array() ? *found : kNone;
}

std::vector<rights::RslTerms> TermsOf(const Json& rules) {
  std::vector<rights::RslTerms> terms;
  for (const Json& rule : rules) {
    rights::RslTerms one{StringOr(rule, "type"), {}};
    for (const Json& token : ListIn(rule, "tokens"))
      if (token.is_string()) one.values.push_back(token.get<std::string>());
    terms.push_back(std::move(one));
  }
  return terms;
}

/// Of several payments one that costs something counts; an amount costs whatever it is called.
void TakePayment(const Json& payment, rights::RslLicence& licence) {
  const std::string type = StringOr(payment, "type");
  const bool is_free = (type.empty() || type == "free") && StringOr(payment, "amount").empty();
  if (!is_free) licence.payment = type.empty() || type == "free" ? "purchase" : type;
  const bool names_terms =
      !ListIn(payment, "standard").empty() || !ListIn(payment, "custom").empty();
  licence.has_terms = licence.has_terms || names_terms;
}

rights::RslContent ContentOf(const Json& from) {
  rights::RslContent content{StringOr(from, "url"), StringOr(from, "server"), {}};
  for (const Json& one : ListIn(from, "licences")) {
    rights::RslLicence licence;
    licence.permits = TermsOf(ListIn(one, "permits"));
    licence.prohibits = TermsOf(ListIn(one, "prohibits"));
    for (const Json& payment : ListIn(one, "payments")) TakePayment(payment, licence);
    licence.has_terms = licence.has_terms || !StringOr(from, "terms").empty();
    // Bytes under a key, and elements that nobody here knows, are conditions that we do not meet.
    licence.unsupported = from.value("is_encrypted", false) || !ListIn(one, "unknown").empty();
    content.licences.push_back(std::move(licence));
  }
  return content;
}

Result<Json> ReadRsl(Inspector& inspector, std::string_view bytes) {
  return inspector.Read(channel::Op::kXml, AsBytes(bytes), {{"kind", "rsl"}});
}

}  // namespace

rights::LicenceAnswer LicenceOf(const Json& read, std::string target, rights::ProbeAnswer answer) {
  rights::LicenceAnswer licence{std::move(target), answer, {}};
  if (rights::OutcomeOf(answer) != rights::ProbeOutcome::kPresent) return licence;
  licence.answer.well_formed = read.is_object() && read.contains("contents");
  if (!licence.answer.well_formed) return licence;
  for (const Json& content : ListIn(read, "contents"))
    licence.document.contents.push_back(ContentOf(content));
  licence.document.is_whole = ListIn(read, "cut").empty();
  return licence;
}

void ReadScripts(Inspector& inspector, Json& page) {
  Json licences = Json::array();
  const Json& scripts = ListIn(page, "rsl");
  for (std::size_t i = 0; i < std::min(scripts.size(), kScripts); ++i) {
    const auto read = ReadRsl(inspector, scripts[i].get<std::string>());
    licences.push_back(read.ok() ? read.value() : Json::object());
  }
  const Json& cut = ListIn(page, "cut");
  // One that nobody read may have held a refusal.
  if (scripts.size() > kScripts || std::ranges::count(cut, Json("rsl")) > 0)
    licences.push_back(Json::object());
  page["licences"] = std::move(licences);
}

std::vector<rights::LicenceAnswer> LicencesIn(const Json& page, const std::string& target) {
  constexpr int kFound = 200;
  std::vector<rights::LicenceAnswer> licences;
  for (const Json& read : ListIn(page, "licences"))
    licences.push_back(LicenceOf(read, target, {.status = kFound}));
  return licences;
}

LicenceReader::LicenceReader(std::filesystem::path worker) : worker_(std::move(worker)) {}
LicenceReader::LicenceReader(LicenceReader&&) noexcept = default;
LicenceReader::~LicenceReader() = default;

rights::LicenceAnswer LicenceReader::Read(const std::string& address,
                                          const acquire::ProbeResult& result) {
  const bool is_there = rights::OutcomeOf(result.answer) == rights::ProbeOutcome::kPresent;
  if (!is_there || result.body.size() > kDocument_bytes)
    return LicenceOf({}, address, result.answer);
  if (!inspector_) {
    InspectOptions options;
    options.worker.program = worker_;
    inspector_ = std::make_unique<Inspector>(std::move(options));
  }
  const auto read = ReadRsl(*inspector_, result.body);
  return LicenceOf(read.ok() ? read.value() : Json(), address, result.answer);
}

}  // namespace assay::pipeline
