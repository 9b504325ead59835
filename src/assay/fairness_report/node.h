// SPDX-License-Identifier: Apache-2.0
//
// A document read member by member. What is missing or of another type is noted, with its place,
// and reads as nothing: who writes a page looks once, at its end, whether the document was sound.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"

namespace assay::fairness_report {

/// The first thing that is wrong in one document, which must outlive it.
class Reading {
 public:
  explicit Reading(const Json& root) : root_(&root) {}
  void Note(const Json& at, std::string_view member, std::string_view what);

  /// "groupings[0].groups[2].n: no whole number"; empty where nothing is wrong.
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  const Json* root_;
  std::string problem_;
};

/// One value of a document.
class Node {
 public:
  Node(const Json& json, Reading& reading) : json_(&json), reading_(&reading) {}

  /// The member, which must be there; it may be null.
  Node operator[](std::string_view member) const;
  /// Whether this is an object with that member, and that is not null.
  [[nodiscard]] bool Has(std::string_view member) const;
  [[nodiscard]] bool IsNull() const { return json_->is_null(); }
  [[nodiscard]] bool IsText() const { return json_->is_string(); }

  [[nodiscard]] std::vector<Node> Items() const;         ///< of an array
  [[nodiscard]] std::vector<std::string> Texts() const;  ///< of an array of texts
  [[nodiscard]] std::string Text() const;
  [[nodiscard]] std::int64_t Count() const;  ///< whole, from 0
  [[nodiscard]] bool Truth() const;

  /// None where it is null; infinite where it is the word "Infinity".
  [[nodiscard]] std::optional<double> Number() const;

  /// Notes that this value is wrong.
  void Wrong(std::string_view what) const { reading_->Note(*json_, {}, what); }

 private:
  const Json* json_;
  Reading* reading_;
};

}  // namespace assay::fairness_report
