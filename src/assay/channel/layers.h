// SPDX-License-Identifier: Apache-2.0
//
// The layers of a worker's sandbox, as both sides name them. Which of them a kernel grants is seen
// at start; which of them the parent insists on is written here.
#pragma once

#include <cstdint>
#include <string>

namespace assay::channel {

enum class Layer : std::uint32_t {
  kUserNamespace = 1U << 0U,    ///< only when not root: it carries the other namespaces
  kNetNamespace = 1U << 1U,     ///< no interface but a loopback that is down
  kOtherNamespaces = 1U << 2U,  ///< IPC, UTS, mounts
  kEmptyRoot = 1U << 3U,        ///< "/" is an empty read-only tmpfs
  kLandlock = 1U << 4U,         ///< no file can be opened even if the calls were allowed
  kOtherUser = 1U << 5U,        ///< root only: not the user who started us
  kNoCapabilities = 1U << 6U,
  kNoNewPrivileges = 1U << 7U,
  kResourceLimits = 1U << 8U,
  kAddressSpace = 1U << 9U,  ///< RLIMIT_AS
  kSystemCalls = 1U << 10U,  ///< seccomp
};

constexpr std::uint32_t Bit(Layer layer) { return static_cast<std::uint32_t>(layer); }

/// Everything that works without root on any kernel since 4.14, in a default container as well.
inline constexpr std::uint32_t kRequiredLayers =
    Bit(Layer::kNoCapabilities) | Bit(Layer::kNoNewPrivileges) | Bit(Layer::kResourceLimits) |
    Bit(Layer::kAddressSpace) | Bit(Layer::kSystemCalls);

/// "net-ns,landlock,seccomp": for messages.
std::string LayerNames(std::uint32_t layers);

}  // namespace assay::channel
