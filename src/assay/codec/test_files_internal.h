// SPDX-License-Identifier: Apache-2.0
//
// Files for the tests of this module: small ones from tests/data/media, all others from the shared
// data where ASSAY_SHARED_DATA names them.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "assay/codec/picture.h"
#include "assay/core/file.h"

namespace assay::codec {

inline std::string ReadTestFile(const std::string& path) {
  const auto text = ReadFile(path, std::size_t{64} << 20U);
  EXPECT_TRUE(text.ok()) << path;
  return text.ok() ? text.value() : std::string();
}

inline std::string SmallFile(const std::string& name) {
  return ReadTestFile("tests/data/media/" + name);
}

/// Empty when the shared data is not there: then the test is skipped.
inline std::string SharedData() {
  const char* folder = std::getenv("ASSAY_SHARED_DATA");
  return folder == nullptr ? "" : folder;
}

inline Picture Read(std::string_view bytes, const Options& options = {}) {
  return ReadPicture(AsBytes(bytes), options);
}

/// Value of the first such mark; "(none)" without one.
inline std::string Value(const Picture& picture, std::string_view carrier, std::string_view name) {
  for (const Mark& mark : picture.marks) {
    if (mark.carrier == carrier && mark.name == name) return mark.value;
  }
  return "(none)";
}

inline bool HasCode(const Picture& picture, std::string_view code) {
  for (const std::string& found : picture.codes) {
    if (found == code) return true;
  }
  return false;
}

}  // namespace assay::codec
