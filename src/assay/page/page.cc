// SPDX-License-Identifier: Apache-2.0
#include "assay/page/page.h"

#include <fmt/format.h>

#include <string>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"

namespace assay::page {

void OpenPage(Html& html, std::string_view title, std::string_view content,
              std::string_view more_style) {
  const std::string style = fmt::format("{}{}", StyleSheet(), more_style);
  const std::string policy = fmt::format(
      "default-src 'none'; img-src data:; style-src 'sha256-{}'; base-uri 'none'; "
      "form-action 'none'",
      ToBase64(Sha256(style).bytes));
  html.Raw("<!doctype html>");
  html.Open("html", {{"lang", "en"}}).Open("head");
  html.Void("meta", {{"charset", "utf-8"}});
  html.Void("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}});
  html.Void("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.Void("meta", {{"name", "referrer"}, {"content", "no-referrer"}});
  html.Void("meta", {{"name", "robots"}, {"content", "noindex"}});
  html.Void("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  html.Tag("title", title);
  html.Open("style").Raw(style).Close().Close();
  html.Open("body");
  html.Tag("a", "Skip to the content", {{"class", "skip"}, {"href", fmt::format("#{}", content)}});
}

void WriteContents(Html& html, std::span<const Link> links) {
  html.Open("nav", {{"aria-label", "Contents"}}).Open("ul");
  for (const auto& [id, title] : links)
    html.Open("li").Tag("a", title, {{"href", fmt::format("#{}", id)}}).Close();
  html.Close().Close();
}

void OpenSection(Html& html, std::string_view id, std::string_view title) {
  html.Open("section", {{"id", id}, {"aria-labelledby", fmt::format("{}-title", id)}});
  html.Tag("h2", title, {{"id", fmt::format("{}-title", id)}});
}

void OpenTable(Html& html, std::string_view caption,
               std::initializer_list<std::string_view> headings) {
  html.Open("div",
            {{"class", "scroll"}, {"role", "region"}, {"aria-label", caption}, {"tabindex", "0"}});
  html.Open("table").Tag("caption", caption).Open("thead").Open("tr");
  for (const std::string_view heading : headings) {
    const bool number = heading.starts_with('#');
    html.Tag("th", number ? heading.substr(1) : heading,
             {{"scope", "col"}, {"class", number ? "n" : "t"}});
  }
  html.Close().Close().Open("tbody");
}

void CloseTable(Html& html) { html.Close().Close().Close(); }

void NumberCell(Html& html, std::int64_t number) {
  html.Tag("td", Grouped(number), {{"class", number == 0 ? "n zero" : "n"}});
}

void TextCell(Html& html, std::string_view text) { html.Open("td").Foreign(text).Close(); }

}  // namespace assay::page
