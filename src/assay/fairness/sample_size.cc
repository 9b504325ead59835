// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/sample_size.h"

#include <cmath>

#include "assay/fairness/special_internal.h"

namespace assay::fairness {
namespace {

Error Wrong(const char* what) { return {ErrorCode::kInvalidArgument, what}; }

}  // namespace

Result<std::int64_t> RowsForWidth(double share, double width, double confidence) {
  if (!(0 <= share && share <= 1)) return Wrong("an expected share is a number from 0 to 1");
  if (!(1e-6 <= width && width <= 0.999)) return Wrong("a width is a number from .000001 to .999");
  if (!(0 < confidence && confidence < 1)) return Wrong("a confidence lies between 0 and 1");
  const double z = TwoSidedNormalQuantile(confidence);
  const auto is_narrow = [&](std::int64_t rows) {
    const auto n = static_cast<double>(rows);
    return 2 * z / (n + z * z) * std::sqrt(n * share * (1 - share) + z * z / 4) <= width;
  };
  std::int64_t wide = 0;
  std::int64_t narrow = 1;
  while (!is_narrow(narrow)) {
    wide = narrow;
    narrow *= 2;
  }
  while (narrow - wide > 1) {
    const std::int64_t middle = wide + (narrow - wide) / 2;
    (is_narrow(middle) ? narrow : wide) = middle;
  }
  return narrow;
}

Result<std::int64_t> AssetsToCollect(std::int64_t needed, std::int64_t have, double qualifying,
                                     double accepted) {
  if (needed < 0 || have < 0) return Wrong("a count is not negative");
  const auto is_rate = [](double rate) { return 0 < rate && rate <= 1; };
  if (!is_rate(qualifying) || !is_rate(accepted))
    return Wrong("a rate is above 0 and at most 1: nothing comes of collecting otherwise");
  if (have >= needed) return std::int64_t{0};
  const double exact = static_cast<double>(needed - have) / (qualifying * accepted);
  // A product such as .1 * .5 is not exact: an integer must not become the next one.
  const double assets = std::ceil(exact * (1 - 1e-12));
  if (assets > 0x1p53) return Wrong("so rare a group cannot be collected this way");
  return static_cast<std::int64_t>(assets);
}

}  // namespace assay::fairness
