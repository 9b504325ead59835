// SPDX-License-Identifier: Apache-2.0
#include "assay/media/gray.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace assay::media {
namespace {

std::vector<int> GraysOf(const std::vector<std::uint8_t>& samples, std::int32_t channels) {
  const auto view = ImageView::Make(samples, static_cast<std::int32_t>(samples.size()) / channels,
                                    1, channels, samples.size());
  const Image grey = Gray(view.value());
  return {grey.samples().begin(), grey.samples().end()};
}

// Worked by hand: 255 * 0.299 = 76.2, 255 * 0.587 = 149.7, 255 * 0.114 = 29.1.
TEST(Gray, WeighsThePrimariesAsBt601Does) {
  EXPECT_EQ(GraysOf({255, 0, 0, 0, 255, 0, 0, 0, 255}, 3), (std::vector<int>{76, 150, 29}));
}

TEST(Gray, LeavesEveryGreyAsItIs) {
  for (int level = 0; level < 256; ++level) {
    const auto grey = static_cast<std::uint8_t>(level);
    EXPECT_EQ(GraysOf({grey, grey, grey}, 3), (std::vector<int>{level}));
    EXPECT_EQ(GraysOf({grey, grey, grey, 9}, 4), (std::vector<int>{level}));
    EXPECT_EQ(GraysOf({grey}, 1), (std::vector<int>{level}));
  }
}

}  // namespace
}  // namespace assay::media
