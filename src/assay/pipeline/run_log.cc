// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/run_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "assay/core/bytes.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWaiting_bytes = 1U << 20U;
constexpr std::array<std::string_view, 3> kLevels = {"info", "warn", "error"};

/// Does `file` end inside a line?
bool IsTorn(int file) {
  char last = '\n';
  const off_t size = lseek(file, 0, SEEK_END);
  return size > 0 && pread(file, &last, 1, size - 1) == 1 && last != '\n';
}

}  // namespace

void RunLog::Open(const fs::path& folder, catalog::RunId run, std::string_view plan) {
  if (run == run_ && log_.open()) return;
  run_ = run;
  file_ = folder / "log.jsonl";
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Complain(SystemError(error.value(), "creating", folder).what);
  if (!fs::exists(folder / "plan.json", error)) {
    const Status kept = WriteFileDurably(folder / "plan.json", fmt::format("{}\n", plan));
    if (!kept.ok()) Complain(kept.error().what);
  }
  log_ = Fd(open(file_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!log_.open()) return Complain(SystemError(errno, "opening", file_).what);
  if (IsTorn(log_.get())) waiting_.assign(1, '\n');
}

void RunLog::Note(Level level, std::string_view event, const Json& fields) {
  for (const auto& listener : listeners_) listener({run_, level, event, fields});
  if (!log_.open() || level == Level::kDetail) return;
  const std::string more = Canonical(fields);
  const std::string line =
      fmt::format(R"({{"time":"{}","run":{},"level":"{}","event":"{}"{}{})", Now(), run_.load(),
                  kLevels.at(static_cast<std::size_t>(level)), event, more == "{}" ? "" : ",",
                  std::string_view(more).substr(1));
  if (waiting_.size() + line.size() < kWaiting_bytes) waiting_ += line + "\n";
  Write();
}

/// One call for a line: a reader sees it whole, a kill leaves none or part of the last one.
void RunLog::Write() {
  while (!waiting_.empty()) {
    const ssize_t written = write(log_.get(), waiting_.data(), waiting_.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Complain(SystemError(errno, "writing", file_).what);
    waiting_.erase(0, static_cast<std::size_t>(written));
  }
}

void RunLog::Complain(std::string_view what) {
  if (tell_ && !has_told_) tell_(fmt::format("the run's log cannot be written: {}", what));
  has_told_ = true;
}

Json ToJson(const catalog::Accounting& count) {
  return {{"seen", count.seen},     {"allow", count.allow}, {"deny", count.deny},
          {"review", count.review}, {"dead", count.dead},   {"pending", count.pending}};
}

}  // namespace assay::pipeline
