// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/rights/path_pattern.h"
#include "assay/rights/signals.h"
#include "assay/rights/web_facts_internal.h"

namespace assay::rights {
namespace {

constexpr std::string_view kReservation = "tdm-reservation";
constexpr std::string_view kPolicy = "tdm-policy";
constexpr std::size_t kRules = 100'000;

/// What one carrier says: "0", "1", or something else as written.
struct Word {
  std::string carrier;
  std::string scope;
  std::string reservation;
  std::string policy;
  std::string raw;
  Json selector;
  bool malformed = false;
  [[nodiscard]] bool is_set() const { return reservation == "0" || reservation == "1"; }
};

/// One rule of the file. Null members are absent ones.
struct Rule {
  std::string location;
  std::string reservation;
  std::string policy;
  bool malformed = false;
};

Rule ReadRule(const Json& item) {
  Rule rule;
  rule.location = StringOr(item, "location");
  rule.policy = StringOr(item, kPolicy);
  if (rule.location.empty()) {
    rule.malformed = true;
    return rule;
  }
  const auto reservation = item.find(std::string(kReservation));
  const auto policy = item.find(std::string(kPolicy));
  const bool number = reservation != item.end() && reservation->is_number_integer();
  if (reservation != item.end()) rule.reservation = ToUtf8(reservation->dump(), 64);
  rule.malformed = !number || (rule.reservation != "0" && rule.reservation != "1") ||
                   (policy != item.end() && !policy->is_string());
  return rule;
}

Word Broken(std::string_view why) {
  Word word{"tdmrep:", "origin", "", "", std::string(why), Json(), true};
  return word;
}

/// The first rule that covers the path. Rules before it that cannot be read make it no grant.
std::optional<Word> ReadFile(std::string_view text, const NormalPath& path) {
  const auto parsed = ParseJson(text);
  if (!parsed.ok()) return Broken(parsed.error().what);
  if (!parsed.value().is_array()) return Broken("no array of rules");
  bool broken = parsed.value().size() > kRules;
  std::size_t number = 0;
  for (const Json& item : parsed.value()) {
    if (++number > kRules) break;
    const Rule rule = ReadRule(item);
    if (rule.location.empty() || !PathPattern(rule.location).Matches(path)) {
      broken = broken || rule.malformed;
      continue;
    }
    Word word{"tdmrep:tdm-reservation",
              "path",
              rule.reservation,
              rule.policy,
              ToUtf8(item.dump(), kEvidenceRaw_bytes),
              {{"pattern", ToUtf8(rule.location, kEvidenceRaw_bytes)}, {"line", number}},
              rule.malformed || broken};
    if (rule.malformed && !word.is_set()) word.policy.clear();
    return word;
  }
  if (broken) return Broken("a rule that cannot be read");
  return std::nullopt;
}

/// Several lines or tags of one name that disagree: a reservation among them counts.
void Take(std::string_view value, Word& word) {
  const std::string_view text = Trim(value);
  if (!word.raw.empty()) word.raw += ", ";
  word.raw += text;
  if (word.reservation.empty()) {
    word.reservation = text;
  } else if (word.reservation != text) {
    word.malformed = true;
    if (text == "1") word.reservation = text;
  }
}

template <typename Lines, typename Name, typename Value>
std::optional<Word> ReadLines(const Lines& lines, Name name, Value value, std::string_view place,
                              std::string_view scope) {
  Word word{std::string(place) + ":tdm-reservation", std::string(scope), "", "", "", Json(), false};
  bool found = false;
  for (const auto& line : lines) {
    const std::string lower = ToLowerAscii(Trim(line.*name));
    if (lower == kPolicy && word.policy.empty()) word.policy = Trim(line.*value);
    if (lower != kReservation) continue;
    found = true;
    Take(line.*value, word);
  }
  if (!found) return std::nullopt;  // a policy alone reserves nothing
  word.malformed = word.malformed || !word.is_set();
  return word;
}

void Add(const Word& word, std::string_view superseded_by, Statements& out) {
  const Signal read = TdmReservation(word.reservation, word.policy);
  WebSignal signal;
  signal.protocol = "tdm";
  signal.value = word.reservation;
  if (word.is_set()) signal.words = UseWords::FromAsserts(read.asserts);
  signal.scope = word.scope;
  signal.carrier = word.carrier;
  signal.raw = word.raw;
  signal.malformed = word.malformed;
  signal.selector = word.selector;
  if (!word.policy.empty() && word.reservation == "1") {
    signal.more["policy"] = ToUtf8(word.policy, kEvidenceRaw_bytes);
  }
  if (!superseded_by.empty()) {
    signal.words = UseWords{};
    signal.more["superseded_by"] = superseded_by;
  }
  AddWebSignal(std::move(signal), out);
}

}  // namespace

std::vector<Fact> FromTdm(const TdmCarriers& carriers, const WebContext& context) {
  const NormalPath path(context.path);
  std::vector<Word> words;
  const auto keep = [&](std::optional<Word> word) {
    if (word) words.push_back(std::move(*word));
  };
  if (carriers.file != nullptr) keep(ReadFile(*carriers.file, path));
  keep(ReadLines(carriers.headers, &HeaderLine::name, &HeaderLine::value, "header", context.scope));
  keep(ReadLines(carriers.metas, &MetaTag::name, &MetaTag::content, "html", "page"));
  Statements out(context.source, context.scope);
  const std::string_view embedded = Trim(carriers.embedded);
  std::string last = embedded == "0" || embedded == "1" ? "embedded" : "";
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    Add(*word, last, out);
    if (last.empty() && word->is_set()) last = word->carrier;
  }
  return out.Take();
}

}  // namespace assay::rights
