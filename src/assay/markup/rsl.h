// SPDX-License-Identifier: Apache-2.0
//
// Really Simple Licensing: an XML document -> which uses of which addresses its publisher permits.
// It resolves nothing and combines nothing: that prohibitions win, and what an address covers, is
// policy's. Elements that it does not know are named, so that nobody reads past a condition.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/result.h"
#include "assay/markup/tree.h"

namespace assay::markup {

inline constexpr std::int64_t kRslMaxAge_days = 30;  ///< where a document says nothing

/// One <permits> or <prohibits>.
struct RslRule {
  std::string type;                 ///< "usage", "user" or "geo"
  std::vector<std::string> tokens;  ///< "ai-train", "non-commercial"; countries in upper case
};

struct RslPayment {
  std::string type;  ///< "free", "purchase", "subscription", "training", "crawl", "use", ...
  std::vector<std::string> standard;  ///< addresses of terms
  std::vector<std::string> custom;
  std::string amount;
  std::string currency;
};

struct RslLicence {
  std::vector<RslRule> permits;
  std::vector<RslRule> prohibits;
  std::vector<RslPayment> payments;
  std::vector<RslRule> legal;        ///< types "warranty", "disclaimer", ...
  std::vector<std::string> unknown;  ///< names of other elements of RSL, "reporting" among them
};

struct RslContent {
  std::string url;     ///< a path, an address, or a pattern, as written
  std::string server;  ///< where a licence is to be asked for; empty: none is needed
  bool is_encrypted = false;
  std::string last_modified;
  std::string copyright;
  std::string terms;
  std::vector<RslLicence> licences;
  std::uint32_t line = 0;
};

struct RslDocument {
  std::int64_t max_age_days = kRslMaxAge_days;
  std::vector<RslContent> contents;
};

/// Reads a document, or the elements of RSL in a feed.
///
/// Errors:  as ReadXml; kCorrupt with the line for what is not RSL: another root without any
///          <content> of its namespace, a content without address, a rule without a type that the
///          standard has, an age that is no number.
/// Source:  RSL 1.0, rslstandard.org/rsl, sections 3.2 to 3.8.
Result<RslDocument> ReadRsl(ByteView bytes);

}  // namespace assay::markup
