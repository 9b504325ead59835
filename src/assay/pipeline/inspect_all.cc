// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/inspect_all.h"

#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/record.h"
#include "assay/pipeline/crew.h"
#include "assay/pipeline/effort.h"
#include "assay/pipeline/locator.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/run_events_internal.h"
#include "assay/pipeline/run_log.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kChunk_time{5};  // what a kill may cost

/// Collects answers in order and commits them a chunk at a time.
class Committer {
 public:
  Committer(Workspace& workspace, const catalog::Run& run, const Environment& environment)
      : workspace_(workspace), chunk_(workspace, run.id), environment_(environment) {
    progress_.phase = "inspect";
  }

  Status Add(Inspected inspected) {
    if (inspected.fatal) return *inspected.fatal;
    if (inspected.memory) ASSAY_TRY(Keep(inspected));
    catalog::Batch& batch = chunk_.batch();
    effort_.Add(inspected.effort, inspected.row.asset);
    ++progress_.done;
    progress_.bytes += inspected.row.size_bytes;
    end_.bytes += inspected.row.size_bytes;
    progress_.reused += inspected.is_reused ? 1 : 0;
    progress_.made += inspected.derived ? 1 : 0;
    if (inspected.dead) {
      ++progress_.dead;
      Remember(*inspected.dead, inspected.row.asset);
      batch.dead.push_back(std::move(*inspected.dead));
    } else {
      batch.revived.push_back(inspected.row.key);
    }
    if (inspected.derived) {
      ASSAY_TRY(KeepAs(inspected.derived->row.made, inspected.derived->bytes));
      batch.derived.push_back(std::move(inspected.derived->row));
    }
    if (inspected.cache) batch.cache.push_back(std::move(*inspected.cache));
    batch.records.push_back(std::move(inspected.row));
    if (environment_.progress) environment_.progress(progress_);
    return chunk_.full() || Clock::now() - since_ > kChunk_time ? Flush() : Status(Done{});
  }

  Status Flush() {
    const std::chrono::duration<double> time = Clock::now() - since_;
    end_.seconds = time.count();
    end_.records = static_cast<std::int64_t>(chunk_.batch().records.size());
    since_ = Clock::now();
    ASSAY_TRY(chunk_.Flush());
    Tell();
    return Done{};
  }

  /// How many are read ahead.
  void Wait(std::size_t items) { progress_.waiting = static_cast<std::int64_t>(items); }

 private:
  /// Bytes that no file of its own has are durable before their row is.
  Status Keep(Inspected& inspected) {
    ASSAY_LET(const store::PackPlace place, KeepAs(inspected.row.asset, *inspected.memory));
    inspected.row.locator = KeptLocator(place, inspected.row.locator);
    return Done{};
  }

  /// Of what has become true.
  void Tell() {
    const std::vector<Json> letters = std::exchange(dead_, {});
    const internal::ChunkEnd end = std::exchange(end_, {"inspect"});
    const ChunkEffort effort = std::exchange(effort_, {});
    if (environment_.log == nullptr) return;
    for (const Json& letter : letters) environment_.log->Note(Level::kError, "record.dead", letter);
    if (end.records > 0) internal::NoteChunk(*environment_.log, end, effort.ToJson());
  }

  void Remember(const catalog::DeadLetter& letter, const std::string& asset) {
    ++end_.dead;
    dead_.push_back({{"key", letter.key},
                     {"asset", asset},
                     {"step", letter.step},
                     {"class", letter.error_class},
                     {"code", letter.code}});
  }

  Result<store::PackPlace> KeepAs(std::string_view asset, ByteView bytes) {
    ASSAY_LET(const Digest digest, ParseAssetName(asset));
    return workspace_.KeepSoon(bytes, digest);
  }

  Workspace& workspace_;
  Chunk chunk_;
  const Environment& environment_;
  Progress progress_;
  std::vector<Json> dead_;  ///< of the open chunk, as the next two
  internal::ChunkEnd end_{"inspect"};
  ChunkEffort effort_;
  Clock::time_point since_ = Clock::now();
};

/// True when an earlier start of this run has dealt with the item.
Result<bool> IsKnown(const catalog::Catalog& catalog, const catalog::Run& run, const Item& item) {
  ASSAY_LET(const auto row, catalog.FindRecord(run.id, item.record.key));
  return row.has_value() && row->state != catalog::State::kPending;
}

}  // namespace

Status InspectAll(Workspace& workspace, const catalog::Run& run,
                  std::vector<std::unique_ptr<Source>> sources, Inspectors& inspectors,
                  const Environment& environment) {
  ASSAY_LET(const catalog::Accounting before, workspace.catalog().Count(run.id));
  Committer committer(workspace, run, environment);
  InOrder<Inspector, Item, Inspected> answers(
      inspectors, [](Inspector& inspector, const Item& item) { return inspector.Inspect(item); });
  const auto stopped = [&environment] { return environment.stop != nullptr && *environment.stop; };
  for (const auto& source : sources) {
    while (!stopped()) {
      ASSAY_LET(std::optional<Item> item, source->Next());
      if (!item) break;
      if (before.seen > 0) {
        ASSAY_LET(const bool known, IsKnown(workspace.catalog(), run, *item));
        if (known) continue;
      }
      committer.Wait(answers.size());
      if (answers.full()) ASSAY_TRY(committer.Add(answers.Pop()));
      answers.Push(std::move(*item));
    }
  }
  while (!answers.empty()) {
    committer.Wait(answers.size() - 1);
    ASSAY_TRY(committer.Add(answers.Pop()));
  }
  ASSAY_TRY(committer.Flush());
  if (stopped()) return Error{ErrorCode::kCancelled, "stopped; run again to go on"};
  return Done{};
}

}  // namespace assay::pipeline
