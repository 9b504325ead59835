// SPDX-License-Identifier: Apache-2.0
#include "assay/release/diff.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/release/verify.h"

namespace assay::release {
namespace {

namespace fs = std::filesystem;

/// The rows of one index, read in a thread of their own and taken one by one.
class Rows {
 public:
  Rows(const fs::path& folder, const ReadTable& read)
      : thread_([this, file = folder / kManifestFile, read] {
          const Status done =
              ForEachRow(read, file, [this](const ManifestRow& row) { return Push(row); });
          const std::scoped_lock lock(mutex_);
          result_ = done;
          changed_.notify_all();
        }) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows() {
    {
      const std::scoped_lock lock(mutex_);
      is_unwanted_ = true;
      changed_.notify_all();
    }
    thread_.join();
  }

  /// None at the end. Errors: those of the reading.
  Result<std::optional<ManifestRow>> Next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !waiting_.empty() || result_.has_value(); });
    if (waiting_.empty() && !result_->ok()) return result_->error();
    if (waiting_.empty()) return std::optional<ManifestRow>();
    std::optional<ManifestRow> row(std::move(waiting_.front()));
    waiting_.pop_front();
    changed_.notify_all();
    return row;
  }

 private:
  Status Push(const ManifestRow& row) {
    constexpr std::size_t kMost = 256;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.size() < kMost || is_unwanted_; });
    if (is_unwanted_) return Error{ErrorCode::kCancelled, "nobody reads on"};
    waiting_.push_back(row);
    changed_.notify_all();
    return Done{};
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<ManifestRow> waiting_;
  std::optional<Status> result_;
  bool is_unwanted_ = false;
  std::thread thread_;  // last: it uses the others
};

std::vector<std::string> ChangedMembers(const ManifestRow& before, const ManifestRow& after) {
  std::vector<std::string> members;
  for (const auto& [name, value] : before.row.items())
    if (after.row.at(name) != value) members.push_back(name);
  if (before.attribution != after.attribution) members.emplace_back("attribution");
  if (before.place.sha256 != after.place.sha256) members.emplace_back("bytes");
  std::ranges::sort(members);
  return members;
}

/// Two rows of which the first in key order is the next difference.
std::optional<Difference> Compare(const std::optional<ManifestRow>& before,
                                  const std::optional<ManifestRow>& after) {
  if (!after || (before && before->key < after->key))
    return Difference{before->key, Change::kRemoved, {}};
  if (!before || after->key < before->key) return Difference{after->key, Change::kAdded, {}};
  std::vector<std::string> members = ChangedMembers(*before, *after);
  if (members.empty()) return std::nullopt;
  return Difference{after->key, Change::kChanged, std::move(members)};
}

Result<Statement> Open(const fs::path& folder) {
  auto statement = OpenRelease(folder);
  if (statement.ok()) return statement;
  return Error(statement.error()).In(ToPrintable(folder.native()));
}

}  // namespace

std::string_view Name(Change change) {
  constexpr std::array<std::string_view, 3> kNames = {"added", "removed", "changed"};
  return kNames.at(static_cast<std::size_t>(change));
}

Result<DiffResult> Diff(const fs::path& before, const fs::path& after, const ReadTable& read,
                        const std::function<Status(const Difference& difference)>& visit) {
  DiffResult result;
  ASSAY_LET(result.before, Open(before));
  ASSAY_LET(result.after, Open(after));
  Rows old_rows(before, read);
  Rows new_rows(after, read);
  ASSAY_LET(std::optional<ManifestRow> old_row, old_rows.Next());
  ASSAY_LET(std::optional<ManifestRow> new_row, new_rows.Next());
  while (old_row || new_row) {
    const std::optional<Difference> found = Compare(old_row, new_row);
    const bool is_added = found && found->change == Change::kAdded;
    const bool is_removed = found && found->change == Change::kRemoved;
    std::uint64_t& count = !found       ? result.same
                           : is_added   ? result.added
                           : is_removed ? result.removed
                                        : result.changed;
    ++count;
    if (found) ASSAY_TRY(visit(*found));
    if (!is_added) {
      ASSAY_LET(old_row, old_rows.Next());
    }
    if (!is_removed) {
      ASSAY_LET(new_row, new_rows.Next());
    }
  }
  return result;
}

}  // namespace assay::release
