// SPDX-License-Identifier: Apache-2.0
//
// All that is known of what a site says, put together: its files for everybody, and the header and
// meta tags of one response. Texts come in as they were received: nothing is fetched or parsed as
// HTML here.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"
#include "assay/rights/probe.h"
#include "assay/rights/robots.h"
#include "assay/rights/rsl.h"
#include "assay/rights/web_signals.h"

namespace assay::rights {

/// A licence document that was asked for.
struct LicenceAnswer {
  std::string target;  ///< its address, or the name of its file
  ProbeAnswer answer;
  RslDocument document;  ///< when it is there and well formed
};

/// What is known of a document, by its address as it was declared; null: nobody asked.
using FindLicence = std::function<const LicenceAnswer*(std::string_view declared)>;

/// What one origin answers to everybody.
struct SiteAnswers {
  std::string source;  ///< "origin:HOST/"; names of files are put behind it
  std::optional<Robots> robots;
  std::optional<std::string> ai_txt;
  std::optional<std::string> tdmrep;
  std::optional<LicenceAnswer> licence;  ///< kept of it, whatever its address was
  std::vector<Fact> probes;              ///< what was asked, and what came
};

/// What came along with one response, beside its bytes.
struct ResponseSigns {
  std::vector<HeaderLine> headers;
  std::vector<MetaTag> metas;
  std::vector<Fact> statements;         ///< licences that the page names: FromPage
  std::vector<LicenceAnswer> licences;  ///< documents that stand in the page itself
};

/// Signals, licences and probes about the asset that `context` names; its `source` is set here.
/// A licence document that was declared says what FromRsl says; one that nobody asked for is a
/// probe that was not made, and one that cannot be had or read is RslUnlicensed.
std::vector<Fact> FactsAbout(const SiteAnswers& site, const ResponseSigns& response,
                             WebContext context, const FindLicence& find = {});

/// Addresses of the licence documents that robots.txt, header and page declare, as they are
/// written, each once. What cannot be an address is left out.
std::vector<std::string> DeclaredLicences(const SiteAnswers& site, const ResponseSigns& response,
                                          const WebContext& context);

}  // namespace assay::rights
