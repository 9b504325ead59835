// SPDX-License-Identifier: Apache-2.0
#include "assay/channel/layers.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace assay::channel {

std::string LayerNames(std::uint32_t layers) {
  constexpr std::array<std::string_view, 11> kNames = {
      "user-ns", "net-ns",       "other-ns", "empty-root", "landlock", "uid",
      "no-caps", "no-new-privs", "rlimits",  "rlimit-as",  "seccomp"};
  std::string names;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (((layers >> i) & 1U) == 0) continue;
    if (!names.empty()) names += ',';
    names += kNames.at(i);
  }
  return names;
}

}  // namespace assay::channel
