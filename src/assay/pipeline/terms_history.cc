// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/terms_history.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/rights/terms.h"

namespace assay::pipeline {
namespace {

constexpr std::array<const char*, 2> kSides = {"before", "after"};
constexpr std::size_t kProblem_bytes = 300;
constexpr std::size_t kQuotes = 50;  // of each list of differences

/// A clause as it is compared: what it says and in which words, whatever blanks stand between them.
Json ClauseOf(const Json& fact) {
  std::string quote;
  for (const char c : StringOr(fact.at("evidence"), "raw")) {
    const bool is_blank = c == ' ' || c == '\n' || c == '\t';
    if (!is_blank)
      quote += c;
    else if (!quote.empty() && quote.back() != ' ')
      quote += ' ';
  }
  const Json value = fact.value("value", Json::object());
  return {{"kind", StringOr(value, "kind")},
          {"polarity", StringOr(value, "polarity")},
          {"quote", std::move(quote)}};
}

/// `blob` is a FactsBlob of "rights.clause" facts.
Json ClausesIn(const std::string& blob) {
  Json clauses = Json::array();
  const auto facts = ParseJson(blob.empty() ? "[]" : blob);
  if (!facts.ok() || !facts.value().is_array()) return clauses;
  for (const Json& fact : facts.value()) clauses.push_back(ClauseOf(fact));
  return clauses;
}

/// What `these` have and `those` have not.
Json Beyond(const Json& these, const Json& those) {
  Json beyond = Json::array();
  for (const Json& one : these)
    if (beyond.size() < kQuotes && std::ranges::count(those, one) == 0 &&
        std::ranges::count(beyond, one) == 0)
      beyond.push_back(one);
  return beyond;
}

bool HasCome(const Json& side) { return side.is_object() && side.contains("asset"); }

/// How `to` differs from `from`, by what is known of both.
std::string DifferenceOf(const Json& from, const Json& to, const Json& gone, const Json& added) {
  if (!HasCome(from) || !HasCome(to)) return "unknown";
  const std::string asset = StringOr(from, "asset");
  if (!asset.empty() && asset == StringOr(to, "asset")) return "same_bytes";
  const std::string text = StringOr(from, "text");
  if (text.empty() || StringOr(to, "text").empty()) return "unknown";
  if (text == StringOr(to, "text")) return "same_text";
  return gone.empty() && added.empty() ? "same_clauses" : "differs";
}

Json Compare(const char* from, const char* to, const Json& answer) {
  const Json& one = answer.at(from);
  const Json& other = answer.at(to);
  Json result = {{"from", from}, {"to", to}};
  Json gone = Json::array();
  Json added = Json::array();
  if (HasCome(one) && HasCome(other)) {
    gone = Beyond(one.value("clauses", Json::array()), other.value("clauses", Json::array()));
    added = Beyond(other.value("clauses", Json::array()), one.value("clauses", Json::array()));
  }
  result["is"] = DifferenceOf(one, other, gone, added);
  if (result["is"] == "differs") {
    result["gone"] = std::move(gone);
    result["new"] = std::move(added);
  }
  return result;
}

}  // namespace

bool IsOfArchive(std::string_view kind) {
  return kind == "cdx" || kind == "timemap" || kind == "capture";
}

TermsHistory TermsHistory::Begin(const catalog::OriginRow& terms, std::string archive,
                                 std::string at, catalog::CrawlId crawl) {
  catalog::HistoryRow row;
  row.origin = terms.origin;
  row.archive = std::move(archive);
  row.at = std::move(at);
  row.terms_url = terms.terms_url;
  row.state = "asked";
  return {std::move(row), {{"by", "cdx"}, {"crawl", crawl}, {"before", Json()}, {"after", Json()}}};
}

Result<TermsHistory> TermsHistory::From(catalog::HistoryRow row) {
  ASSAY_LET(Json answer, ParseJson(row.answer));
  if (!answer.is_object() || !answer.contains("before") || !answer.contains("after"))
    return Error{ErrorCode::kCorrupt, "a history of terms that is none: " + row.origin};
  return TermsHistory(std::move(row), std::move(answer));
}

HistoryQuestion TermsHistory::First() const {
  return {acquire::CdxAddress(row_.archive, row_.terms_url), "cdx"};
}

bool TermsHistory::IsAskedBy(catalog::CrawlId crawl) const {
  return answer_.value("crawl", catalog::CrawlId{0}) == crawl;
}

bool TermsHistory::IsOutdated(const catalog::OriginRow& now) const {
  return row_.state == "told" &&
         StringOr(answer_.value("now", Json::object()), "text") != now.terms;
}

TermsHistory::Questions TermsHistory::TakeList(std::string_view kind,
                                               const std::vector<acquire::Capture>& captures) {
  answer_["by"] = kind;
  answer_["captures"] = captures.size();
  const acquire::Nearest nearest = acquire::NearestTo(row_.at, captures);
  Questions questions;
  for (const auto& [name, capture] :
       {std::pair("before", nearest.before), {"after", nearest.after}}) {
    if (!capture) continue;
    std::string url = acquire::CaptureAddress(row_.archive, capture->timestamp, row_.terms_url);
    answer_[name] = {{"at", acquire::TimeOf(*capture)}, {"url", url}};
    questions.push_back({std::move(url), "capture"});
  }
  return questions;
}

Json* TermsHistory::CaptureAt(const std::string& url) {
  for (const char* name : kSides)
    if (StringOr(answer_.at(name), "url") == url) return &answer_.at(name);
  return nullptr;
}

void TermsHistory::TakeCapture(const std::string& url, const CaptureContent& content) {
  Json* side = CaptureAt(url);
  if (side == nullptr) return;
  (*side)["asset"] = content.asset;
  if (!content.is_page) return;
  (*side)["text"] = content.text_digest;
  const auto clauses = rights::DetectClauses(content.text, content.lang);
  (*side)["clauses"] = ClausesIn(FactsBlob(rights::FromClauses(clauses, "url:" + url)));
}

void TermsHistory::Moved(const std::string& from, const std::string& to) {
  if (Json* side = CaptureAt(from); side != nullptr) (*side)["url"] = to;
}

TermsHistory::Questions TermsHistory::Fail(std::string_view kind, const std::string& url,
                                           const std::string& problem) {
  const std::string told = ToUtf8(problem, kProblem_bytes);
  if (kind == "capture") {
    if (Json* side = CaptureAt(url); side != nullptr) (*side)["problem"] = told;
    return {};
  }
  answer_["problems"][std::string(kind)] = told;
  if (kind == "timemap") {
    answer_["by"] = "";
    return {};
  }
  answer_["by"] = "timemap";
  return {{acquire::TimeMapAddress(row_.archive, row_.terms_url), "timemap"}};
}

bool TermsHistory::IsComplete() const {
  if (StringOr(answer_, "by").empty()) return true;
  const auto is_settled = [this](const char* name) {
    const Json& side = answer_.at(name);
    return side.is_null() || side.contains("asset") || side.contains("problem");
  };
  return answer_.contains("captures") && std::ranges::all_of(kSides, is_settled);
}

void TermsHistory::Conclude(const catalog::OriginRow& now) {
  row_.state = answer_.contains("captures") ? "told" : "unanswered";
  answer_["now"] = {{"at", now.terms_at},
                    {"asset", ""},
                    {"text", now.terms},
                    {"clauses", ClausesIn(now.clauses)}};
  answer_["differences"] = {Compare("before", "after", answer_), Compare("before", "now", answer_),
                            Compare("after", "now", answer_)};
}

catalog::HistoryRow TermsHistory::Row() const {
  catalog::HistoryRow row = row_;
  row.answer = Canonical(answer_);
  return row;
}

std::vector<Fact> HistoryFacts(const catalog::HistoryRow& row) {
  const auto parsed = ParseJson(row.answer);
  if (row.state == "asked" || !parsed.ok()) return {};
  const Json& answer = parsed.value();
  Json value = {{"archive", row.archive}, {"at", row.at}, {"terms_url", row.terms_url}};
  for (const char* name : kSides)
    if (const auto side = answer.find(name); side != answer.end() && HasCome(*side))
      value[name] = {{"at", StringOr(*side, "at")}, {"asset", StringOr(*side, "asset")}};
  std::string quote;
  for (const Json& one : answer.value("differences", Json::array())) {
    value[StringOr(one, "from") + "_" + StringOr(one, "to")] = StringOr(one, "is");
    for (const char* list : {"gone", "new"})
      if (const Json quotes = one.value(list, Json::array()); quote.empty() && !quotes.empty())
        quote = StringOr(quotes.front(), "quote");
  }
  FactState state = FactState::kUnreachable;
  if (row.state == "told")
    state = answer.value("captures", 0) > 0 ? FactState::kPresent : FactState::kAbsent;
  const std::string carrier = row.state == "told" ? "memento:" + StringOr(answer, "by") : "memento";
  return {{"origin.terms_history",
           state,
           std::move(value),
           {"rights", "1", carrier, "origin:" + row.origin + "/", std::move(quote)}}};
}

}  // namespace assay::pipeline
