// SPDX-License-Identifier: Apache-2.0
//
// What parent and worker say to each other: one fixed-size message each way per record. Bytes never
// travel through the socket; they lie in two slots of shared memory. The parent trusts nothing in a
// Reply: it copies the struct and the answer first, then checks both against its own limits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace assay::channel {

/// Raised whenever a struct below changes: a worker of another build is refused at its first word.
inline constexpr std::uint32_t kProtocol = 1;

// Descriptors that a worker finds open after exec; 0 to 2 are /dev/null, /dev/null, a pipe.
inline constexpr int kControlFd = 3;  ///< SOCK_SEQPACKET: a message is whole or absent
inline constexpr int kInputFd = 4;    ///< memfd, sealed: mapped read-only, never resized
inline constexpr int kOutputFd = 5;   ///< memfd, sealed: written, never resized

// Descriptors of a table reader: rows leave by 1, words for people by 2.
inline constexpr int kRowsFd = 1;
inline constexpr int kTableFd =
    3;  ///< a copy of the table, sealed against every write; or an archive, read-only
inline constexpr const char* kTablePath = "/proc/self/fd/3";

// What a table reader is asked to read, beside the formats of tables: samples (rows_internal.h).
inline constexpr const char* kArchiveFormat = "webdataset";  ///< kTableFd is the archive itself
inline constexpr const char* kPicturesFormat = "pictures:";  ///< and the column, perhaps none
/// And a wish as table/count.h writes it. The rows are then combinations of values: their columns
/// are called "0", "1", ... and those of sums as follows. Of a wish for each row they have one
/// column, a block of rows (table/row_block.h), each with its weight last where it has one.
inline constexpr const char* kCountFormat = "count:";
inline constexpr const char* kCountRows = "rows";
inline constexpr const char* kCountWeight = "weight";
inline constexpr const char* kCountWeightSquared = "weight_squared";
inline constexpr const char* kCountBlock = "block";
/// And a wish as fairness/layout.h writes it: rows as of kCountFormat, after a first one that names
/// their columns. Of a layout of names kTableFd holds names, each ended by a NUL.
inline constexpr const char* kUnitsFormat = "units:";

inline constexpr std::size_t kArguments_bytes = 4096;
inline constexpr std::size_t kAnswer_bytes = 4U << 20U;  ///< longest JSON answer that is believed

/// What a worker is asked to do with the bytes in its input slot.
enum class Op : std::uint32_t {
  kInspect,    ///< a media file -> Inspection; with "thumbnail_px" in the arguments also a JPEG
  kXmp,        ///< an XMP sidecar -> {"facts": [...]}
  kPixelHash,  ///< a media file -> {"pixels": "sha256:..."}: full decode, w, h, RGB8 rows
  kMisbehave,  ///< tests only
  kPage,       ///< HTML of a page -> what it states, links to and says
  kXml,        ///< XML of the web: RSL, a sitemap
  kTransform,  ///< a media file -> another picture made of it, and what was done
};

enum class ReplyKind : std::uint32_t {
  kReady,  ///< first message: locked in, `layers` says how
  kAnswered,
  kRefused,  ///< the JSON is {"code": ..., "what": ...}; the worker lives on
};

/// The arguments are a JSON object of `arguments_bytes` bytes.
struct Request {
  std::uint64_t id = 0;
  Op op = Op::kInspect;
  std::uint32_t arguments_bytes = 0;
  std::uint64_t input_bytes = 0;
  std::array<char, kArguments_bytes> arguments{};
};

/// In the output slot: `json_bytes` of JSON, then `blob_bytes` of blob.
struct Reply {
  std::uint64_t id = 0;
  ReplyKind kind = ReplyKind::kReady;
  std::uint32_t protocol = kProtocol;
  std::uint32_t layers = 0;  ///< kReady only: bits of Layer
  std::uint32_t reserved = 0;
  std::uint64_t json_bytes = 0;
  std::uint64_t blob_bytes = 0;
};

static_assert(std::is_trivially_copyable_v<Request> && std::is_trivially_copyable_v<Reply>);

}  // namespace assay::channel
