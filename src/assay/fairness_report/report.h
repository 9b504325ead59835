// SPDX-License-Identifier: Apache-2.0
//
// Documents about fairness as one page of HTML, for people who are no statisticians. Nothing is
// measured, tested or judged here: the page shows what the documents say.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"

namespace assay::fairness_report {

inline constexpr std::size_t kDocumentLimit_bytes = 256U << 20U;
inline constexpr std::size_t kMostDocuments = 16;

class Part;

class Report {
 public:
  Report();
  Report(Report&&) noexcept;
  Report& operator=(Report&&) noexcept;
  ~Report();

  /// Takes a document: assay.fairness.model/1, dataset/1, gate/1, slices/1, regression/1,
  /// ranking/1 or detection/1. `name` is shown.
  ///
  /// Errors:  kExhausted over kDocumentLimit_bytes or kMostDocuments; kCorrupt for what is no JSON;
  ///          kInvalidArgument for another schema, or a member that is missing or of another type,
  ///          with its place, or is longer than any audit writes it. The report is then as it was.
  /// Cost:    while it is read about ten times its bytes in memory.
  Status Add(std::string_view name, std::string_view text);

  /// The page. Equal documents in equal order give equal bytes; `made_by` is the program's version.
  ///
  /// Shapes:  at most 120 drawings of 24 groups or 12 curves, 300 rows a table and 12,000 rows in
  /// all; names over
  ///          90 characters are cut. It says what it leaves out.
  [[nodiscard]] std::string Html(std::string_view made_by) const;

 private:
  struct Document;
  std::vector<Document> documents_;
};

}  // namespace assay::fairness_report
