// SPDX-License-Identifier: Apache-2.0
//
// Which network addresses a request may go to. Asked when the socket is opened, with the address
// that the name has just given: a name that changes its mind gains nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"

struct sockaddr;

namespace assay::acquire {

/// Networks in CIDR form that are allowed although they are not public: "127.0.0.0/8", "fd00::/8".
class AddressRules {
 public:
  AddressRules() = default;
  /// Errors:  kInvalidArgument, naming the text that is no network.
  static Result<AddressRules> Make(const std::vector<std::string>& allowed);

  /// Public unicast, or in an allowed network. IPv4 inside IPv6 is judged as IPv4.
  /// Source:  the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and later).
  [[nodiscard]] bool Permits(const sockaddr& address) const;

 private:
  struct Network {
    std::string bytes;  ///< 4 or 16
    int bits = 0;
  };
  std::vector<Network> allowed_;
};

}  // namespace assay::acquire
