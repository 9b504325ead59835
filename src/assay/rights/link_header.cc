// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/link_header.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "assay/core/bytes.h"

namespace assay::rights {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

class Reader {
 public:
  Reader(std::string_view text, const LinkLimits& limits)
      : rest_(text.substr(0, limits.bytes)),
        most_links_(limits.links),
        is_cut_(text.size() > limits.bytes) {}

  LinkSet Read() {
    LinkSet set;
    Skip(" \t\r\n,");
    while (!rest_.empty() && set.links.size() < most_links_) {
      WebLink link;
      if (!ReadTarget(link) || !ReadParameters(link)) return set;
      set.links.push_back(std::move(link));
      Skip(" \t\r\n,");
    }
    set.is_whole = rest_.empty() && !is_cut_;
    return set;
  }

 private:
  void Skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
  }
  bool Take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string_view TakeUntil(std::string_view stops) {
    const auto taken = rest_.substr(0, rest_.find_first_of(stops));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  bool ReadTarget(WebLink& link) {
    if (!Take('<')) return false;
    link.target = Trim(TakeUntil(">"));
    return Take('>');
  }

  bool ReadParameters(WebLink& link) {
    for (Skip(kBlank); Take(';'); Skip(kBlank)) {
      Skip(kBlank);
      const std::string name = ToLowerAscii(Trim(TakeUntil("=;,")));
      std::string value;
      if (Take('=') && !ReadValue(value)) return false;
      Keep(name, value, link);
    }
    return rest_.empty() || rest_.front() == ',';
  }

  bool ReadValue(std::string& value) {
    Skip(kBlank);
    if (!Take('"')) {
      value = Trim(TakeUntil(";,"));
      return true;
    }
    while (!rest_.empty() && !Take('"')) {
      Take('\\');
      if (rest_.empty()) return false;
      value += rest_.front();
      rest_.remove_prefix(1);
      if (rest_.empty()) return false;
    }
    return true;
  }

  /// Only the first rel counts. Source: RFC 8288, section 3.3.
  static void Keep(std::string_view name, const std::string& value, WebLink& link) {
    if (name == "rel" && link.rels.empty()) {
      for (std::string_view rest = value; !rest.empty();) {
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
        const std::string_view rel = rest.substr(0, rest.find_first_of(" \t"));
        if (!rel.empty()) link.rels.push_back(ToLowerAscii(rel));
        rest.remove_prefix(rel.size());
      }
    }
    if (name == "type") link.type = ToLowerAscii(Trim(value.substr(0, value.find(';'))));
    if (name == "datetime") link.datetime = value;
    if (name == "anchor") link.anchor = value;
  }

  std::string_view rest_;
  std::size_t most_links_;
  bool is_cut_;
};

}  // namespace

std::vector<WebLink> ParseLinks(std::string_view value) { return Reader(value, {}).Read().links; }

LinkSet ParseLinkSet(std::string_view text, const LinkLimits& limits) {
  return Reader(text, limits).Read();
}

}  // namespace assay::rights
