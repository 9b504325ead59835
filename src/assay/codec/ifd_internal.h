// SPDX-License-Identifier: Apache-2.0
//
// Image file directories of TIFF, Exif and maker notes: fields as they lie in the bytes. It follows
// no pointer by itself, so no loop can be built for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/codec/wire_internal.h"

namespace assay::codec {

struct Field {
  std::uint16_t tag = 0;
  std::uint16_t type = 0;
  std::uint64_t count = 0;
  std::uint64_t value_at = 0;  ///< in the stream
  Wire value{{}, Order::kLittleEndian};

  /// Element `index` of a whole-number type; none when it is of another type or not there.
  [[nodiscard]] std::optional<std::uint64_t> Integer(std::uint64_t index = 0) const;
  /// Element `index` of any numeric type; none also for a zero denominator.
  [[nodiscard]] std::optional<double> Number(std::uint64_t index = 0) const;
  /// Up to the first NUL, without white space around it, as UTF-8.
  [[nodiscard]] std::string Text() const;
};

struct Directory {
  std::vector<Field> fields;
  std::uint64_t next = 0;  ///< where the next directory lies; 0: none
  bool intact = true;      ///< false: ended early, or a value lies outside of the bytes

  [[nodiscard]] const Field* Find(std::uint16_t tag) const;
};

/// Where a TIFF stream's first directory lies; none when these bytes are no TIFF stream.
struct TiffStart {
  Wire stream;
  std::uint64_t first = 0;
  bool big = false;  ///< BigTIFF: 64-bit counts and offsets
};
std::optional<TiffStart> FindTiff(ByteView bytes);

/// Directory at `at`. Values whose bytes are not all there are left out.
/// Source: TIFF 6.0, section 2; BigTIFF (Adobe, 2007).
Directory ReadDirectory(const Wire& stream, std::uint64_t at, bool big = false);

}  // namespace assay::codec
