// SPDX-License-Identifier: Apache-2.0
//
// Evidence of what was asked and answered: WARC 1.1 files, a gzip member for each record. Written
// in order, read by warcio and pywb; it knows nothing of permits or policies. Field by field:
// docs/formats/warc.md. Source: ISO 28500:2017.
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

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/core/result.h"
#include "assay/rights/web_signals.h"

namespace assay::acquire {

struct Exchange;

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

/// The one of two ends that is further on: the later file, or more of it. Files are one series,
/// whoever wrote them.
WarcEnd Furthest(WarcEnd one, WarcEnd other);

struct WarcOptions {
  std::string software;                    ///< "assay 0.1.0"
  std::string operator_contact;            ///< whom to ask
  std::uint64_t file_bytes = 1ULL << 30U;  ///< a new file begins beyond it
};

/// An earlier response with the same payload.
struct Earlier {
  std::string url;
  std::string date;      ///< WARC-Date of its record
  std::string record{};  ///< "urn:uuid:..."; empty: not known
};

/// Threads: one.
class WarcWriter {
 public:
  /// Goes on behind `end`: what lies beyond was never accounted for, and goes. The folder is made
  /// when it is missing.
  /// Errors:  kCorrupt, and nothing was touched, when less is there than `end` says;
  ///          kInvalidArgument when `end` names no file of ours, or a path; as SystemError.
  static Result<WarcWriter> Open(std::filesystem::path folder, WarcOptions options,
                                 const WarcEnd& end);
  WarcWriter(WarcWriter&&) noexcept;
  WarcWriter& operator=(WarcWriter&&) noexcept;
  ~WarcWriter();

  /// Request and response, or request and revisit: with `earlier` as identical-payload-digest, and
  /// for status 304 as server-not-modified, whether or not `earlier` is known. What failed before a
  /// response came becomes a request (when one was sent) and a metadata record. Returns the place
  /// of the last of them; they lie in one file, one behind the other.
  ///
  /// The payload is `body`, with its Content-Encoding. The HTTP heads are those of the exchange,
  /// but told in HTTP/1.1, and with Transfer-Encoding as X-Archive-Orig-Transfer-Encoding.
  /// Errors:  kInvalidArgument without a URL or for one over 64 KiB, for an `earlier` without URL
  ///          or date, and for one of a body that was cut; as SystemError, and then for all that
  ///          follows: open it anew.
  Result<WarcPlace> Add(const Exchange& exchange, const std::optional<Earlier>& earlier);

  /// A metadata record about `url`: why nothing was asked, what was concluded.
  /// Errors:  kInvalidArgument for the URL, a `date` that is no WARC-Date, a name that is no token;
  ///          as Add.
  Result<WarcPlace> AddMetadata(const std::string& url, std::string_view date,
                                const std::vector<std::pair<std::string, std::string>>& fields);

  /// Everything added is on disk when it returns; to be called before the catalog hears of it.
  /// Errors:  as SystemError, and then for all that follows.
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
  /// First value of a name in any case; empty when there is none.
  [[nodiscard]] std::string_view Header(std::string_view name) const;
};

/// Reads records one after the other, gzipped or plain, of WARC 1.0 and 1.1, and checks lengths and
/// digests: the block's, and the payload's of a response. Digests other than SHA-256, and payloads
/// still in a transfer coding, are not checked.
///
/// Errors:  kCorrupt with the offset for a record that breaks the format or its digest; kExhausted
///          for one over `record_bytes`; the first error of `visit`; kInvalidArgument when it is no
///          regular file; as SystemError.
/// Cost:    memory for one record, however much a member would unpack to.
Status ReadWarc(const std::filesystem::path& file,
                const std::function<Status(const WarcRecord&)>& visit,
                std::size_t record_bytes = 256U << 20U);

/// Only the one at `offset`.
/// Errors:  as ReadWarc; kCorrupt when no record begins there.
Status ReadWarcRecord(const std::filesystem::path& file, std::uint64_t offset,
                      const std::function<Status(const WarcRecord&)>& visit,
                      std::size_t record_bytes = 256U << 20U);

}  // namespace assay::acquire
