// SPDX-License-Identifier: Apache-2.0
//
// Values of fields -> facts. A field has one meaning; where it stood does not matter here.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"
#include "assay/rights/licence_text.h"
#include "assay/rights/signals.h"

namespace assay::rights {

/// What a field is for, whatever its carrier calls it.
enum class Field {
  kLicence,       ///< a licence's name or address: declared
  kPageLicence,   ///< the same, of the page where the asset was found
  kRights,        ///< a copyright notice: prose, in which a bare name is a notice
  kTerms,         ///< conditions of use in prose
  kProse,         ///< captions and comments: may name a licence, mostly do not
  kInstructions,  ///< to editors: terms, often opt-outs
  kCreator,
  kCredit,
  kSource,
  kOwner,
  kLicensor,
  kSupplier,
  kMarked,
  kCopyrightStatus,
  kMorePermissions,
  kAttributionUrl,
  kCertificate,
  kTermsUrl,
  kLicensorUrl,
  kDigitalSource,
  kPlus,
  kTdmReservation,
  kTdmPolicy,
};

/// Collects the facts of one source. Equal facts are kept once, in order of arrival.
class Statements {
 public:
  Statements(std::string_view source, std::string_view scope) : source_(source), scope_(scope) {}

  /// Reads one value; white space alone says nothing. `carrier` is the place and field, such as
  /// "exif:Copyright".
  void Read(Field field, std::string_view value, std::string_view carrier);

  void AddSignal(Signal signal, std::string_view authority, std::string_view scope,
                 std::string_view carrier, std::string_view raw);
  void AddClaim(const Claim& claim, std::string_view status, std::string_view scope,
                std::string_view carrier, std::string_view raw);
  void Add(std::string name, FactState state, Json value, std::string_view carrier,
           std::string_view raw);

  /// All facts; the reservation and its policy, which stand in two fields, become one signal.
  std::vector<Fact> Take();

 private:
  struct Place {
    std::string_view carrier;
    std::string_view raw;
  };
  void ReadLicence(std::string_view text, std::string_view scope, const Place& place);
  void ReadProse(Field field, std::string_view text, const Place& place);
  void ReadPlain(Field field, std::string_view text, const Place& place);
  void ReadCopyrightStatus(std::string_view text, const Place& place);
  void AddFindings(const TextFindings& findings, std::string_view status, std::string_view scope,
                   const Place& place);
  void AddAgencies(const TextFindings& findings, const Place& place);
  void AddStatement(Json value, const Place& place);
  void AddNamed(std::string_view kind, std::string_view member, std::string_view text,
                const Place& place);

  std::string source_;
  std::string scope_;
  std::vector<Fact> facts_;
  std::set<std::string> seen_;
  std::string reservation_;
  std::string reservation_carrier_;
  std::string policy_;
};

}  // namespace assay::rights
