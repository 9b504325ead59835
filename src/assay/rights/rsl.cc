// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/rsl.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/rights/licence_lists_internal.h"
#include "assay/rights/path_pattern.h"
#include "assay/rights/web_facts_internal.h"

namespace assay::rights {
namespace {

/// A content's url, apart: a path alone speaks of whatever host declares the document.
struct UrlPattern {
  std::string_view host;  ///< with its port, where it has one
  std::string_view path;
};

UrlPattern Apart(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos || url.starts_with('/')) return {"", url};
  const std::string_view rest = url.substr(scheme + 3);
  const std::size_t path = std::min(rest.find_first_of("/?"), rest.size());
  return {rest.substr(0, path), path == rest.size() ? "/" : rest.substr(path)};
}

/// Host and port; the port is empty where none stands.
std::pair<std::string_view, std::string_view> HostAndPort(std::string_view text) {
  const std::size_t colon = text.find(':', text.starts_with('[') ? text.find(']') : 0);
  if (colon == std::string_view::npos) return {text, ""};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

bool IsOn(std::string_view pattern, std::string_view host) {
  if (pattern.empty() || host.empty()) return true;
  const auto [wanted, wanted_port] = HostAndPort(pattern);
  const auto [name, port] = HostAndPort(host);
  if (!wanted_port.empty() && !port.empty() && wanted_port != port) return false;
  // Patterns of hosts are those of paths, to their end.
  const PathPattern whole("/" + ToLowerAscii(wanted) + "$");
  const std::string path = "/" + ToLowerAscii(name);
  return whole.Matches(NormalPath(path));
}

/// How specific the content's pattern is; none when it does not match.
std::optional<std::uint32_t> Octets(const RslContent& content, const WebContext& context) {
  if (Trim(content.url).empty()) return 0;
  const UrlPattern url = Apart(Trim(content.url));
  const PathPattern pattern(url.path);
  if (!IsOn(url.host, context.host) || !pattern.Matches(NormalPath(context.path)))
    return std::nullopt;
  return pattern.octets();
}

class LicenceReader {
 public:
  LicenceReader(const RslLicence& licence, const RslContent& content)
      : licence_(licence), table_(SignalTable("rsl")) {
    const bool paid = !licence.payment.empty() && ToLowerAscii(licence.payment) != "free";
    if (paid) duties_.emplace_back("payment");
    if (!content.server.empty()) duties_.emplace_back("token");
    if (licence.has_terms) duties_.emplace_back("terms");
    for (const auto* terms : {&licence.permits, &licence.prohibits}) {
      for (const RslTerms& term : *terms) {
        if (term.type == "user" || term.type == "geo") duties_.push_back(term.type);
      }
    }
    std::ranges::sort(duties_);
    const auto repeated = std::ranges::unique(duties_);
    duties_.erase(repeated.begin(), repeated.end());
  }

  WebSignal Read() {
    signal_.protocol = "rsl";
    Permit();
    Prohibit();
    if (licence_.unsupported) {
      signal_.words.DropGrants();
      signal_.lints.emplace_back("unsupported profile");
    }
    if (!duties_.empty()) signal_.more["duties"] = duties_;
    return std::move(signal_);
  }

 private:
  /// Words that the table knows, and the uses they stand for.
  UseWords Words(const std::vector<RslTerms>& terms, std::string_view list, std::string_view verb) {
    UseWords words;
    for (const RslTerms& term : terms) {
      if (term.type != "usage") continue;
      for (const std::string& value : term.values) {
        const std::string lower = ToLowerAscii(value);
        if (!table_[std::string(list)].contains(lower)) signal_.lints.emplace_back("unknown usage");
        words.Restrict(RowWords(table_[std::string(list)], lower));
        if (!signal_.value.empty()) signal_.value += ' ';
        signal_.value.append(verb).append(1, ':').append(lower);
      }
    }
    return words;
  }

  void Permit() {
    const bool closed = std::ranges::any_of(
        licence_.permits, [](const RslTerms& term) { return term.type == "usage"; });
    const UseWords granted = Words(licence_.permits, "permits", "permits");
    if (!closed) return;
    signal_.words = RowWords(table_, "not_permitted");
    for (const Use use : Implied()) signal_.words.Set(use, UseWord::kUnknown);
    for (std::size_t i = 0; i < kUses; ++i) {
      const Use use = static_cast<Use>(i);
      if (granted[use] != UseWord::kAllow) continue;
      signal_.words.Set(use, duties_.empty() ? UseWord::kAllow : UseWord::kConditional);
    }
  }

  /// What RSL has no word for and a permitted use cannot do without: not granted, and not denied.
  std::vector<Use> Implied() {
    std::vector<Use> implied;
    for (const RslTerms& term : licence_.permits) {
      for (const std::string& value : term.values) {
        const Json& row = table_["implied"];
        const auto uses = term.type == "usage" ? row.find(ToLowerAscii(value)) : row.end();
        if (uses == row.end()) continue;
        for (const std::string& name : Strings(*uses))
          if (const auto use = FindUse(name)) implied.push_back(*use);
      }
    }
    return implied;
  }

  void Prohibit() { signal_.words.Restrict(Words(licence_.prohibits, "prohibits", "prohibits")); }

  const RslLicence& licence_;
  const Json& table_;
  std::vector<std::string> duties_;
  WebSignal signal_;
};

}  // namespace

std::vector<Fact> FromRsl(const RslDocument& document, const WebContext& context,
                          std::string_view carrier) {
  std::optional<std::uint32_t> longest;
  for (const RslContent& content : document.contents) {
    longest = std::max(longest, Octets(content, context));
  }
  Statements out(context.source, context.scope);
  for (const RslContent& content : document.contents) {
    if (!longest || Octets(content, context) != longest) continue;
    for (const RslLicence& licence : content.licences) {
      WebSignal signal = LicenceReader(licence, content).Read();
      if (!document.is_whole) signal.words.DropGrants();
      signal.scope = content.url.empty() ? context.scope : "path";
      signal.carrier = carrier;
      signal.raw = signal.value;
      if (!content.url.empty()) {
        signal.selector = {{"pattern", ToUtf8(content.url, kEvidenceRaw_bytes)}};
      }
      AddWebSignal(std::move(signal), out);
    }
  }
  return out.Take();
}

Fact RslUnlicensed(const WebContext& context, std::string_view carrier, std::string_view address) {
  Statements out(context.source, context.scope);
  WebSignal signal;
  signal.protocol = "rsl";
  signal.value = "unlicensed";
  signal.scope = "origin";
  signal.carrier = carrier;
  signal.raw = address;
  signal.malformed = true;
  AddWebSignal(std::move(signal), out);
  return out.Take().front();
}

}  // namespace assay::rights
