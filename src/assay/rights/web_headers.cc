// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/rights/link_header.h"
#include "assay/rights/web_facts_internal.h"

namespace assay::rights {
namespace {

constexpr std::string_view kRslType = "application/rsl+xml";

void AddUsage(const std::vector<std::string_view>& lines, const WebContext& context,
              Statements& out) {
  if (lines.empty()) return;
  std::string whole;
  for (const std::string_view line : lines) {
    if (!whole.empty()) whole += ", ";
    whole += line;
  }
  WebSignal signal = ReadContentUsage(whole);
  signal.scope = context.scope;
  signal.carrier = "header:Content-Usage";
  signal.raw = whole;
  AddWebSignal(std::move(signal), out);
}

void AddContentSignal(std::string_view value, const WebContext& context, Statements& out) {
  WebSignal signal = ReadContentSignal(value);
  signal.scope = context.scope;
  signal.carrier = "header:Content-Signal";
  signal.raw = value;
  AddWebSignal(std::move(signal), out);
}

/// Links about another resource than the response say nothing of it.
void AddLinks(std::string_view value, const WebContext& context, Statements& out) {
  for (const WebLink& link : ParseLinks(value)) {
    const bool licence = std::ranges::find(link.rels, "license") != link.rels.end();
    if (!licence || !link.anchor.empty()) continue;
    if (link.type != kRslType) {
      out.Read(Field::kLicence, link.target, "header:Link");
      continue;
    }
    WebSignal signal;
    signal.protocol = "rsl";
    signal.value = link.target;
    signal.scope = context.scope;
    signal.carrier = "header:Link";
    signal.raw = value;
    AddWebSignal(std::move(signal), out);
  }
}

}  // namespace

std::vector<Fact> FromHeaders(std::span<const HeaderLine> headers, const WebContext& context) {
  Statements out(context.source, context.scope);
  std::vector<std::string_view> usage;
  for (const HeaderLine& header : headers) {
    const std::string name = ToLowerAscii(Trim(header.name));
    if (name == "x-robots-tag") AddRobotsTag(header, context, out);
    if (name == "content-signal") AddContentSignal(header.value, context, out);
    if (name == "link") AddLinks(header.value, context, out);
    if (name == "content-usage" && !Trim(header.value).empty()) usage.push_back(header.value);
  }
  AddUsage(usage, context, out);
  return out.Take();
}

}  // namespace assay::rights
