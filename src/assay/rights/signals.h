// SPDX-License-Identifier: Apache-2.0
//
// Machine-readable permissions and opt-outs that travel with an asset -> the uses they speak of.
// Each protocol by its own table (licences.json, "signals"); combining them is policy's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"

namespace assay::rights {

/// One protocol's word on one asset. Without asserts it neither grants nor restricts.
struct Signal {
  std::string protocol;  ///< "plus", "tdm", "c2pa", "text"
  std::string value;     ///< as written: "DMI-PROHIBITED", "1"
  Json asserts = Json::array();
  bool malformed = false;
};

/// [{use, value}] sorted by use; `value` is "allow", "deny" or "conditional".
Json Asserts(const std::vector<std::string>& uses, std::string_view value);

/// XMP plus:DataMining: the id itself, or the address of the vocabulary's term, in any case.
///
/// Errors:  an unknown value is malformed; when it says "PROHIBITED" it denies all that
///          DMI-PROHIBITED does.
/// Source:  PLUS License Data Format, vocabulary "Data Mining"; IPTC Photo Metadata 2023.1.
Signal PlusDataMining(std::string_view value);

/// XMP tdm:reservation and tdm:policy: 1 reserves, 1 with a policy does until its terms are met,
/// 0 does not reserve. Any other value is malformed and says nothing.
/// Source:  W3C Community Group, TDM Reservation Protocol, sections 3 and 6.
Signal TdmReservation(std::string_view reservation, std::string_view policy);

}  // namespace assay::rights
