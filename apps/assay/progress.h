// SPDX-License-Identifier: Apache-2.0
//
// How far a run is, for a person who waits: a bar on a terminal, else one line every ten seconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "assay/pipeline/run.h"

namespace assay::cli {

class ProgressBar {
 public:
  enum class Style { kNone, kLines, kBar };

  /// `total` records are expected in the first phase; -1 when nobody counted.
  ProgressBar(Style style, std::int64_t total);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void Show(const pipeline::Progress& progress);

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] std::string Line(const pipeline::Progress& progress) const;

  Style style_;
  std::int64_t total_;
  std::string phase_;
  Clock::time_point phase_start_ = Clock::now();
  Clock::time_point shown_;
  bool open_line_ = false;
};

/// A bar only when stderr is a terminal that can redraw; nothing with `quiet`.
ProgressBar::Style StyleFor(bool quiet);

}  // namespace assay::cli
