// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <new>
#include <string>
#include <utility>

#include "assay/worker/decode_internal.h"

namespace assay::worker::internal {
namespace {

/// What is left of a picture for which memory did not suffice: its header, but no marks, since some
/// may be missing.
codec::Picture OutOfMemory(codec::Picture picture) {
  picture.outcome = Outcome::kBomb;
  picture.codes = {"limit.memory"};
  picture.marks.clear();
  picture.image = {};
  return picture;
}

}  // namespace

/// C libraries report a failed malloc() like any other failure, but errno remembers. The file may
/// be innocent, and what was read of it incomplete.
codec::Picture Decode(ByteView bytes, const codec::Options& options) {
  try {
    errno = 0;
    codec::Picture picture = codec::ReadPicture(bytes, options);
    const bool starved =
        errno == ENOMEM && picture.outcome != Outcome::kOk && picture.outcome != Outcome::kBomb;
    return starved ? OutOfMemory(std::move(picture)) : picture;
  } catch (const std::bad_alloc&) {
    return OutOfMemory({});
  }
}

Error BadArgument(std::string_view name) {
  return {ErrorCode::kInvalidArgument,
          "the argument '" + std::string(name) + "' is not understood"};
}

}  // namespace assay::worker::internal
