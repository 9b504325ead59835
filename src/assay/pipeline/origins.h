// SPDX-License-Identifier: Apache-2.0
//
// What hosts said to somebody who asked them, kept as files: robots.txt, ai.txt, tdmrep.json,
// headers.json, page.html, license.xml, in a folder each. Nothing is fetched.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/rights/site.h"
#include "assay/rights/web_signals.h"

namespace assay::pipeline {

/// What a worker makes of a page of `url`: the answer to channel::Op::kPage, its licence documents
/// read. Of a file without `url`: that to kXml of kind "rsl".
using ReadPage =
    std::function<Result<Json>(const std::filesystem::path& file, const std::string& url)>;

/// An address of the web, apart.
struct WebAddress {
  std::string host;        ///< in lower case, without user and port
  std::string path = "/";  ///< with its query
};

/// Errors:  kInvalidArgument when `url` is not http, or its host no plain name.
Result<WebAddress> ParseWebAddress(const std::string& url);

/// Where one host's answers lie; an empty path: it was not asked for that.
struct SiteFiles {
  std::filesystem::path robots;
  std::filesystem::path ai_txt;
  std::filesystem::path tdmrep;
  std::filesystem::path headers;
  std::filesystem::path page;
  std::filesystem::path licence;  ///< license.xml or rsl.xml: whatever document the site declares

  /// All of them, as `folder` has them or would have them.
  static SiteFiles In(const std::filesystem::path& folder);
};

/// One host's answers. Threads: const after Read.
class Site {
 public:
  /// A file that is not there was asked for and is absent; one that breaks its format is
  /// malformed, and its denials count as far as they can be read.
  static Site Read(const SiteFiles& files, const std::string& host, const ReadPage& read_page);

  /// Signals, licences of the page and probes, about the asset that `context` names; its `source`
  /// and `scope` are set here.
  [[nodiscard]] std::vector<Fact> FactsAbout(rights::WebContext context) const;

 private:
  std::optional<std::string> TakeText(std::string_view protocol, const std::filesystem::path& file);
  void TakeHeaders(const std::filesystem::path& file);
  void TakePage(const std::filesystem::path& file, const ReadPage& read_page);
  void TakeLicence(const std::filesystem::path& file, const ReadPage& read_page);

  rights::SiteAnswers answers_;
  std::string page_url_;
  rights::ResponseSigns response_;
};

/// A folder of sites, by host. Threads: any may ask; a site is read once, by who asks first.
class Origins {
 public:
  explicit Origins(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// The site of `host`, or none when it has no folder: nobody asked it.
  std::shared_ptr<const Site> Find(const std::string& host, const ReadPage& read_page);

 private:
  std::filesystem::path folder_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Site>> sites_;  ///< guarded by mutex_
};

}  // namespace assay::pipeline
