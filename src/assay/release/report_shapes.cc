// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "assay/release/report_internal.h"

namespace assay::release::internal {

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
