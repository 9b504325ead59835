// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/sample_notes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "assay/core/bytes.h"

namespace assay::pipeline {
namespace {

constexpr std::size_t kBoxes = 10'000;

Fact NoteFact(std::string_view meaning, FactState state, Json value, const std::string& column,
              std::string_view source) {
  return {"sample." + std::string(meaning),
          state,
          std::move(value),
          {"sample", "1", "manifest:" + column, std::string(source), ""}};
}

/// [left, top, right, bottom], in this order.
bool IsBox(const Json& box) {
  if (!box.is_array() || box.size() != 4) return false;
  if (!std::ranges::all_of(box, [](const Json& side) {
        return side.is_number() && std::isfinite(side.get<double>());
      }))
    return false;
  return box[0] < box[2] && box[1] < box[3];
}

/// The boxes of a column as a list of objects; none when it holds anything else.
std::optional<Json> ReadBoxes(std::string_view text) {
  const auto parsed = ParseJson(text);
  if (!parsed.ok() || !parsed.value().is_array() || parsed.value().size() > kBoxes)
    return std::nullopt;
  Json boxes = Json::array();
  for (const Json& one : parsed.value()) {
    Json box = one.is_array() ? Json{{"box", one}} : one;
    if (!box.is_object() || !box.contains("box") || !IsBox(box.at("box"))) return std::nullopt;
    boxes.push_back(std::move(box));
  }
  return boxes;
}

/// As SampleFacts states them.
bool AreBoxes(const Json& value) {
  const auto list = value.find("boxes");
  return list != value.end() && list->is_array() && std::ranges::all_of(*list, [](const Json& one) {
           return one.is_object() && one.contains("box") && IsBox(one.at("box"));
         });
}

bool IsSplit(std::string_view name) {
  return name.size() <= 32 && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

Fact Note(std::string_view meaning, const std::string& text, const std::string& column,
          std::string_view source) {
  if (meaning == "boxes") {
    auto boxes = ReadBoxes(text);
    if (!boxes) return NoteFact(meaning, FactState::kMalformed, Json(), column, source);
    return NoteFact(meaning, FactState::kPresent, {{"boxes", std::move(*boxes)}}, column, source);
  }
  const bool is_good = meaning != "split" || IsSplit(text);
  return NoteFact(meaning, is_good ? FactState::kPresent : FactState::kMalformed,
                  is_good ? Json{{"text", text}} : Json(), column, source);
}

std::string TextOf(std::span<const Fact> facts, std::string_view name) {
  const Fact* fact = Find(facts, name);
  return fact == nullptr ? "" : StringOr(fact->value, "text");
}

}  // namespace

std::vector<Fact> SampleFacts(const std::map<std::string, std::string, std::less<>>& meanings,
                              const std::map<std::string, std::string>& columns,
                              std::string_view source) {
  std::vector<Fact> facts;
  for (const std::string_view meaning : {"boxes", "caption", "label", "split"}) {
    const auto named = meanings.find(meaning);
    if (named == meanings.end()) continue;
    const auto column = columns.find(named->second);
    if (column == columns.end() || column->second.empty()) continue;
    facts.push_back(Note(meaning, column->second, column->first, source));
  }
  return facts;
}

SampleNotes NotesOf(std::span<const Fact> facts) {
  SampleNotes notes;
  for (const Fact& fact : facts) {
    if (fact.name.starts_with("sample.") && fact.state == FactState::kMalformed)
      notes.problem = fact.name;
  }
  notes.label = TextOf(facts, "sample.label");
  notes.caption = TextOf(facts, "sample.caption");
  notes.split = TextOf(facts, "sample.split");
  const Fact* boxes = Find(facts, "sample.boxes");
  if (boxes == nullptr || boxes->state != FactState::kPresent) return notes;
  if (!AreBoxes(boxes->value)) {
    notes.problem = boxes->name;
    return notes;
  }
  for (const Json& one : boxes->value.at("boxes")) {
    const Json& box = one.at("box");
    BoxNote note{box.at(0), box.at(1), box.at(2), box.at(3), one};
    note.says.erase("box");
    notes.boxes.push_back(std::move(note));
  }
  return notes;
}

Json BoxesOn(const Json& made, const Json& wish, std::span<const BoxNote> boxes) {
  // The map mirrors nothing and turns nothing: it scales and shifts (docs/reference/transform.md).
  const Json& m = made.at("affine");
  const auto scale_x = m.at(0).get<double>();
  const auto scale_y = m.at(4).get<double>();
  const auto shift_x = m.at(2).get<double>();
  const auto shift_y = m.at(5).get<double>();
  const Json& source = made.at("source");
  const Json whole = {0, 0, source.at("width_px"), source.at("height_px")};
  const Json crop = wish.value("crop", whole);
  const auto x = [&](double at) { return scale_x * at + shift_x; };
  const auto y = [&](double at) { return scale_y * at + shift_y; };
  // Where the picture lies on its canvas: all of it, or less where it was padded.
  const double left = std::max(0.0, x(crop.at(0)));
  const double top = std::max(0.0, y(crop.at(1)));
  const double right = std::min(made.at("width_px").get<double>(), x(crop.at(2)));
  const double bottom = std::min(made.at("height_px").get<double>(), y(crop.at(3)));
  Json moved = Json::array();
  for (const BoxNote& box : boxes) {
    const std::array<double, 4> at = {
        std::clamp(x(box.left_px), left, right), std::clamp(y(box.top_px), top, bottom),
        std::clamp(x(box.right_px), left, right), std::clamp(y(box.bottom_px), top, bottom)};
    if (at[0] >= at[2] || at[1] >= at[3]) continue;
    Json one = box.says;
    one["box"] = at;
    moved.push_back(std::move(one));
  }
  return moved;
}

}  // namespace assay::pipeline
