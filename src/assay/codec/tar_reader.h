// SPDX-License-Identifier: Apache-2.0
//
// The members of a foreign tar archive, one after another: what they are called and where in it
// their contents lie. It unpacks nothing, and a name is a name to it: none leads to a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "assay/core/bytes.h"
#include "assay/core/result.h"

namespace assay::codec {

/// Fills `into` from a place in the archive, and tells how much: less only at its end.
using ReadArchive =
    std::function<Result<std::size_t>(std::uint64_t offset_bytes, std::span<std::uint8_t> into)>;

struct TarMember {
  std::string name;  ///< any bytes; empty where no header could be read
  bool is_folder = false;
  std::uint64_t offset_bytes = 0;  ///< of the contents; of a problem: of what is wrong
  std::uint64_t bytes = 0;
  std::string_view problem;  ///< code of a member that gives no contents, or empty
  std::string_view why;      ///< in a sentence
};

/// Limits on what a header may make us hold.
inline constexpr std::size_t kTarName_bytes = 4096;
inline constexpr std::size_t kTarExtension_bytes = 1U << 20U;

/// Codes of problems. After those marked with an asterisk nothing can be read.
///   input.archive_broken *   a header that is none: another format, or damage
///   input.archive_cut *      the archive ends without its end, or within a header
///   input.truncated *        a member whose contents lie outside the archive
///   input.trailing_bytes *   something that is no end of an archive stands behind it
///   input.link_member        a link: nothing leads out of an archive, or back into it
///   input.device_member      a device or a FIFO
///   input.sparse_member      a file with holes that are not stored
///   input.odd_member         any other kind, and a name or a size that cannot be
///
/// Threads: one.
/// Cost:    reads headers, a window of 16 KiB at a time, and no contents; memory for the window
///          and one name.
/// Source:  POSIX.1-2017, pax, "ustar Interchange Format" and "pax Interchange Format"; GNU tar
///          manual, "Basic Tar Format". As Python's tarfile where they leave a choice: a block of
///          zeros ends an archive; links, devices and folders have no contents.
class TarReader {
 public:
  TarReader(ReadArchive read, std::uint64_t archive_bytes)
      : read_(std::move(read)), archive_bytes_(archive_bytes) {}

  /// The next member, or none at the end. Errors: of `read`.
  Result<std::optional<TarMember>> Next();

  /// Contents of a member, of which `limit_bytes` bound the size. Requires no problem.
  /// Errors:  of `read`; kExhausted; kCorrupt when the archive has become shorter.
  Result<Bytes> Read(const TarMember& member, std::size_t limit_bytes);

 private:
  struct Header;
  /// What headers before a member's own say of it.
  struct Extras {
    std::optional<std::string> name{};
    std::optional<std::uint64_t> bytes{};
    bool is_sparse = false;
    bool is_odd = false;

    void TakeRecords(std::string_view pax);
  };

  Result<ByteView> Block(std::uint64_t offset_bytes);
  Result<TarMember> Take(const Header& header, Extras extras);
  Result<std::uint64_t> AfterSparseMap(std::uint64_t offset_bytes, ByteView header);
  Status ReadExtension(const Header& header, Extras& extras);
  Result<std::optional<TarMember>> End();
  TarMember Last(std::string_view problem, std::string_view why);

  ReadArchive read_;
  std::uint64_t archive_bytes_;
  std::uint64_t at_ = 0;  ///< of the next header
  bool has_ended_ = false;
  Extras global_;
  std::uint64_t window_at_ = 0;
  Bytes window_;
};

}  // namespace assay::codec
