// SPDX-License-Identifier: Apache-2.0
//
// What a locator says, and how the bytes that it names are read: a whole file, a part of one, or
// an object of the workspace. Whoever reads a record's bytes again reads them here. It checks that
// the bytes are there, not which they are: that is what an asset's digest is for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "assay/core/file.h"
#include "assay/core/result.h"
#include "assay/pipeline/location.h"

namespace assay::store {
struct PackPlace;
}

namespace assay::pipeline {

/// The forms of a locator; <path> is KeyFor's, so no file's name can be taken for another form.
///
///   <path>                                    a whole file
///   part:<offset>+<bytes>:<path>              a part of one: a member of an archive
///   row:<number>:<path>                       a row of a table; its bytes are nowhere else
///   kept:<pack>:<offset>+<bytes>:<locator>    where it was found; its bytes lie in a pack
std::string FileLocator(const std::filesystem::path& file);
std::string PartLocator(const std::filesystem::path& file, const Part& part);
std::string RowLocator(const std::filesystem::path& file, std::int64_t row);
std::string KeptLocator(const store::PackPlace& place, std::string_view found_at);

/// Where the bytes of a kept record lie; none for the other forms.
std::optional<store::PackPlace> PlaceOf(std::string_view locator);

/// `locator`, of a kept record, when its bytes lie at `place`.
std::string MovedTo(const store::PackPlace& place, std::string_view locator);

/// Where the bytes lie now; `packs` is the workspace's.
/// Errors:  kInvalidArgument for a row that was not kept, and for what is no locator.
Result<Location> Locate(std::string_view locator, const std::filesystem::path& packs);

/// What a person is told of a locator: the file, and where in it.
std::string DescribeLocator(std::string_view locator);

/// Whether the last name of a path may be a link.
enum class Links { kRefuse, kFollow };

/// Bytes that are about to be read, once, from their first to their last.
class LocatedBytes {
 public:
  /// Errors:  kInvalidArgument unless it is a regular file that holds the part; as SystemError.
  static Result<LocatedBytes> Open(const Location& location, Links links = Links::kRefuse);

  /// As the file said when it was opened.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  /// Fills `into` from where the last call ended, and tells how much there was: less than asked
  /// for only at the end, and where the file has been cut since.
  /// Errors:  as SystemError.
  Result<std::size_t> Read(std::span<std::uint8_t> into);

 private:
  LocatedBytes(Location location, Fd fd, std::uint64_t begin, std::uint64_t bytes)
      : location_(std::move(location)), fd_(std::move(fd)), at_(begin), bytes_(bytes) {}

  Location location_;
  Fd fd_;
  std::uint64_t at_;        ///< of the next byte, in the file
  std::uint64_t done_ = 0;  ///< of `bytes_`
  std::uint64_t bytes_ = 0;
};

/// A key for any file name: the name itself when it is UTF-8 and starts with no reserved word
/// ("raw:", "manifest:", "part:", "row:", "kept:"); else "raw:" and the name with '%' and each
/// foreign byte as %XX. Injective.
std::string KeyFor(std::string_view relative_path);

/// The file name that KeyFor encoded.
std::string PathFor(std::string_view key);

}  // namespace assay::pipeline
