// SPDX-License-Identifier: Apache-2.0
#include "progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace assay::cli {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::chrono::seconds kLine{10};

std::string Duration(double seconds) {
  const auto s = static_cast<std::int64_t>(seconds + 0.5);
  return s < 60     ? fmt::format("{}s", s)
         : s < 3600 ? fmt::format("{}m{:02}s", s / 60, s % 60)
                    : fmt::format("{}h{:02}m", s / 3600, s / 60 % 60);
}

std::size_t Columns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

ProgressBar::ProgressBar(Style style, std::int64_t total) : style_(style), total_(total) {}

ProgressBar::~ProgressBar() {
  if (open_line_) fmt::print(stderr, "\r\x1b[K");
}

std::string ProgressBar::Line(const pipeline::Progress& progress) const {
  const double seconds = std::chrono::duration<double>(Clock::now() - phase_start_).count();
  const double rate = seconds > 0 ? static_cast<double>(progress.done) / seconds : 0;
  const std::int64_t total = progress.total >= 0           ? progress.total
                             : progress.phase == "inspect" ? total_
                                                           : -1;
  std::string line = fmt::format("{:<8}", progress.phase);
  if (progress.done == 0 && total < 0) return line + " ...";
  if (total > 0) {
    const auto filled =
        static_cast<std::size_t>(std::min<std::int64_t>(20, progress.done * 20 / total));
    if (style_ == Style::kBar)
      line += fmt::format(" [{}{}]", std::string(filled, '#'), std::string(20 - filled, '.'));
    line += fmt::format(" {}/{}", progress.done, total);
  } else {
    line += fmt::format(" {}", progress.done);
  }
  line += fmt::format("  {:.0f}/s", rate);
  if (progress.bytes > 0)
    line += fmt::format("  {:.0f} MB", static_cast<double>(progress.bytes) / 1e6);
  if (progress.dead > 0) line += fmt::format("  dead {}", progress.dead);
  if (total > progress.done && rate > 0)
    line += fmt::format("  ETA {}", Duration(static_cast<double>(total - progress.done) / rate));
  return line;
}

void ProgressBar::Show(const pipeline::Progress& progress) {
  if (style_ == Style::kNone) return;
  const auto now = Clock::now();
  const bool new_phase = progress.phase != phase_;
  if (new_phase) {
    phase_ = progress.phase;
    phase_start_ = now;
  }
  const auto pause = style_ == Style::kBar ? Clock::duration(kRedraw) : Clock::duration(kLine);
  if (now - shown_ < pause && !(new_phase && style_ == Style::kBar)) return;
  if (shown_ == Clock::time_point() && style_ == Style::kLines) {
    shown_ = now;  // the first line comes after ten seconds, not at once
    return;
  }
  shown_ = now;
  const std::string line = Line(progress);
  if (style_ == Style::kLines) {
    fmt::print(stderr, "{}\n", line);
    return;
  }
  fmt::print(stderr, "\r\x1b[K{}", std::string_view(line).substr(0, Columns() - 1));
  std::fflush(stderr);
  open_line_ = true;
}

ProgressBar::Style StyleFor(bool quiet) {
  if (quiet) return ProgressBar::Style::kNone;
  const char* term = std::getenv("TERM");
  const bool dumb = term == nullptr || std::string_view(term) == "dumb";
  return isatty(STDERR_FILENO) != 0 && !dumb ? ProgressBar::Style::kBar
                                             : ProgressBar::Style::kLines;
}

}  // namespace assay::cli
