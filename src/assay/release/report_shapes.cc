// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "assay/release/report_internal.h"

namespace assay::release::internal {

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

void Command(Html& html, std::string_view purpose, std::string_view command) {
  html.Open("div", {{"class", "command"}}).Tag("p", purpose);
  html.Open("pre").Open("code");
  for (std::size_t begin = 0; begin <= command.size();) {
    const std::size_t end = std::min(command.find('\n', begin), command.size());
    if (begin > 0) html.Raw("\n");  // Text would show a line feed as \x0a
    html.Text(command.substr(begin, end - begin));
    begin = end + 1;
  }
  html.Close().Close().Close();
}

void Picture(Html& html, const Report& report, const std::string& key) {
  const auto found = report.pictures.find(key);
  if (found == report.pictures.end())
    html.Tag("span", "no preview", {{"class", "picture nothing"}});
  else
    html.Void("img", {{"class", "picture"}, {"src", found->second}, {"alt", Shortened(key, 120)}});
}

void Pictures(Html& html, const Report& report, const Examples& sample) {
  if (sample.items().empty()) return;
  html.Open("ul", {{"class", "pictures"}});
  for (const Examples::Item& item : sample.items()) {
    html.Open("li");
    Picture(html, report, item.key);
    html.Foreign(item.key, 40).Close();
  }
  html.Close();
}

std::string SqlText(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace assay::release::internal
