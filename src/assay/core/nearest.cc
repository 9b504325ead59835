// SPDX-License-Identifier: Apache-2.0
#include "assay/core/nearest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "assay/core/bytes.h"

namespace assay {
namespace {

/// Names differ early; of foreign ones, which may be long, no more is compared.
constexpr std::size_t kCompared_bytes = 128;

std::size_t Distance(std::string_view a, std::string_view b) {
  a = a.substr(0, kCompared_bytes);
  b = b.substr(0, kCompared_bytes);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view Nearest(std::string_view word, std::span<const std::string_view> known) {
  if (known.empty()) return {};
  return *std::ranges::min_element(known, {}, [word](auto k) { return Distance(word, k); });
}

std::string NoSuch(std::string_view what, std::string_view word,
                   std::span<const std::string_view> known) {
  const std::string_view nearest = Nearest(word, known);
  const std::string offer =
      nearest.empty() ? "" : fmt::format("; did you mean '{}'?", ToPrintable(nearest));
  return fmt::format("no {} '{}'{}", what, ToPrintable(word), offer);
}

}  // namespace assay
