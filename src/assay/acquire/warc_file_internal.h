// SPDX-License-Identifier: Apache-2.0
//
// The files under a WARC writer: their names, and appending to one of them. It knows nothing of
// what a record says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "assay/acquire/warc.h"
#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/core/result.h"

namespace assay::acquire {

/// "assay-20260115102030123-00007.warc.gz". `date` is a WARC-Date.
std::string WarcFileName(std::string_view date, std::uint64_t serial);

/// The serial number in a name of that form; none for every other text, and so for every path that
/// leads elsewhere.
std::optional<std::uint64_t> SerialOf(std::string_view name);

/// Removes the files of ours in `folder` that begin behind `end`.
/// Errors:  as SystemError.
Status RemoveBehind(const std::filesystem::path& folder, const WarcEnd& end);

/// The file that is written to.
class WarcFile {
 public:
  WarcFile(WarcFile&&) noexcept;
  WarcFile& operator=(WarcFile&&) = delete;
  ~WarcFile();

  /// Errors:  as SystemError; one that is there already is never written to.
  static Result<WarcFile> Create(const std::filesystem::path& folder, std::string name);

  /// To be cut before it is appended to.
  /// Errors:  kCorrupt when it is shorter or missing; kInvalidArgument when it is no regular file;
  ///          as SystemError.
  static Result<WarcFile> Continue(const std::filesystem::path& folder, const WarcEnd& end);

  /// Removes what lies behind `bytes()`.
  /// Errors:  as SystemError.
  [[nodiscard]] Status Cut() const;

  /// One gzip member of all `parts`.
  /// Errors:  as SystemError: stop writing. What came of the member is cut off again, as far as the
  ///          system lets us.
  Status Append(std::initializer_list<ByteView> parts);

  /// Errors:  as SystemError.
  [[nodiscard]] Status Sync() const;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  class Packer;
  WarcFile(std::filesystem::path path, std::string name, Fd fd, std::uint64_t bytes);

  std::filesystem::path path_;
  std::string name_;
  Fd fd_;
  std::uint64_t bytes_ = 0;
  std::unique_ptr<Packer> packer_;
};

}  // namespace assay::acquire
