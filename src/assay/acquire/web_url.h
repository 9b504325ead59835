// SPDX-License-Identifier: Apache-2.0
//
// Addresses of the web, apart and in one spelling. It fetches nothing and knows no rule.
#pragma once

#include <string>
#include <string_view>

#include "assay/core/result.h"

namespace assay::acquire {

/// An http or https address without user, password and fragment. Scheme and host are in lower
/// case, the host in ASCII, dot segments resolved, the scheme's own port left out.
struct WebUrl {
  std::string scheme;
  std::string host;          ///< IPv6 in brackets
  std::string port;          ///< always there
  std::string target = "/";  ///< path and query

  /// Errors:  kInvalidArgument for another scheme, a user or password, what cannot be parsed, and
  ///          over 8 KiB.
  static Result<WebUrl> Parse(std::string_view text);

  /// What a Location header of this address means. Errors: as Parse.
  [[nodiscard]] Result<WebUrl> Resolve(std::string_view reference) const;

  /// "https://shop.example:8443"; without the port where it is the scheme's own.
  [[nodiscard]] std::string Origin() const;
  [[nodiscard]] std::string Text() const { return Origin() + target; }
  bool operator==(const WebUrl&) const = default;
};

}  // namespace assay::acquire
