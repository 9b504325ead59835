// SPDX-License-Identifier: Apache-2.0
//
// What each kind of document gives to each section of the page, and the page's bounds.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/fairness_report/node.h"
#include "assay/fairness_report/plot.h"
#include "assay/page/html.h"

namespace assay::fairness_report {

inline constexpr std::size_t kDrawn = 24;       ///< groups of a drawing
inline constexpr std::size_t kSentences = 5;    ///< findings of a document in words
inline constexpr std::size_t kTableRows = 300;  ///< of one table

/// More than any audit writes: a document with more is refused, so that the page stays bounded.
inline constexpr std::size_t kMostGroupings = 1'000;
inline constexpr std::size_t kMostMetrics = 64;

/// What a gate tolerates of a metric: other documents of the same table show it.
struct Limit {
  std::string table_digest;
  std::string metric;
  std::string by;  ///< columns as gates write them: "sex*age"
  double max_difference = 0;
};

/// The page while it is written.
struct Sheet {
  page::Html html;
  std::vector<Limit> limits;
  std::size_t drawings = 120;
  std::size_t rows = 12'000;
  std::size_t drawings_left_out = 0;

  /// Whether there is room for one more drawing.
  bool TakeDrawing();
  /// How many rows of a table of `wanted` there is room for.
  std::size_t TakeRows(std::size_t wanted);
  /// Under a table: how much it lacks.
  void SayLeftOut(std::size_t wanted, std::size_t shown);
};

/// A formula by name.
struct Method {
  std::string_view name;
  std::string_view formula;
  std::string_view source;
};

/// `name`, `digest` and `rows` of a table that was audited.
struct TableName {
  std::string name;
  std::string digest;
  std::optional<std::int64_t> rows;
};

/// One document. It holds what it needs: the JSON is gone when the page is written.
class Part {
 public:
  Part() = default;
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;
  virtual ~Part() = default;

  [[nodiscard]] virtual const TableName& table() const = 0;
  virtual void AddLimits(std::vector<Limit>& /*limits*/) const {}
  virtual void WriteLede(page::Html& html) const = 0;      ///< the answer, in a paragraph
  virtual void WriteQuestion(page::Html& html) const = 0;  ///< <dt> and <dd>
  virtual void WriteFindings(Sheet& sheet) const = 0;
  virtual void WriteUnclear(Sheet& sheet) const = 0;
  virtual void WriteDrawings(Sheet& sheet) const = 0;
  virtual void WriteTables(Sheet& sheet) const = 0;
  [[nodiscard]] virtual std::span<const Method> methods() const = 0;
};

std::unique_ptr<Part> MakeModelPart(const Node& document);
std::unique_ptr<Part> MakeDatasetPart(const Node& document);
std::unique_ptr<Part> MakeGatePart(const Node& document);
std::unique_ptr<Part> MakeSlicesPart(const Node& document);
std::unique_ptr<Part> MakeDetectionPart(const Node& document);
std::unique_ptr<Part> MakeRegressionPart(const Node& document);
std::unique_ptr<Part> MakeRankingPart(const Node& document);

/// The items of a list, which is wrong where it has more than `most`.
std::vector<Node> ItemsUpTo(const Node& list, std::size_t most);

/// Reads the member `table`.
TableName ReadTableName(const Node& document);
Standing ReadStanding(const Node& state);
/// "compared", "reference", "insufficient", "undefined"
std::string_view Name(Standing standing);

/// The `most` of `items` that `before` puts first, in their old order.
template <typename Item, typename Before>
std::vector<const Item*> Worst(const std::vector<const Item*>& items, std::size_t most,
                               Before before) {
  std::vector<const Item*> sorted = items;
  if (items.size() <= most) return sorted;
  std::ranges::stable_sort(sorted, before);
  sorted.resize(most);
  std::vector<const Item*> kept;
  std::ranges::sort(sorted);
  std::ranges::copy_if(items, std::back_inserter(kept),
                       [&](const Item* item) { return std::ranges::binary_search(sorted, item); });
  return kept;
}

/// <dt>name</dt><dd>…: closed by the caller.
page::Html& OpenFact(page::Html& html, std::string_view name);
void WriteTableFacts(page::Html& html, const TableName& table);
/// A count with its name, in a <ul class="tiles">.
void WriteTile(page::Html& html, std::string_view kind, std::string_view label, std::size_t count,
               std::string_view what);

/// Values of two columns as rows and columns of a heat map, if they are few enough.
struct Grid {
  std::vector<std::string> rows;
  std::vector<std::string> columns;
};
std::optional<Grid> GridOf(const std::vector<std::vector<std::string>>& groups);

}  // namespace assay::fairness_report
