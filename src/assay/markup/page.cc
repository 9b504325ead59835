// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/page.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "assay/markup/encoding_internal.h"
#include "assay/markup/page_reader_internal.h"

namespace assay::markup {
namespace {

/// True where "<main" stands anywhere, be it in a comment.
bool MayHaveMain(std::string_view html) {
  constexpr std::string_view kName = "main";
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    if (internal::SameName(html.substr(at + 1, kName.size()), kName)) return true;
  }
  return false;
}

}  // namespace

bool Link::Rel(std::string_view token) const { return std::ranges::count(rel, token) > 0; }

Result<Page> ReadPage(ByteView html, const PageOptions& options) {
  if (html.size() > options.bytes)
    return Error{ErrorCode::kExhausted,
                 "the page has more than " + std::to_string(options.bytes) + " bytes"};
  const internal::Text text = internal::DecodeHtml(html, options.charset);
  const bool may_have_main = MayHaveMain(text.utf8);
  internal::PageReader reader(options, may_have_main);
  ASSAY_LET(Page page, reader.Read(text.utf8));
  if (may_have_main && !reader.saw_main()) {
    internal::PageReader again(options, /*has_main=*/false);
    ASSAY_LET(page, again.Read(text.utf8));
  }
  page.encoding = text.encoding;
  page.is_exact_encoding = text.is_exact;
  return page;
}

}  // namespace assay::markup
