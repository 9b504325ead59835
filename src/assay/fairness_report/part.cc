// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <utility>

#include "assay/fairness_report/part_internal.h"
#include "assay/fairness_report/words.h"

namespace assay::fairness_report {
namespace {

constexpr std::array<std::string_view, 4> kStates = {"ok", "reference", "insufficient",
                                                     "undefined"};

void AddOnce(const std::string& value, std::vector<std::string>& values) {
  if (std::ranges::find(values, value) == values.end()) values.push_back(value);
}

}  // namespace

bool Sheet::TakeDrawing() {
  if (drawings > 0) {
    --drawings;
    return true;
  }
  ++drawings_left_out;
  return false;
}

std::size_t Sheet::TakeRows(std::size_t wanted) {
  const std::size_t taken = std::min({wanted, kTableRows, rows});
  rows -= taken;
  return taken;
}

void Sheet::SayLeftOut(std::size_t wanted, std::size_t shown) {
  if (wanted == shown) return;
  html.Tag("p",
           fmt::format("{} of {} rows are left out here; the document has them.",
                       page::Grouped(static_cast<std::int64_t>(wanted - shown)),
                       page::Grouped(static_cast<std::int64_t>(wanted))),
           {{"class", "cut"}});
}

std::vector<Node> ItemsUpTo(const Node& list, std::size_t most) {
  std::vector<Node> items = list.Items();
  if (items.size() > most) {
    list.Wrong(fmt::format("more than {} of them", most));
    items.clear();
  }
  return items;
}

TableName ReadTableName(const Node& document) {
  // A known data set that was read in place has a source.
  const Node table = document[document.Has("source") ? "source" : "table"];
  TableName name = {.name = table["name"].Text(), .digest = table["digest"].Text(), .rows = {}};
  if (table.Has("rows")) name.rows = table["rows"].Count();
  return name;
}

Standing ReadStanding(const Node& state) {
  const std::string text = state.Text();
  if (text == "suppressed") return Standing::kInsufficient;  // what it was compared with is hidden
  const auto found = std::ranges::find(kStates, text);
  if (found == kStates.end()) {
    state.Wrong("no state: ok, reference, insufficient or undefined");
    return Standing::kUndefined;
  }
  return static_cast<Standing>(found - kStates.begin());
}

std::string_view Name(Standing standing) {
  return standing == Standing::kOk ? "compared" : kStates.at(static_cast<std::size_t>(standing));
}

page::Html& OpenFact(page::Html& html, std::string_view name) {
  return html.Tag("dt", name).Open("dd");
}

void WriteTableFacts(page::Html& html, const TableName& table) {
  OpenFact(html, "Table").Foreign(table.name, 200).Close();
  OpenFact(html, "Its digest").Tag("code", page::Shortened(table.digest, kNameLimit)).Close();
  if (!table.rows) return;
  Say(OpenFact(html, "Rows"), Whole(*table.rows));
  html.Close();
}

void WriteTile(page::Html& html, std::string_view kind, std::string_view label, std::size_t count,
               std::string_view what) {
  html.Open("li", {{"class", kind}}).Tag("span", label, {{"class", "label"}});
  html.Tag("span", page::Grouped(static_cast<std::int64_t>(count)), {{"class", "count"}});
  html.Tag("span", what, {{"class", "what"}}).Close();
}

std::optional<Grid> GridOf(const std::vector<std::vector<std::string>>& groups) {
  constexpr std::size_t kMostRows = 24;
  constexpr std::size_t kMostColumns = 8;
  Grid grid;
  for (const auto& group : groups) {
    if (group.size() != 2) return std::nullopt;
    AddOnce(group[0], grid.rows);
    AddOnce(group[1], grid.columns);
    if (grid.rows.size() > kMostRows || grid.columns.size() > kMostColumns) return std::nullopt;
  }
  return grid;
}

}  // namespace assay::fairness_report
