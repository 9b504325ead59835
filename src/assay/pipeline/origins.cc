// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/origins.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/pipeline/licence_document.h"
#include "assay/rights/probe.h"
#include "assay/rights/web_page.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileLimit_bytes = 8U << 20U;

/// What cannot be looked at (no permission, a loop) is there: only what is not found is absent.
bool IsThere(const fs::path& file) {
  std::error_code ignored;
  return fs::status(file, ignored).type() != fs::file_type::not_found;
}

Fact Probe(std::string_view protocol, std::string_view target, bool is_there,
           bool is_well_formed = true) {
  constexpr int kFound = 200;
  constexpr int kMissing = 404;
  rights::ProbeAnswer answer;
  answer.status = is_there ? kFound : kMissing;
  answer.well_formed = is_well_formed;
  return rights::ProbeFact(protocol, target, answer);
}

/// {"Name": "value"} or {"Name": ["value", ...]}.
Result<std::vector<rights::HeaderLine>> ParseHeaders(std::string_view text) {
  const Error wrong{ErrorCode::kCorrupt, "headers are an object of texts or lists of texts"};
  ASSAY_LET(const Json json, ParseJson(text));
  if (!json.is_object()) return wrong;
  std::vector<rights::HeaderLine> lines;
  for (const auto& [name, value] : json.items()) {
    const Json values = value.is_array() ? value : Json::array({value});
    for (const Json& one : values) {
      if (!one.is_string()) return wrong;
      lines.push_back({name, one.get<std::string>()});
    }
  }
  return lines;
}

/// A list that was cut, or JSON-LD that is none, may have held a refusal.
bool IsWhole(const Json& page) {
  const Json cut = page.value("cut", Json::array());
  const bool is_cut = std::ranges::any_of(cut, [](const Json& list) {
    return list == "page" || list == "meta" || list == "statements";
  });
  return !is_cut && page.value("malformed", 0) == 0;
}

}  // namespace

Result<WebAddress> ParseWebAddress(const std::string& url) {
  const Error wrong{ErrorCode::kInvalidArgument,
                    fmt::format("'{}' is no http address of a plain host", ToPrintable(url))};
  const std::string_view text = std::string_view(url).substr(0, url.find('#'));
  const std::size_t mark = text.find("://");
  const std::string scheme = ToLowerAscii(text.substr(0, mark));
  if (mark == std::string_view::npos || (scheme != "http" && scheme != "https")) return wrong;
  const std::string_view rest = text.substr(mark + 3);
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, end);
  authority.remove_prefix(authority.rfind('@') + 1);  // npos + 1 is 0
  WebAddress address;
  address.host = ToLowerAscii(authority.substr(0, authority.find(':')));
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  // It becomes the name of a folder: "..", "" and anything with a slash would lead elsewhere.
  if (address.host.empty() || address.host.front() == '.' ||
      !std::ranges::all_of(address.host, is_plain))
    return wrong;
  const std::string_view path = rest.substr(end);
  if (!path.empty()) address.path = fmt::format("{}{}", path.front() == '/' ? "" : "/", path);
  return address;
}

// ---- one site ----

SiteFiles SiteFiles::In(const fs::path& folder) {
  std::error_code ignored;
  const fs::path well_known = folder / ".well-known" / "tdmrep.json";
  const bool is_rsl = fs::exists(folder / "rsl.xml", ignored);
  return {.robots = folder / "robots.txt",
          .ai_txt = folder / "ai.txt",
          .tdmrep = fs::exists(well_known, ignored) ? well_known : folder / "tdmrep.json",
          .headers = folder / "headers.json",
          .page = folder / "page.html",
          .licence = folder / (is_rsl ? "rsl.xml" : "license.xml")};
}

Site Site::Read(const SiteFiles& files, const std::string& host, const ReadPage& read_page) {
  Site site;
  site.answers_.source = fmt::format("origin:{}/", host);
  site.page_url_ = fmt::format("https://{}/", host);
  if (const auto text = site.TakeText("robots", files.robots))
    site.answers_.robots = rights::Robots::Parse(*text);
  site.answers_.ai_txt = site.TakeText("ai.txt", files.ai_txt);
  site.answers_.tdmrep = site.TakeText("tdmrep", files.tdmrep);
  site.TakeHeaders(files.headers);
  site.TakePage(files.page, read_page);
  site.TakeLicence(files.licence, read_page);
  return site;
}

std::optional<std::string> Site::TakeText(std::string_view protocol, const fs::path& file) {
  if (file.empty()) return std::nullopt;
  const bool is_there = IsThere(file);
  auto text = is_there ? ReadFile(file, kFileLimit_bytes) : Result(std::string());
  answers_.probes.push_back(Probe(protocol, file.filename().native(), is_there, text.ok()));
  return is_there && text.ok() ? std::optional(std::move(text).value()) : std::nullopt;
}

void Site::TakeHeaders(const fs::path& file) {
  const auto text = TakeText("headers", file);
  if (!text) return;
  auto lines = ParseHeaders(*text);
  if (!lines.ok()) answers_.probes.back() = Probe("headers", file.filename().native(), true, false);
  if (lines.ok()) response_.headers = std::move(lines).value();
}

void Site::TakePage(const fs::path& file, const ReadPage& read_page) {
  if (file.empty()) return;
  const bool is_there = IsThere(file);
  const auto page = is_there ? read_page(file, page_url_) : Result<Json>(Json::object());
  const bool is_whole = page.ok() && IsWhole(page.value());
  answers_.probes.push_back(Probe("page", file.filename().native(), is_there, is_whole));
  if (!page.ok()) return;
  for (const Json& meta : page.value().value("meta", Json::array()))
    response_.metas.push_back({StringOr(meta, "name"), StringOr(meta, "content")});
  std::vector<rights::PageStatement> statements;
  for (const Json& one : page.value().value("statements", Json::array()))
    statements.push_back({StringOr(one, "kind"), StringOr(one, "value"), StringOr(one, "scope"),
                          StringOr(one, "carrier")});
  response_.statements = rights::FromPage(statements, answers_.source + "page.html");
  response_.licences = LicencesIn(page.value(), answers_.source + "page.html");
}

/// Nobody knows under which address it would lie: that it is missing says nothing.
void Site::TakeLicence(const fs::path& file, const ReadPage& read_page) {
  if (file.empty() || !IsThere(file)) return;
  constexpr int kFound = 200;
  const auto read = read_page(file, "");
  answers_.licence = LicenceOf(read.ok() ? read.value() : Json(),
                               answers_.source + file.filename().native(), {.status = kFound});
}

std::vector<Fact> Site::FactsAbout(rights::WebContext context) const {
  return rights::FactsAbout(answers_, response_, std::move(context));
}

// ---- many ----

std::shared_ptr<const Site> Origins::Find(const std::string& host, const ReadPage& read_page) {
  const std::scoped_lock lock(mutex_);
  if (const auto known = sites_.find(host); known != sites_.end()) return known->second;
  std::error_code ignored;
  std::shared_ptr<const Site> site;
  if (fs::is_directory(folder_ / host, ignored))
    site = std::make_shared<const Site>(Site::Read(SiteFiles::In(folder_ / host), host, read_page));
  return sites_.emplace(host, std::move(site)).first->second;
}

}  // namespace assay::pipeline
