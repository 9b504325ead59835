// SPDX-License-Identifier: Apache-2.0
//
// Documents that audits wrote, as evidence for a record: what they are, by digest, and the numbers
// in them as rows of one form. It computes no number; what a document lacks is missing, never 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/fairness/proportion.h"

namespace assay::fairness {

/// Of one file.
inline constexpr std::size_t kMaxEvidence_bytes = 64U << 20U;
/// Of one record.
inline constexpr std::size_t kMaxEvidenceFiles = 16;

struct Evidence {
  std::string name;    ///< of its file, without folders
  Digest digest;       ///< of its bytes
  std::string schema;  ///< "assay.fairness.model/1"
  Json document;
};

/// Errors:  kInvalidArgument with the name: no JSON object, a schema that is no evidence (names the
///          nearest).
Result<Evidence> ReadEvidence(std::string_view name, std::string_view bytes);

/// One number of a document, with all that it rests on.
struct EvidenceRow {
  std::string metric;              ///< "tpr", "share", "representation", "scoring_rate"
  std::vector<std::string> by;     ///< columns of the slice
  std::vector<std::string> slice;  ///< values
  std::optional<std::int64_t> k;
  std::optional<std::int64_t> n;
  std::optional<double> value;
  std::optional<Interval> interval;
  std::string method;  ///< of the interval: "Wilson 95 %"
  std::optional<double> q;
  std::string state;  ///< "ok", "insufficient", ...; empty: the document says none
};

/// Of a model: the metrics of its family and groups; of a data set: share and representation of
/// groups; of impact ratios: rate and ratio of categories; of a gate: none, it says verdicts.
///
/// Errors:  kInvalidArgument with the name and the path ("groupings[0].groups[2].k") of a member
///          that is missing or of another type.
Result<std::vector<EvidenceRow>> RowsOf(const Evidence& evidence);

/// Digest of what the document was asked, its answers left out: of other data the same question has
/// the same digest. Answers are also the largest group, where no reference was named, how many
/// units were drawn, and which of the usual words for yes a table has.
/// Source:  RFC 8785 for the bytes that are hashed.
Digest QueryDigest(const Evidence& evidence);

/// The digest of the table that was counted: the version of the data. Empty: it does not say.
std::string DataVersion(const Evidence& evidence);

}  // namespace assay::fairness
