// SPDX-License-Identifier: Apache-2.0
//
// Archives for tests, made of members as a person would write them down, hostile ones among them.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "assay/codec/tar_reader.h"

namespace assay::codec::testing {

/// Puts the sum where it belongs, after a test has changed a header.
inline void Sign(std::string& block) {
  block.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<std::uint8_t>(c);
  block.replace(148, 8, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
}

/// One header; `bytes` is what it claims.
inline std::string Header(std::string_view name, std::uint64_t bytes, char type = '0') {
  std::string block(512, '\0');
  block.replace(0, std::min<std::size_t>(name.size(), 100), name.substr(0, 100));
  block.replace(124, 11, fmt::format("{:011o}", bytes));
  block[156] = type;
  block.replace(257, 8, std::string("ustar\00000", 8));
  Sign(block);
  return block;
}

inline std::string Padded(std::string_view contents) {
  std::string padded(contents);
  padded.resize((contents.size() + 511) / 512 * 512, '\0');
  return padded;
}

inline std::string Member(std::string_view name, std::string_view contents, char type = '0') {
  return Header(name, contents.size(), type) + Padded(contents);
}

/// "<length> key=value\n", where the length counts itself.
inline std::string PaxRecord(std::string_view key, std::string_view value) {
  const std::size_t without = key.size() + value.size() + 3;
  std::size_t length = without + 1;
  while (length != without + std::to_string(length).size())
    length = without + std::to_string(length).size();
  return fmt::format("{} {}={}\n", length, key, value);
}

inline std::string End() { return std::string(1024, '\0'); }

/// The archive that lies in `bytes`, which must outlive it.
inline ReadArchive Reading(std::string_view bytes) {
  return [bytes](std::uint64_t offset, std::span<std::uint8_t> into) -> Result<std::size_t> {
    if (offset >= bytes.size()) return std::size_t{0};
    const std::string_view rest = bytes.substr(static_cast<std::size_t>(offset), into.size());
    std::ranges::copy(AsBytes(rest), into.begin());
    return rest.size();
  };
}

}  // namespace assay::codec::testing
