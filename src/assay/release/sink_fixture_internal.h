// SPDX-License-Identifier: Apache-2.0
//
// Samples that are hard to write, and folders to write them to. For tests only.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "assay/release/sink.h"

namespace assay::release::internal {

/// Sorted by key: `count` plain ones, every third for `test`, and one for each kind of hostile
/// key, label and text. Pictures are JPEG files of 8 x 8 pixels, no two alike.
std::vector<PictureSample> HardSamples(std::int64_t count);

/// The options under which HardSamples can be written.
SinkOptions HardOptions();

/// Every file below `folder`: name -> bytes.
std::map<std::string, std::string> FilesBelow(const std::filesystem::path& folder);

/// A folder of its own for a test. Where ASSAY_KEEP_SINKS names a folder, `Kept` is in there, for
/// tests/e2e/sinks_read.py to read.
class SinkTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;
  [[nodiscard]] std::filesystem::path Kept(const std::string& name) const;

  std::filesystem::path folder_;
};

}  // namespace assay::release::internal
