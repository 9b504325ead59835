// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/governance_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/core/number.h"
#include "assay/fairness/embedded_internal.h"
#include "assay/fairness/gate_policy.h"

namespace assay::fairness {
namespace {

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

/// Requires two days.
bool IsOlder(std::string_view day, std::string_view today, std::int64_t days) {
  return (DayOf(today).value() - DayOf(day).value()).count() > days;
}

/// Holds needs of items against what there is.
class Checker {
 public:
  explicit Checker(const GovernanceReport& report) : report_(report) {}

  void Need(const Json& need, ItemResult& result) const {
    if (need.contains("field"))
      NeedField(need, result);
    else
      NeedEvidence(need, result);
  }

  [[nodiscard]] const NotApplicable* Excused(std::string_view list, std::string_view item) const {
    for (const NotApplicable& one : report_.record.not_applicable)
      if (one.item == list || one.item == item) return &one;
    return nullptr;
  }

 private:
  void NeedField(const Json& need, ItemResult& result) const {
    const std::string field = StringOr(need, "field");
    ASSAY_CHECK(IsRecordField(field));
    const Json& stated = Stated(report_.record, field);
    if (stated.is_null()) {
      result.wanting.push_back(fmt::format("the record states no {}", field));
      return;
    }
    if (need.contains("is") && stated != need["is"]) {
      result.wanting.push_back(fmt::format("{} is {}", field, stated.dump()));
      return;
    }
    if (need.contains("at_least")) {
      const auto least = need["at_least"].get<std::int64_t>();
      const auto& text = stated.get_ref<const std::string&>();
      const auto days = ParseNumber<std::int64_t>(text.substr(0, text.find(' ')));
      if (!days || *days < least) {
        result.wanting.push_back(
            fmt::format("{} is {}, not a number from {} on", field, ToPrintable(text), least));
        return;
      }
    }
    result.grounds.push_back({field, "", "", ""});
    if (!need.contains("due") || stated.get_ref<const std::string&>() >= report_.date) return;
    result.wanting.push_back(fmt::format("{} was {}", field, stated.get<std::string>()));
    result.state = ItemState::kOverdue;
  }

  /// Why a document is not enough; nothing: it is.
  [[nodiscard]] std::optional<std::string> Lacks(const Json& need, const Evidence& one) const {
    const std::string member = StringOr(need, "member");
    const auto found = one.document.find(member);
    const std::string name = ToPrintable(one.name);
    if (found == one.document.end() || found->is_null() || (found->is_array() && found->empty()))
      return fmt::format("{} has no {}", name, member);
    if (need.contains("is") && *found != need["is"])
      return fmt::format("{} says {}: {}", name, member, ToPrintable(ToUtf8(found->dump(), 64)));
    return std::nullopt;
  }

  void NeedEvidence(const Json& need, ItemResult& result) const {
    const std::string schema = StringOr(need, "evidence");
    std::vector<std::string> lacking;
    std::vector<const Evidence*> enough;
    for (const Evidence& one : report_.evidence) {
      if (one.schema != schema) continue;
      if (auto lacks = Lacks(need, one))
        lacking.push_back(std::move(*lacks));
      else
        enough.push_back(&one);
    }
    // One document that passes says nothing of another that does not.
    const bool is_of_all = need.contains("is");
    if (is_of_all || enough.empty())
      result.wanting.insert(result.wanting.end(), lacking.begin(), lacking.end());
    if (enough.empty() && lacking.empty())
      result.wanting.push_back(fmt::format("there is no document {}", schema));
    if (enough.empty()) return;
    const auto current = std::ranges::find_if(
        enough, [&](const Evidence* one) { return AgeOf(need, *one).problem.empty(); });
    if (!is_of_all) enough = {current == enough.end() ? enough.front() : *current};
    for (const Evidence* one : enough)
      result.grounds.push_back(
          {"", one->name, "sha256:" + one->digest.Hex(), StringOr(need, "member")});
    if (Age age = AgeOf(need, *enough.front()); !age.problem.empty()) {
      result.wanting.push_back(std::move(age.problem));
      if (age.is_overdue) result.state = ItemState::kOverdue;
    }
  }

  struct Age {
    std::string problem;  ///< empty: young enough
    bool is_overdue = false;
  };

  /// A document has no date of its own: the record states when it was made.
  [[nodiscard]] Age AgeOf(const Json& need, const Evidence& one) const {
    if (!need.contains("within_days")) return {};
    const auto days = need["within_days"].get<std::int64_t>();
    const std::string name = ToPrintable(one.name);
    const auto& stated = report_.record.evidence;
    const auto named = std::ranges::find(stated, one.name, &StatedEvidence::file);
    if (named == stated.end())
      return {fmt::format("the record's evidence does not say when {} was made", name)};
    if (named->date > report_.date)
      return {fmt::format("{} is of {}, after the day of this check", name, named->date)};
    if (!IsOlder(named->date, report_.date, days)) return {};
    return {fmt::format("{} is of {}, older than {} days", name, named->date, days), true};
  }

  const GovernanceReport& report_;
};

ItemResult CheckItem(const Json& item, const std::string& list, const Checker& checker,
                     const GovernanceRecord& record) {
  ItemResult result;
  result.id = fmt::format("{}/{}", list, StringOr(item, "id"));
  result.title = StringOr(item, "title");
  result.verify = StringOr(item, "verify");
  if (const NotApplicable* excused = checker.Excused(list, result.id)) {
    result.state = ItemState::kNotApplicable;
    result.reason = excused->reason;
    return result;
  }
  if (item.contains("not_if")) {
    const std::string field = StringOr(item["not_if"], "field");
    if (Stated(record, field) == item["not_if"]["is"]) {
      result.state = ItemState::kNotApplicable;
      result.reason = fmt::format("{} is {}", field, item["not_if"]["is"].dump());
      return result;
    }
  }
  for (const Json& need : item["needs"]) checker.Need(need, result);
  if (result.wanting.empty())
    result.state = ItemState::kMet;
  else if (result.state == ItemState::kOverdue && result.wanting.size() > 1)
    result.state = ItemState::kMissing;  // the lateness is listed with what is missing
  return result;
}

Status CheckDigests(const GovernanceReport& report) {
  for (const Evidence& one : report.evidence) {
    const auto& stated = report.record.evidence;
    const auto named = std::ranges::find(stated, one.name, &StatedEvidence::file);
    const std::string digest = "sha256:" + one.digest.Hex();
    if (named != stated.end() && named->digest != digest)
      return Wrong(fmt::format("evidence '{}': {} has the digest {}, the record states {}",
                               ToPrintable(named->id), ToPrintable(one.name), digest,
                               named->digest));
  }
  const auto twice = std::ranges::adjacent_find(report.evidence, {}, &Evidence::name);
  if (twice == report.evidence.end()) return Done{};
  return Wrong(fmt::format("two documents are called {}", ToPrintable(twice->name)));
}

/// Nobody has signed, or audited, tomorrow.
Status CheckDays(const GovernanceReport& report) {
  for (const std::string_view field : {"sign_off.date", "schedule.last_audit"}) {
    const Json& day = Stated(report.record, field);
    if (day.is_string() && day.get_ref<const std::string&>() > report.date)
      return Wrong(fmt::format("record.{}: lies after the day of this check", field));
  }
  const Json& last = Stated(report.record, "schedule.last_audit");
  const Json& next = Stated(report.record, "schedule.next_audit");
  if (last.is_string() && last > next)
    return Wrong("record.schedule.last_audit: lies after next_audit");
  return Done{};
}

/// What the record names, and is not there, is an item of its own.
void AddAbsent(GovernanceReport& report) {
  ItemResult result{
      "record/evidence", "Evidence that the record names is there", "", {}, {}, {}, ""};
  for (const StatedEvidence& one : report.record.evidence) {
    const auto found = std::ranges::find(report.evidence, one.file, &Evidence::name);
    if (found == report.evidence.end())
      result.wanting.push_back(
          fmt::format("{} ({}) is not there", ToPrintable(one.file), ToPrintable(one.id)));
    else
      result.grounds.push_back({"", one.file, one.digest, "schema"});
  }
  if (report.record.evidence.empty()) return;
  result.state = result.wanting.empty() ? ItemState::kMet : ItemState::kMissing;
  report.lists.front().items.push_back(std::move(result));
}

Status CheckExcuses(const GovernanceReport& report) {
  std::vector<std::string_view> known;
  for (const ListResult& list : report.lists) {
    known.push_back(list.id);
    for (const ItemResult& item : list.items) known.push_back(item.id);
  }
  const auto& excuses = report.record.not_applicable;
  for (std::size_t i = 0; i < excuses.size(); ++i) {
    const std::string path = fmt::format("record.not_applicable[{}].item", i);
    if (std::ranges::find(known, excuses[i].item) == known.end())
      return Wrong(fmt::format("{}: {}", path, NoSuch("item", excuses[i].item, known)));
    if (std::ranges::count(excuses, excuses[i].item, &NotApplicable::item) > 1)
      return Wrong(fmt::format("{}: stands here twice", path));
  }
  return Done{};
}

}  // namespace

std::string_view Name(ItemState state) {
  constexpr std::array<std::string_view, 4> kNames = {"met", "missing", "overdue",
                                                      "not applicable"};
  return kNames.at(static_cast<std::size_t>(state));
}

std::size_t GovernanceReport::Count(ItemState state) const {
  std::size_t count = 0;
  for (const ListResult& list : lists)
    count += static_cast<std::size_t>(std::ranges::count(list.items, state, &ItemResult::state));
  return count;
}

bool GovernanceReport::IsComplete() const {
  return Count(ItemState::kMissing) + Count(ItemState::kOverdue) == 0;
}

Result<GovernanceReport> CheckRecord(GovernanceRecord record, std::vector<Evidence> evidence,
                                     std::string_view date) {
  if (!IsDay(date)) return Wrong(fmt::format("'{}' is no day", ToPrintable(date)));
  GovernanceReport report;
  report.record = std::move(record);
  report.evidence = std::move(evidence);
  report.date = date;
  std::ranges::sort(report.evidence, {}, &Evidence::name);
  ASSAY_TRY(CheckDigests(report));
  ASSAY_TRY(CheckDays(report));
  for (const Evidence& one : report.evidence) {
    ASSAY_LET(report.rows.emplace_back(), RowsOf(one));
  }
  ASSAY_LET(const Json lists, ParseJson(embedded::GovernanceLists()));
  report.lists_dated = StringOr(lists, "dated");
  report.lists_digest = "sha256:" + Sha256(embedded::GovernanceLists()).Hex();
  const Checker checker(report);
  for (const Json& list : lists["lists"]) {
    ListResult result{StringOr(list, "id"), StringOr(list, "title"), StringOr(list, "source"), {}};
    for (const Json& item : list["items"])
      result.items.push_back(CheckItem(item, result.id, checker, report.record));
    report.lists.push_back(std::move(result));
  }
  AddAbsent(report);
  ASSAY_TRY(CheckExcuses(report));
  return report;
}

}  // namespace assay::fairness
