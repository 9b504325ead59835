// SPDX-License-Identifier: Apache-2.0
//
// A one-coloured JPEG of any size, written bit by bit: a legal picture of 100 megapixels in 600 kB
// and no time. Tests only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::channel::testing {

enum class Coding { kBaseline, kProgressive };

namespace internal {

inline std::string Segment(char marker, std::string_view body) {
  const std::size_t length = body.size() + 2;
  std::string segment = {'\xff', marker, static_cast<char>(length >> 8U),
                         static_cast<char>(length & 0xFFU)};
  return segment.append(body);
}

inline std::string Frame(std::int32_t width_px, std::int32_t height_px) {
  std::string frame = {8};  // bits
  for (const std::int32_t side_px : {height_px, width_px}) {
    frame += static_cast<char>(side_px / 256);
    frame += static_cast<char>(side_px % 256);
  }
  frame += 3;
  for (const char* component : {"\1", "\2", "\3"}) frame.append(component).append({0x11, 0});
  return frame;
}

/// One code of one bit, 0, for "no difference" (DC) and "end of block" (AC).
inline std::string OneCode(char table) {
  std::string body(1, table);
  body += '\1';
  body.append(15, '\0');
  return body + '\0';
}

}  // namespace internal

/// Three components, none subsampled: the most memory that a JPEG of this size can ask for.
/// A progressive one has its DC scan only, which is a whole picture.
inline std::string FlatJpeg(std::int32_t width_px, std::int32_t height_px, Coding coding) {
  const bool is_progressive = coding == Coding::kProgressive;
  const auto blocks = [](std::int32_t side_px) {
    return (static_cast<std::int64_t>(side_px) + 7) / 8;
  };
  const std::int64_t bits = blocks(width_px) * blocks(height_px) * (is_progressive ? 3 : 6);
  std::string file = "\xff\xd8";
  file += internal::Segment('\xdb', std::string(1, '\0') + std::string(64, '\1'));
  file += internal::Segment(is_progressive ? '\xc2' : '\xc0', internal::Frame(width_px, height_px));
  file += internal::Segment('\xc4', internal::OneCode('\x00') + internal::OneCode('\x10'));
  const std::string components = {3, 1, 0, 2, 0, 3, 0, 0, is_progressive ? '\0' : '\x3f', 0};
  file += internal::Segment('\xda', components);
  file.append(static_cast<std::size_t>(bits / 8), '\0');
  const auto rest = static_cast<unsigned>(bits % 8);
  if (rest > 0) file += static_cast<char>(0xFFU >> rest);  // filled up with ones
  return file + "\xff\xd9";
}

}  // namespace assay::channel::testing
