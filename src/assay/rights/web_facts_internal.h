// SPDX-License-Identifier: Apache-2.0
//
// From one protocol's word to its fact, and the tables that protocols are read by.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"
#include "assay/core/json.h"
#include "assay/rights/statement_internal.h"
#include "assay/rights/uses.h"
#include "assay/rights/web_signals.h"

namespace assay::rights {

/// One carrier's word, before it is a fact.
struct WebSignal {
  std::string protocol;
  std::string value;
  UseWords words;
  std::string scope;
  std::string carrier;  ///< "robots:Content-Usage", "header:X-Robots-Tag"
  std::string raw;
  bool malformed = false;
  Json selector;                   ///< {group, pattern, line}, or null
  std::vector<std::string> lints;  ///< what is odd, and does not make it malformed
  Json more = Json::object();      ///< further members of the value
};

/// `signal` as "rights.signal". Of a malformed one, denials alone are kept.
void AddWebSignal(WebSignal signal, Statements& out);

/// Member `protocol` of the signals in licences.json.
const Json& SignalTable(std::string_view protocol);

/// The words of table[name], of table[name][value]; none when there is no such row.
UseWords RowWords(const Json& table, std::string_view name);
UseWords RowWords(const Json& table, std::string_view name, std::string_view value);

bool EqualIgnoringCase(std::string_view a, std::string_view b);

/// Parts of `text` between separators, trimmed; empty ones are left out.
std::vector<std::string_view> SplitList(std::string_view text, char separator);

/// What a Content-Usage value or a Content-Signal value says; protocol, value, words, malformed
/// and lints are set.
WebSignal ReadContentUsage(std::string_view value);
WebSignal ReadContentSignal(std::string_view value);

/// One X-Robots-Tag line, or one meta tag's content, for our token.
struct RobotsTag {
  std::vector<std::string> directives;  ///< lower case: "noai", "max-snippet:0"
  bool malformed = false;
};
RobotsTag ReadRobotsTag(std::string_view text, std::string_view token);

/// The fact of one X-Robots-Tag line; nothing when it says nothing to us.
void AddRobotsTag(const HeaderLine& header, const WebContext& context, Statements& out);

/// Day of a date in one of the forms that HTTP and search engines use, as yyyy-mm-dd; "" for none.
/// Source:  RFC 9110, section 5.6.7; RFC 3339.
std::string DayOf(std::string_view date);

}  // namespace assay::rights
