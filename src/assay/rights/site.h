// SPDX-License-Identifier: Apache-2.0
//
// All that is known of what a site says, put together: its files for everybody, and the header and
// meta tags of one response. Texts come in as they were received: nothing is fetched or parsed as
// HTML here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "assay/core/fact.h"
#include "assay/rights/robots.h"
#include "assay/rights/web_signals.h"

namespace assay::rights {

/// What one origin answers to everybody.
struct SiteAnswers {
  std::string source;  ///< "origin:HOST/"; names of files are put behind it
  std::optional<Robots> robots;
  std::optional<std::string> ai_txt;
  std::optional<std::string> tdmrep;
  std::vector<Fact> probes;  ///< what was asked, and what came
};

/// What came along with one response, beside its bytes.
struct ResponseSigns {
  std::vector<HeaderLine> headers;
  std::vector<MetaTag> metas;
  std::vector<Fact> statements;  ///< licences that the page names: FromPage
};

/// Signals, licences and probes about the asset that `context` names; its `source` is set here.
/// A licence document that was declared, and that nobody read, is a probe that was not made.
std::vector<Fact> FactsAbout(const SiteAnswers& site, const ResponseSigns& response,
                             WebContext context);

}  // namespace assay::rights
