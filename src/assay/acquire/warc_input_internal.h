// SPDX-License-Identifier: Apache-2.0
//
// The bytes of a WARC file's records, unpacked as they are asked for: members of gzip, or plain
// text. It knows where a member ends, and nothing of what a record says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "assay/core/bytes.h"
#include "assay/core/result.h"

namespace assay::acquire {

class WarcInput {
 public:
  /// Errors:  kInvalidArgument when it is no regular file; as SystemError.
  static Result<WarcInput> Open(const std::filesystem::path& file, std::uint64_t offset);
  WarcInput(WarcInput&&) noexcept;
  WarcInput& operator=(WarcInput&&) noexcept;
  ~WarcInput();

  /// Where the next byte of the file lies that was not yet taken.
  [[nodiscard]] std::uint64_t offset() const;

  /// To be called where a record begins, or the file ends: then it is false.
  /// Errors:  kCorrupt for what is neither a member nor the start of a record.
  Result<bool> Begin();

  /// Some bytes that come next; none at the end of the member, or of the file when it is plain.
  /// Errors:  kCorrupt for what does not unpack, and for a member without its end; as SystemError.
  Result<ByteView> Peek();

  /// Takes the first of them.
  void Take(std::size_t bytes);

  /// To be called where a record ends.
  /// Errors:  kCorrupt when its member goes on.
  Status End();

 private:
  struct State;
  explicit WarcInput(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::acquire
