// SPDX-License-Identifier: Apache-2.0
//
// The first line is a path, the rest a robots.txt. Properties: a byte order mark and a final line
// end change no answer; the pattern that decides matches the path; the file itself is always
// allowed.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "assay/core/bytes.h"
#include "assay/core/result.h"
#include "assay/rights/path_pattern.h"
#include "assay/rights/robots.h"

namespace {

using assay::rights::Access;
using assay::rights::Robots;
using assay::rights::Verdict;

constexpr std::string_view kToken = "AssayBot";

void CheckVerdict(const Verdict& verdict, std::string_view path) {
  const assay::rights::NormalPath normal(path);
  if (verdict.access == Access::kNone || normal.text() == "/robots.txt") return;
  ASSAY_CHECK(verdict.line > 0 && !verdict.group.empty());
  ASSAY_CHECK(assay::rights::PathPattern(verdict.pattern).Matches(normal));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = assay::AsText({data, size});
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos) return 0;
  const std::string_view path = input.substr(0, end);
  const std::string text(input.substr(end + 1));
  const Robots robots = Robots::Parse(text);
  const Verdict verdict = robots.Match(kToken, path);
  CheckVerdict(verdict, path);
  const bool marked = !text.empty() && static_cast<unsigned char>(text[0]) == 0xEF;
  if (!marked && !robots.flags().binary) {
    const Verdict again = Robots::Parse("\xEF\xBB\xBF" + text + "\n").Match(kToken, path);
    ASSAY_CHECK(again.access == verdict.access && again.line == verdict.line);
  }
  ASSAY_CHECK(robots.Match("other", "/robots.txt").access == Access::kAllow);
  for (const auto kind :
       {assay::rights::LineKind::kContentUsage, assay::rights::LineKind::kContentSignal,
        assay::rights::LineKind::kLicence}) {
    for (const auto& line : robots.Lines(kToken, kind)) ASSAY_CHECK(line.line > 0);
  }
  return 0;
}
