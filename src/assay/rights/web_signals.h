// SPDX-License-Identifier: Apache-2.0
//
// What a site says about its files, in robots.txt, headers, meta tags and files of its own, as
// facts. Texts come in as arguments: nothing is fetched, no HTML or XML is parsed. What each value
// says of which use stands in licences.json ("signals"); resolve.h combines the facts.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"
#include "assay/rights/robots.h"

namespace assay::rights {

/// One line of a response's header, as received. Lines of one name stay separate.
struct HeaderLine {
  std::string name;
  std::string value;
};

/// <meta name content> of a page, entities decoded.
struct MetaTag {
  std::string name;
  std::string content;
};

/// What is asked about, by whom and when.
struct WebContext {
  std::string token = "AssayBot";  ///< product token, [A-Za-z_-]+
  std::string host = "";           ///< of the asset, with its port; empty: any
  std::string path;                ///< path and query of the asset
  std::string date;                ///< of the fetch, yyyy-mm-dd: the only clock
  std::string source;              ///< whose text it is, for the evidence: "url:https://..."
  std::string scope = "asset";     ///< what headers speak of: "asset", or "page" for a page's own
  bool is_image = false;           ///< image-only directives hold
};

/// Access (protocol "robots"), Content-Usage ("aipref"), Content-Signal ("content_signal") and
/// License ("rsl") of a robots.txt for one path. Scope "path", or "origin" where no path is named.
///
/// Group lines hide global License lines. Disallowed paths carry no Content-Usage. Other AI
/// crawlers that may not fetch the path become one "robots" signal of audience "other" that
/// asserts nothing.
/// Source:  RFC 9309; draft-ietf-aipref-attach-05; contentsignals.org; rslstandard.org/rsl.
std::vector<Fact> FromRobots(const Robots& robots, const WebContext& context);

/// X-Robots-Tag ("robots_tag"), Content-Usage, Content-Signal and Link of one response, by names
/// in any case; others are ignored. TDMRep's headers are FromTdm's: its carriers depend on each
/// other. A link of rel=license that is no RSL document becomes a "rights.licence" or statement.
std::vector<Fact> FromHeaders(std::span<const HeaderLine> headers, const WebContext& context);

/// <meta name="robots"> and the one of our token ("robots_tag"), scope "page".
std::vector<Fact> FromMeta(std::span<const MetaTag> metas, const WebContext& context);

/// ai.txt ("ai_txt"): Disallow of a path means no training; it grants nothing. A picture that no
/// rule names is under a rule for another picture's ending (house reading: the file speaks of kinds
/// of media). A text without any rule is of some other format of that name: malformed.
/// Source:  spawning.ai, ai.txt (informal).
std::vector<Fact> FromAiTxt(std::string_view text, const WebContext& context);

/// llms.txt is a reading list for models: it asserts nothing. A line of it that talks of rights or
/// of training becomes a "rights.statement" of kind "usage_terms", for a person to read.
std::vector<Fact> FromLlmsTxt(std::string_view text, const WebContext& context);

/// Where a reservation may stand. Later members win; absence never resets.
struct TdmCarriers {
  const std::string* file = nullptr;  ///< /.well-known/tdmrep.json, null when there is none
  std::span<const HeaderLine> headers;
  std::span<const MetaTag> metas;
  std::string_view embedded;  ///< the asset's own tdm:reservation; its fact is FromMarks'
};

/// TDMRep ("tdm"): one fact for each carrier that says something. One that a later carrier
/// overrules has no asserts and names that carrier as `superseded_by`.
/// Source:  W3C Community Group, TDM Reservation Protocol, sections 4 to 7.
std::vector<Fact> FromTdm(const TdmCarriers& carriers, const WebContext& context);

}  // namespace assay::rights
