// SPDX-License-Identifier: Apache-2.0
//
// The first line names what the rest is: a header's name, "meta", "ai.txt" or "robots.txt".
// Properties: facts have a canonical form and are the same each time; garbage grants nothing: a
// malformed signal holds denials and conditions only; a "noai" line in front of any others is
// heard.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/rights/link_header.h"
#include "assay/rights/resolve.h"
#include "assay/rights/structured_field.h"
#include "assay/rights/web_signals.h"

namespace {

using assay::Fact;
using assay::rights::HeaderLine;
using assay::rights::UseWord;
using assay::rights::WebContext;

WebContext Context() {
  WebContext context;
  context.path = "/a/b.jpg";
  context.date = "2026-11-22";
  context.source = "url:https://e.example/";
  context.is_image = true;
  return context;
}

std::vector<Fact> Read(std::string_view kind, const std::string& text) {
  if (kind == "ai.txt") return assay::rights::FromAiTxt(text, Context());
  if (kind == "robots.txt")
    return assay::rights::FromRobots(assay::rights::Robots::Parse(text), Context());
  if (kind == "meta") {
    const std::vector<assay::rights::MetaTag> metas = {{"robots", text}};
    return assay::rights::FromMeta(metas, Context());
  }
  const std::vector<HeaderLine> headers = {{std::string(kind), text}};
  return assay::rights::FromHeaders(headers, Context());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = assay::AsText({data, size});
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos) return 0;
  const std::string_view kind = input.substr(0, end);
  const std::string text(input.substr(end + 1));
  const auto facts = Read(kind, text);
  ASSAY_CHECK(assay::FactsBlob(facts) == assay::FactsBlob(Read(kind, text)));
  for (const Fact& fact : facts) {
    if (fact.state != assay::FactState::kMalformed) continue;
    for (const auto& said : assay::rights::Resolve({&fact, 1}).uses)
      ASSAY_CHECK(said.word != UseWord::kAllow);
  }
  ASSAY_CHECK(assay::rights::Resolve(facts).ToJson().is_object());
  const std::vector<HeaderLine> two = {{"X-Robots-Tag", "noai"}, {"X-Robots-Tag", text}};
  const auto heard = assay::rights::Resolve(assay::rights::FromHeaders(two, Context()));
  ASSAY_CHECK(heard[assay::rights::Use::kTrain].word == UseWord::kDeny);
  return 0;
}
