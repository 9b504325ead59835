// SPDX-License-Identifier: Apache-2.0
//
// A document assay.fairness.gate/1, read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/fairness_report/part_internal.h"

namespace assay::fairness_report {

enum class Verdict { kPass, kFail, kInsufficient };

/// Of a group that is too small to be shown only n.
struct GateShare {
  std::optional<std::int64_t> k;
  std::int64_t n = 0;
  std::optional<double> value;
};

struct GateFinding {
  std::vector<std::string> group;
  std::vector<std::string> against;  ///< empty: the last release
  GateShare share;
  GateShare against_share;
  std::optional<double> tolerated_low;
  std::optional<double> tolerated_high;
  std::optional<double> estimate;
  std::optional<double> low;
  std::optional<double> high;
  std::optional<double> q;
  Verdict verdict = Verdict::kInsufficient;
  std::string why;
  bool is_waived = false;
};

struct Wanted {
  std::vector<std::string> group;
  std::int64_t have = 0;
  std::optional<std::int64_t> rows;  ///< none: no number is enough
};

struct GateAnswer {
  std::string id;
  std::string metric;
  std::vector<std::string> by;
  std::string basis;
  Verdict verdict = Verdict::kInsufficient;
  std::optional<double> max_difference;
  std::optional<double> min_ratio;
  std::int64_t pass = 0;
  std::int64_t fail = 0;
  std::int64_t insufficient = 0;
  std::int64_t waived = 0;
  std::vector<GateFinding> findings;
  std::int64_t findings_left_out = 0;
  std::vector<std::string> uncompared;
  std::vector<Wanted> collect;
};

struct GateWaiver {
  std::string gate;
  std::string owner;
  std::string reason;
  std::string expires;
  bool has_expired = false;
};

struct Gates {
  TableName table;
  Verdict verdict = Verdict::kInsufficient;
  bool passes = false;
  std::string on_insufficient;
  std::string date;
  std::int64_t rows = 0;
  std::int64_t rows_left_out = 0;
  std::int64_t questions = 0;
  double alpha = 0;
  std::int64_t min_rows = 0;
  std::vector<GateAnswer> gates;
  std::vector<GateWaiver> waivers;
};

Gates ReadGates(const Node& node);

}  // namespace assay::fairness_report
