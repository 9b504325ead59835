// SPDX-License-Identifier: Apache-2.0
//
// Evidence of what was asked and answered: WARC 1.1 files, a gzip member for each record. Written
// in order, read by warcio and pywb; it knows nothing of permits or policies.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/acquire/fetcher.h"
#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/core/result.h"

namespace assay::acquire {

/// Where a record lies.
struct WarcPlace {
  std::string file;  ///< name in the folder
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;  ///< of the gzip member
  std::string record;       ///< "urn:uuid:..."
};

/// How far the files have been accounted for: what the catalog keeps.
struct WarcEnd {
  std::string file;  ///< empty: nothing was written yet
  std::uint64_t bytes = 0;
};

struct WarcOptions {
  std::string software;                    ///< "assay 0.1.0"
  std::string operator_contact;            ///< whom to ask
  std::uint64_t file_bytes = 1ULL << 30U;  ///< a new file begins beyond it
};

/// An earlier response with the same payload.
struct Earlier {
  std::string url;
  std::string date;  ///< WARC-Date of its record
};

/// Threads: one.
class WarcWriter {
 public:
  /// Goes on behind `end`: what lies beyond was never accounted for, and goes.
  /// Errors:  kCorrupt when less is there than `end` says; as SystemError.
  static Result<WarcWriter> Open(std::filesystem::path folder, WarcOptions options,
                                 const WarcEnd& end);
  WarcWriter(WarcWriter&&) noexcept;
  WarcWriter& operator=(WarcWriter&&) noexcept;
  ~WarcWriter();

  /// Request and response, or request and revisit: with `earlier` as identical-payload-digest, and
  /// for status 304 as server-not-modified. What failed before a response came becomes a request
  /// (when one was sent) and a metadata record. Returns the place of the last of them.
  Result<WarcPlace> Add(const Exchange& exchange, const std::optional<Earlier>& earlier);

  /// A metadata record about `url`: why nothing was asked, what was concluded.
  Result<WarcPlace> AddMetadata(const std::string& url, std::string_view date,
                                const std::vector<std::pair<std::string, std::string>>& fields);

  /// Everything added is on disk when it returns; to be called before the catalog hears of it.
  Result<WarcEnd> Sync();

 private:
  struct State;
  explicit WarcWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A record as read. Views live until the next one is read.
struct WarcRecord {
  std::uint64_t offset = 0;
  std::vector<rights::HeaderLine> headers;
  ByteView block;
  [[nodiscard]] std::string_view Header(std::string_view name) const;
};

/// Reads records one after the other, gzipped or plain, and checks lengths and digests.
/// Errors:  kCorrupt with the offset for a record that breaks the format or its digest; kExhausted
///          for one over `record_bytes`; the first error of `visit`; as SystemError.
Status ReadWarc(const std::filesystem::path& file,
                const std::function<Status(const WarcRecord&)>& visit,
                std::size_t record_bytes = 256U << 20U);

/// Only the one at `offset`.
Status ReadWarcRecord(const std::filesystem::path& file, std::uint64_t offset,
                      const std::function<Status(const WarcRecord&)>& visit,
                      std::size_t record_bytes = 256U << 20U);

}  // namespace assay::acquire
