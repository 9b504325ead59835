// SPDX-License-Identifier: Apache-2.0
//
// Whole licence texts by fingerprint: which of the known texts does a file hold? The texts
// themselves are not kept; the file and its title have the last word on near relatives.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::rights {

struct PrintMatch {
  std::string spdx;
  int percent = 0;  ///< of the licence's words that the file holds, in their order
};

/// The known licences whose text stands in `text`, the one with most text first.
///
/// Shapes:  words are runs of ASCII letters and digits in lower case; a text is the set of its
///          four-word runs, hashed by 64-bit FNV-1a, of which a licence keeps those under
///          2^32 / scale of the upper half.
/// Cost:    O(length); texts over 1 MiB are read up to there.
/// Exact:   the same bytes give the same answer everywhere.
/// Source:  A. Broder, "On the resemblance and containment of documents", 1997; the sampling is
///          FracMinHash. Prints: policies/data/licence_texts.json.
std::vector<PrintMatch> MatchLicenceTexts(std::string_view text);

}  // namespace assay::rights
