// SPDX-License-Identifier: Apache-2.0
//
// Licence documents (RSL) on their way from bytes to what module rights reads: a worker parses the
// XML, and what it tells is taken over here. Nothing is fetched and nothing judged.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/rights/site.h"

namespace assay::acquire {
struct ProbeResult;
}  // namespace assay::acquire

namespace assay::pipeline {

class Inspector;

/// What a worker's answer to channel::Op::kXml of kind "rsl" says under `target`. `answer` is the
/// end of the request for it: one that brought no document stays as it is.
rights::LicenceAnswer LicenceOf(const Json& read, std::string target, rights::ProbeAnswer answer);

/// Lets a worker read the licence documents that stand in a page; `page` is its answer to
/// channel::Op::kPage, and gets them as "licences".
void ReadScripts(Inspector& inspector, Json& page);

/// Those documents of the page at `target`.
std::vector<rights::LicenceAnswer> LicencesIn(const Json& page, const std::string& target);

/// Reads documents one by one. Threads: one. Its worker starts with the first document.
class LicenceReader {
 public:
  explicit LicenceReader(std::filesystem::path worker);
  LicenceReader(LicenceReader&&) noexcept;
  ~LicenceReader();

  /// What came for `address`. Bytes that a worker cannot read, or over 4 MiB, are malformed.
  rights::LicenceAnswer Read(const std::string& address, const acquire::ProbeResult& result);

 private:
  std::filesystem::path worker_;
  std::unique_ptr<Inspector> inspector_;
};

}  // namespace assay::pipeline
