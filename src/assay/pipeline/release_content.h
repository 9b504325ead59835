// SPDX-License-Identifier: Apache-2.0
//
// What fills a release: copies of the files that were judged, or a data set that is made of them.
#pragma once

#include <cstdint>

#include "assay/core/result.h"

namespace assay::catalog {
struct RecordRow;
}  // namespace assay::catalog

namespace assay::release {
class Sealer;
struct ParsedRecord;
struct Sample;
}  // namespace assay::release

namespace assay::pipeline {

/// What became of a record that is allowed.
enum class Taken : std::uint8_t {
  kYes,
  kChanged,    ///< its file is gone, or no longer what was judged
  kNotChosen,  ///< the plan takes others
};

class ReleaseContent {
 public:
  ReleaseContent() = default;
  ReleaseContent(const ReleaseContent&) = delete;
  ReleaseContent& operator=(const ReleaseContent&) = delete;
  virtual ~ReleaseContent() = default;

  /// Records come in the order of their keys. `sample` holds the row of the record and whom to
  /// name; the content says where it lies, and what the row has of it.
  /// Errors:  kCorrupt for a record without an asset; as SystemError for what keeps it from
  ///          writing.
  virtual Result<Taken> Add(const catalog::RecordRow& record, const release::ParsedRecord& parsed,
                            release::Sample& sample) = 0;

  /// After the last record: tells `sealer` of every file. Errors: as Add.
  virtual Status Finish(release::Sealer& sealer) = 0;
};

}  // namespace assay::pipeline
