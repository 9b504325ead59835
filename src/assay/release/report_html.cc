// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "assay/release/report_internal.h"

namespace assay::release {
namespace {

using namespace internal;  // NOLINT(google-build-using-namespace): the sections of this one page

/// The last part of a source's path: what people call it.
std::string ShortName(std::string_view source) {
  while (source.size() > 1 && source.ends_with('/')) source.remove_suffix(1);
  const std::size_t slash = source.rfind('/');
  return std::string(slash == std::string_view::npos ? source : source.substr(slash + 1));
}

std::string Title(const Report& report) {
  if (report.sources.empty()) return "a set of records";
  const std::string first = ShortName(report.sources.front());
  const std::size_t more = report.sources.size() - 1;
  return more == 0 ? first : fmt::format("{} and {} more", first, more);
}

/// "commercial-training" as people write it.
std::string Spaced(std::string purpose) {
  std::ranges::replace(purpose, '-', ' ');
  return purpose;
}

std::string Place(const std::string& jurisdiction) {
  const bool takes_article = jurisdiction == "EU" || jurisdiction == "US" || jurisdiction == "UK";
  return takes_article ? "the " + jurisdiction : jurisdiction;
}

void WriteLede(Html& html, const Report& report) {
  const catalog::Accounting& count = report.accounting;
  html.Open("p", {{"class", "lede"}});
  html.Tag("strong", Grouped(count.allow)).Text(" of ").Tag("strong", Grouped(count.seen));
  html.Text(" records may be used for ").Tag("strong", Spaced(report.use.purpose));
  html.Text(" in ").Tag("strong", Place(report.use.jurisdiction)).Text(" as of ");
  html.Tag("strong", report.use.date, {{"class", "whole-word"}}).Text(". ");
  html.Tag("strong", Grouped(count.deny)).Text(" may not, ");
  html.Tag("strong", Grouped(count.review)).Text(" wait for a person\u2019s decision, and ");
  html.Tag("strong", Grouped(count.dead)).Text(" could not be read.");
  html.Close();
}

struct Part {
  std::string_view name;  ///< also its CSS class
  std::string_view label;
  std::string_view what;
  std::int64_t count;
};

std::array<Part, 4> Parts(const catalog::Accounting& count) {
  return {{{"allow", "\u2713 Allow", "may be used, under the obligations listed", count.allow},
           {"review", "? Review", "undecided until a person answers", count.review},
           {"deny", "\u2715 Deny", "must not be used for this purpose", count.deny},
           {"dead", "\u2020 Dead", "no whole picture: never used", count.dead}}};
}

/// A bar whose parts the tiles above it name in words.
void WriteBar(Html& html, const catalog::Accounting& count) {
  if (count.seen == 0) return;
  const auto parts = Parts(count);
  html.Open("svg", {{"class", "bar"},
                    {"viewBox", "0 0 10000 10"},
                    {"preserveAspectRatio", "none"},
                    {"role", "img"},
                    {"aria-label",
                     fmt::format("Shares: allow {}, review {}, deny {}, dead {}",
                                 Share(count.allow, count.seen), Share(count.review, count.seen),
                                 Share(count.deny, count.seen), Share(count.dead, count.seen))}});
  std::int64_t before = 0;
  for (const Part& part : parts) {
    const std::int64_t from = before * 10'000 / count.seen;
    before += part.count;
    const std::int64_t to = before * 10'000 / count.seen;
    html.Tag("rect", "",
             {{"class", part.name},
              {"x", std::to_string(from)},
              {"y", "0"},
              {"width", std::to_string(to - from)},
              {"height", "10"}});
  }
  html.Close();
}

void WriteTiles(Html& html, const catalog::Accounting& count) {
  html.Open("ul", {{"class", "tiles"}});
  for (const Part& part : Parts(count)) {
    html.Open("li", {{"class", part.name}});
    html.Tag("span", part.label, {{"class", "label"}});
    html.Open("span", {{"class", "count"}}).Text(Grouped(part.count)).Text(" ");
    html.Tag("small", Share(part.count, count.seen)).Close();
    html.Tag("span", part.what, {{"class", "what"}});
    html.Close();
  }
  html.Close();
}

void WriteUse(Html& html, const Report& report) {
  html.Open("dl", {{"class", "facts"}});
  const auto fact = [&html](std::string_view name, std::string_view value) {
    html.Tag("dt", name).Open("dd").Foreign(value, 200).Close();
  };
  fact("Purpose", report.use.purpose);
  fact("Jurisdiction", report.use.jurisdiction);
  fact("Judged as of", report.use.date);
  html.Tag("dt", "Policy digest").Open("dd").Tag("code", report.policy_digest).Close();
  html.Tag("dt", "Digest of this audit").Open("dd").Tag("code", report.digest.Hex()).Close();
  for (const std::string& source : report.sources) fact("Source", source);
  fact("Run", fmt::format("{}, started {}", report.run.id, report.run.started_at));
  fact("Made by", report.versions);
  html.Close();
}

constexpr std::array<page::Link, 10> kContents = {{{"accounting", "Accounting"},
                                                   {"reasons", "Reasons"},
                                                   {"obligations", "Obligations"},
                                                   {"licences", "Licences"},
                                                   {"copies", "Copies"},
                                                   {"personal", "Personal metadata"},
                                                   {"quality", "Size and quality"},
                                                   {"dead", "Unreadable"},
                                                   {"integrity", "How to verify"},
                                                   {"methods", "Methods"}}};

void WriteAccounting(Html& html, const Report& report) {
  const catalog::Accounting& count = report.accounting;
  OpenSection(html, "accounting", "Accounting");
  html.Open("p", {{"class", "equation"}});
  const auto term = [&html](std::string_view sign, std::int64_t number, std::string_view name) {
    html.Open("span").Text(sign).Tag("b", Grouped(number)).Text(fmt::format(" {}", name)).Close();
  };
  term("", count.seen, "seen");
  term("= ", count.allow, "allow");
  term("+ ", count.deny, "deny");
  term("+ ", count.review, "review");
  term("+ ", count.dead, "dead");
  term("+ ", count.pending, "pending");
  html.Close();
  html.Tag("p",
           "Every record that the sources named is in exactly one of these states. Nothing is "
           "dropped: what cannot be read stands under Unreadable, with its reason.");
  WriteUse(html, report);
  html.Close();
}

}  // namespace

std::string ReportHtml(const Report& report) {
  Html html;
  page::OpenPage(html, fmt::format("Audit of {}", Shortened(Title(report), 80)), "accounting");
  html.Open("header");
  html.Tag("p", "Assay audit", {{"class", "over"}});
  html.Open("h1").Tag("bdi", Shortened(Title(report), 80)).Close();
  WriteLede(html, report);
  WriteTiles(html, report.accounting);
  WriteBar(html, report.accounting);
  page::WriteContents(html, kContents);
  html.Close();
  html.Open("main");
  WriteAccounting(html, report);
  WriteReasons(html, report);
  WriteObligations(html, report);
  WriteLicences(html, report);
  WriteCopies(html, report);
  WritePersonal(html, report);
  WriteQuality(html, report);
  WriteDead(html, report);
  WriteIntegrity(html, report);
  WriteMethods(html, report);
  html.Close();
  html.Open("footer").Tag("p",
                          "This page holds small versions of audited pictures and the names of "
                          "their files: handle it as confidentially as the pictures. It loads "
                          "nothing, runs nothing and sends nothing.");
  html.Close().Close().Close();
  return html.Take();
}

}  // namespace assay::release
