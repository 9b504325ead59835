// SPDX-License-Identifier: Apache-2.0
//
// What a converter's jailer, `assay-worker --convert`, says to the parent before it becomes the
// converter: how it is locked in, and why it could not become it.
#pragma once

#include <cstdint>
#include <type_traits>

#include "assay/channel/layers.h"

namespace assay::channel {

/// The converter finds its input at 0, writes to 1, and complains to 2. This one closes with exec.
inline constexpr int kJailerFd = 3;

struct JailerWord {
  std::uint32_t layers = 0;  ///< bits of Layer
  std::int32_t error = 0;    ///< errno of exec; 0: about to
};

static_assert(std::is_trivially_copyable_v<JailerWord>);

/// A converter opens files to read, its libraries at least: so one of these has to hold them few.
inline constexpr std::uint32_t kFileLayers = Bit(Layer::kEmptyRoot) | Bit(Layer::kLandlock);

/// Enough to let a foreign program see foreign bytes.
constexpr bool HoldsConverter(std::uint32_t layers) {
  return (kRequiredLayers & ~layers) == 0 && (kFileLayers & layers) != 0;
}

}  // namespace assay::channel
