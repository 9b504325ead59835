// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "assay/core/decision.h"
#include "assay/core/fact.h"
#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/release/fixture_internal.h"

namespace assay::release::internal {
namespace {

struct Case {
  const char* licence;  ///< SPDX id
  const char* status;
  Verdict verdict;
  const char* code;
  const char* tier;
  const char* layer;
  const char* message;
};

constexpr std::array<Case, 9> kCases = {{
    {"CC-BY-4.0", "declared", Verdict::kAllow, "licence.attribution", "none", "copyright",
     "CC BY licences the work for any purpose when its author is credited (CC BY 4.0, section 3)."},
    {"CC0-1.0", "declared", Verdict::kAllow, "licence.public_domain", "none", "copyright",
     "The rights holder has waived every right (CC0 1.0, section 2)."},
    {"CC-BY-NC-4.0", "declared", Verdict::kDeny, "licence.noncommercial", "contract", "copyright",
     "The licence excludes use that is primarily intended for commercial advantage (CC BY-NC 4.0, "
     "section 1(i))."},
    {"CC-BY-ND-4.0", "detected", Verdict::kDeny, "licence.no_derivatives", "contract", "copyright",
     "The licence grants no right to share adapted material (CC BY-ND 4.0, section 2(a)(1))."},
    {"all-rights-reserved", "detected", Verdict::kDeny, "licence.all_rights_reserved",
     "reservation", "copyright", "Protected work without a licence: reproduction is reserved."},
    {"", "", Verdict::kReview, "licence.none_found", "guideline", "copyright",
     "No licence was found. Silence is not consent; a person must decide."},
    {"CC-BY-SA-3.0", "declared", Verdict::kAllow, "licence.share_alike", "none", "copyright",
     "CC BY-SA licences the work when adapted material carries the same licence."},
    {"LicenseRef-scancode-unsplash", "detected", Verdict::kReview, "licence.page_only", "guideline",
     "copyright", "The licence was found on the page only, not in the file."},
    {"CC-BY-4.0", "declared", Verdict::kDeny, "reservation.tdm", "reservation", "reservation",
     "Rights are reserved in a machine-readable way (Directive (EU) 2019/790, Article 4(3))."},
}};

Fact MakeFact(std::string name, FactState state, Json value, std::string carrier,
              std::string raw = "") {
  const std::string step = name.substr(0, name.find('.'));
  return {std::move(name),
          state,
          std::move(value),
          {step, "1", std::move(carrier), "asset", std::move(raw)}};
}

Fact Personal(std::string_view name, bool present) {
  return MakeFact(fmt::format("privacy.{}", name),
                  present ? FactState::kPresent : FactState::kAbsent, nullptr, "exif");
}

Fact Scores(std::int64_t i) {
  const double x = static_cast<double>(i % 101) / 100;
  return MakeFact("quality.scores", FactState::kPresent,
                  {{"sharpness", 2000 * x}, {"dark", x}, {"grayscale", i % 17 == 0}}, "pixels");
}

std::vector<Fact> FactsOf(std::int64_t i, const Case& what, const std::string& neighbour) {
  const Json header = {{"format", "jpeg"}, {"orientation", 1 + i % 8}};
  std::vector<Fact> facts = {MakeFact("media.header", FactState::kPresent, header, "container"),
                             Scores(i),
                             Personal("gps", i % 11 == 0),
                             Personal("serial", i % 7 == 0),
                             Personal("owner", i % 23 == 0),
                             Personal("thumbnail", i % 5 == 0)};
  if (*what.licence != '\0')
    facts.push_back(MakeFact("rights.licence", FactState::kPresent,
                             {{"spdx", what.licence}, {"status", what.status}}, "xmp:cc:license",
                             "<b>foreign</b> text"));
  facts.push_back(MakeFact(
      "rights.concluded", FactState::kPresent,
      {{"spdx", *what.licence == '\0' ? Json() : Json(what.licence)}, {"rule", "only_one"}}, ""));
  if (std::string_view(what.code) == "reservation.tdm")
    facts.push_back(MakeFact("rights.signal", FactState::kPresent,
                             {{"protocol", "plus"}, {"value", "DMI-PROHIBITED"}},
                             "xmp:plus:DataMining"));
  if (i % 37 == 5)
    facts.push_back(MakeFact("rights.contradiction", FactState::kPresent,
                             {{"claims", {"CC-BY-4.0", "all-rights-reserved"}}}, ""));
  if (i % 13 == 1)
    facts.push_back(MakeFact("set.exact", FactState::kPresent, {{"of", neighbour}}, "set"));
  if (i % 19 == 2)
    facts.push_back(
        MakeFact("set.near", FactState::kPresent,
                 {{"cluster", neighbour}, {"distance", i % 30}, {"mirrored", i % 2 == 0}}, "set"));
  if (i % 53 == 14)
    facts.push_back(MakeFact("set.twin_conflict", FactState::kPresent,
                             {{"with", neighbour}, {"claims", {{"CC-BY-4.0"}, {"CC0-1.0"}}}},
                             "set"));
  return facts;
}

std::string KeyOf(std::int64_t i) {
  static const std::vector<std::string> hostile = HostileKeys();
  if (i < static_cast<std::int64_t>(hostile.size())) return hostile[static_cast<std::size_t>(i)];
  return fmt::format("forum/2019/{:02}/IMG_{:04}.jpg", i % 12 + 1, i);
}

Decision DecisionOf(const Case& what) {
  Decision decision;
  decision.verdict = what.verdict;
  decision.reasons = {{what.code, what.tier, what.layer, {1}, what.message}};
  if (what.verdict == Verdict::kAllow && std::string_view(what.licence) != "CC0-1.0")
    decision.obligations = {{"attribute", {{"licence", what.licence}}}};
  return decision;
}

catalog::RecordRow RowOf(std::int64_t i, const std::string& document) {
  const Case& what = kCases.at(static_cast<std::size_t>(i) % kCases.size());
  const std::vector<Fact> facts = FactsOf(i, what, KeyOf(std::max<std::int64_t>(i - 1, 0)));
  const Decision decision = DecisionOf(what);
  catalog::RecordRow row;
  row.key = KeyOf(i);
  row.locator = "/photos/" + row.key;
  row.asset = AssetName(Sha256(row.key));
  row.state = decision.verdict == Verdict::kAllow  ? catalog::State::kAllow
              : decision.verdict == Verdict::kDeny ? catalog::State::kDeny
                                                   : catalog::State::kReview;
  row.outcome = i % 29 == 3 ? "repaired" : "ok";
  row.codes = i % 29 == 3 ? R"(["icc.dropped"])" : "[]";
  row.media_type = i % 6 == 0 ? "image/png" : "image/jpeg";
  row.size_bytes = 100'000 + i * 997;
  row.width_px = 1200 + i % 900;
  row.height_px = 800 + i % 600;
  row.frames = 1;
  row.facts = FactsBlob(facts);
  row.decision = Canonical(ToJson(decision));
  row.situation = Sha256(document).Hex();
  row.evidence = Canonical(Json::array({FactId(facts.front())}));
  return row;
}

catalog::DeadLetter Kill(catalog::RecordRow& row, std::int64_t i) {
  constexpr std::array<std::array<const char*, 3>, 3> kEnds = {
      {{"truncated", "input", "the stream ended in row 512 of 800"},
       {"bomb", "resource", "<img src=x onerror=alert(1)> limit.pixels"},
       {"corrupt", "poison", "worker.crashed: SIGSEGV"}}};
  const auto& [outcome, error_class, message] = kEnds.at(static_cast<std::size_t>(i) % 3);
  row.state = catalog::State::kDead;
  row.outcome = outcome;
  row.decision.clear();
  row.situation.clear();
  row.evidence = "[]";
  row.facts = "[]";
  return {.key = row.key,
          .step = "inspect",
          .error_class = error_class,
          .code = outcome,
          .message = message,
          .first_at = "2026-11-22T10:00:00Z",
          .last_at = "2026-11-22T10:00:00Z"};
}

}  // namespace

std::vector<std::string> HostileKeys() {
  std::string longest = "long/";
  while (longest.size() < 3990) longest += "0123456789";
  return {"<script>document.title='owned'</script>.jpg",
          "\"><img src=x onerror=\"document.title='owned'\">.jpg",
          "'onmouseover='document.title=1'.png",
          "</style><svg onload=document.title='owned'>.gif",
          "javascript:document.title='owned'",
          "invoice\xE2\x80\xAEgpj.exe",
          "\xE2\x81\xA7isolate\xE2\x81\xA9 and \xE2\x80\x8Bzero width.jpg",
          "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D/\xD8\xB5\xD9\x88\xD8\xB1\xD8\xA9 12.jpg",
          "bell\x07 escape\x1B[31m newline\n tab\t.jpg",
          "=HYPERLINK(\"http://192.0.2.1/\",\"x\").jpg",
          "'; DROP TABLE records; --.jpg",
          "&lt;b&gt;already escaped&lt;/b&gt;&amp;.jpg",
          "<!-- comment --><![CDATA[ x ]]>.jpg",
          longest + ".jpg"};
}

catalog::RunId FillCatalog(catalog::Catalog& catalog, std::int64_t records) {
  catalog::Run run;
  run.plan = R"({"seed":"0","sources":[{"name":"photos","path":"/srv/inherited/forum-photos"}],)"
             R"("use":{"date":"","jurisdiction":"EU","purpose":"commercial-training"}})";
  run.plan_digest = Sha256(run.plan).Hex();
  run.date = "2026-11-22";
  run.started_at = "2026-11-22T10:00:00Z";
  run.policy_digest = Sha256("policy").Hex();
  const catalog::RunId id = catalog.StartRun(run).value().id;
  catalog::Batch batch;
  batch.run = id;
  const std::string document = R"({"test":true})";
  batch.situations = {{Sha256(document).Hex(), document}};
  for (std::int64_t i = 0; i < records; ++i) {
    catalog::RecordRow row = RowOf(i, document);
    if (i % 31 == 7) batch.dead.push_back(Kill(row, i));
    batch.records.push_back(std::move(row));
  }
  const Status committed = catalog.Commit(batch);
  if (!committed.ok()) assay::internal::Die("fixture", committed.error().what.c_str());
  return id;
}

}  // namespace assay::release::internal
