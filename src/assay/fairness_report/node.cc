// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness_report/node.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "assay/core/bytes.h"

namespace assay::fairness_report {
namespace {

/// Appends the way from `from` to `to`. Depth is bounded: the document was parsed under a limit.
bool FindPlace(const Json& from, const Json& to, std::string& place) {
  if (&from == &to) return true;
  const std::size_t before = place.size();
  if (from.is_object()) {
    for (const auto& [name, value] : from.items()) {
      place += fmt::format("{}{}", place.empty() ? "" : ".", ToPrintable(name));
      if (FindPlace(value, to, place)) return true;
      place.resize(before);
    }
  } else if (from.is_array()) {
    for (std::size_t i = 0; i < from.size(); ++i) {
      place += fmt::format("[{}]", i);
      if (FindPlace(from[i], to, place)) return true;
      place.resize(before);
    }
  }
  return false;
}

const Json& Nothing() {
  static const Json nothing;
  return nothing;
}

}  // namespace

void Reading::Note(const Json& at, std::string_view member, std::string_view what) {
  if (!problem_.empty()) return;
  std::string place;
  FindPlace(*root_, at, place);
  if (!member.empty()) place += fmt::format("{}{}", place.empty() ? "" : ".", member);
  problem_ = fmt::format("{}: {}", place, what);
}

Node Node::operator[](std::string_view member) const {
  if (json_->is_object()) {
    const auto found = json_->find(member);
    if (found != json_->end()) return {*found, *reading_};
  }
  reading_->Note(*json_, member, "it is missing");
  return {Nothing(), *reading_};
}

bool Node::Has(std::string_view member) const {
  if (!json_->is_object()) return false;
  const auto found = json_->find(member);
  return found != json_->end() && !found->is_null();
}

std::vector<Node> Node::Items() const {
  std::vector<Node> items;
  if (!json_->is_array()) {
    Wrong("no list");
    return items;
  }
  items.reserve(json_->size());
  for (const Json& item : *json_) items.emplace_back(item, *reading_);
  return items;
}

std::vector<std::string> Node::Texts() const {
  std::vector<std::string> texts;
  for (const Node& item : Items()) texts.push_back(item.Text());
  return texts;
}

std::string Node::Text() const {
  if (json_->is_string()) return json_->get<std::string>();
  Wrong("no text");
  return {};
}

std::int64_t Node::Count() const {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (json_->is_number_unsigned() && json_->get<std::uint64_t>() <= kMost)
    return json_->get<std::int64_t>();
  // A document's whole numbers are written without a point, and none is below 0.
  if (json_->is_number_integer() && !json_->is_number_unsigned() && json_->get<std::int64_t>() >= 0)
    return json_->get<std::int64_t>();
  Wrong("no whole number");
  return 0;
}

bool Node::Truth() const {
  if (json_->is_boolean()) return json_->get<bool>();
  Wrong("neither true nor false");
  return false;
}

std::optional<double> Node::Number() const {
  if (json_->is_null()) return std::nullopt;
  if (json_->is_number()) return json_->get<double>();
  if (json_->is_string() && json_->get_ref<const std::string&>() == "Infinity")
    return std::numeric_limits<double>::infinity();
  Wrong("no number");
  return std::nullopt;
}

}  // namespace assay::fairness_report
