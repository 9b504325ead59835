// SPDX-License-Identifier: Apache-2.0
//
// Values under the names that tools and people give them: columns of a manifest, members of a
// downloader's JSON. The names are data (licences.json, "fields").
#pragma once

#include <string>
#include <string_view>

#include "assay/rights/statement_internal.h"

namespace assay::rights {

/// The host of an http or https address in lower case, without user and port; else empty.
std::string HostOf(std::string_view url);

class NamedValues {
 public:
  explicit NamedValues(Statements& out) : out_(out) {}

  /// Reads one value; unknown names and blank values say nothing.
  void Read(std::string_view name, std::string_view value, std::string_view carrier);

  /// States the origin: the address of the asset, or else that of its page.
  void Finish();

 private:
  struct Origin {
    std::string url;
    std::string carrier;
  };
  Statements& out_;
  Origin asset_;
  Origin page_;
};

}  // namespace assay::rights
