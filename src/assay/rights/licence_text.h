// SPDX-License-Identifier: Apache-2.0
//
// Short prose -> the licences, reservations and opt-outs that it states, in some thirty languages.
// Whole licence texts are licence_print.h's; whether a statement holds is nobody's here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/rights/licence.h"

namespace assay::rights {

/// How a claim was recognised. Stable words: they are the member "basis" of a fact.
enum class Basis {
  kAddress,     ///< the licence's web address
  kExpression,  ///< an SPDX id or expression
  kName,        ///< its name or short name
  kPhrase,      ///< "all rights reserved", "public domain"
  kNotice,      ///< "© 2014 Ada": a holder, and no licence
  kField,       ///< a copyright field that names somebody and says no more
  kText,        ///< the licence's own text
};
std::string_view Name(Basis basis);

struct Claim {
  Licence licence;
  Basis basis = Basis::kName;
  int confidence = 0;  ///< 0 to 100
};

/// Uses that a sentence forbids: "No AI training" -> train, train_gen.
struct OptOut {
  std::vector<std::string> denies;  ///< sorted
  std::string words;                ///< as written
};

struct TextFindings {
  std::vector<Claim> claims;              ///< each licence once, the most exact form of it
  std::vector<OptOut> opt_outs;           ///< at most one for each set of uses
  std::vector<std::string> agencies;      ///< stock and press agencies named, sorted
  std::vector<std::string> restrictions;  ///< "noncommercial", "editorial", ..., sorted
  bool some_rights_reserved = false;
  bool unnamed_commons = false;  ///< "Creative Commons" without saying which licence
};

/// Shapes:  `text` is UTF-8; anything else reads as signs between words. A notice ("© Ada") is a
///          claim only when the text names no licence; "all rights reserved" always is one.
/// Cost:    O(length) with at most a constant number of words looked ahead; texts over 256 KiB
///          are read up to there.
/// Exact:   the same text gives the same findings; no locale.
TextFindings ScanText(std::string_view text);

/// As ScanText, for a field whose whole meaning is a licence: there "by-nc-sa 4.0", "Attribution"
/// and an SPDX expression name one as well.
TextFindings ScanLicenceField(std::string_view text);

}  // namespace assay::rights
