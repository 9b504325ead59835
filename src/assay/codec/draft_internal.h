// SPDX-License-Identifier: Apache-2.0
//
// A picture in the making: what a format's reader fills in, under the limits that all formats
// share. It knows no format; picture.cc turns it into the answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "assay/codec/picture.h"

namespace assay::codec {

/// What a header promises, before anything is decoded.
struct Shape {
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  std::int64_t frames = 1;
  std::int64_t channels = 3;
  std::int64_t sample_bytes = 1;
};

/// Of one text, and of all texts of one file.
inline constexpr std::size_t kMarkLimit_bytes = std::size_t{64} << 10U;
inline constexpr std::size_t kMarksLimit_bytes = std::size_t{1} << 20U;

struct Draft {
  Draft(ByteView whole_file, const Options& wanted) : file(whole_file), options(wanted) {
    picture.outcome = Outcome::kOk;
  }

  /// Ends in `outcome`; the first refusal stays. Always false, for `return draft.Refuse(...)`.
  bool Refuse(Outcome outcome, std::string_view code);
  /// kOk becomes kRepaired.
  void Repair(std::string_view code);
  /// Says something that changes no outcome.
  void Note(std::string_view code);
  [[nodiscard]] bool decided() const { return IsDecided(picture.outcome); }

  /// Records the shape and holds it against the limits. False: refused, do not allocate.
  bool Admit(const Shape& shape);

  /// True when metadata of this size still fits the file's budget; else it is noted as dropped.
  bool TakeMetadata(std::uint64_t size_bytes);
  [[nodiscard]] std::uint64_t metadata_left_bytes() const;

  /// Keeps the profile unless it is over its limit.
  void TakeProfile(ByteView profile);
  void RefuseProfile();

  /// Value in any encoding: it is stored as UTF-8, without NULs at its end, cut at the limit.
  void AddMark(std::string_view carrier, std::string_view name, std::string_view value,
               std::string_view lang = "");

  ByteView file;
  Options options;
  Picture picture;
  std::string format;  ///< "jpeg"
  std::string mode;    ///< "rgb", "grey", "cmyk", "palette", ...
  int bits = 8;        ///< a sample
  int orientation = 1;
  bool progressive = false;
  bool animated = false;
  bool cmyk = false;         ///< picture.image holds inks, 0 = none, still to be converted
  bool credentials = false;  ///< a C2PA box was seen
  std::int64_t rows = -1;    ///< decoded before the data ended; -1: does not apply
  std::int64_t trailing_bytes = 0;
  Bytes icc;
  bool icc_refused = false;

 private:
  std::uint64_t metadata_taken_bytes_ = 0;
  std::size_t marks_bytes_ = 0;
};

}  // namespace assay::codec
