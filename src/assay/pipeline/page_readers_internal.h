// SPDX-License-Identifier: Apache-2.0
//
// Pages and sitemaps on their way through workers: several at a time, answers in the order in which
// they were handed over.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "assay/acquire/fetcher.h"
#include "assay/acquire/warc.h"
#include "assay/catalog/crawl.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/pipeline/crawl_visit.h"

namespace assay::pipeline::internal {

/// One answer on its way through a worker.
struct Reading {
  catalog::UrlRow row;
  acquire::Exchange exchange;
  std::string kind;
  std::string asset;
  catalog::UrlState state = catalog::UrlState::kFetched;
  acquire::WarcPlace place;
};
/// Its links are taken out of `answer` by the thread that made it: they are most of it, and memory
/// goes back cheaply only where it came from.
struct Read {
  Reading reading;
  Result<Json> answer;
  std::vector<FoundUrl> found{};
  std::string terms{};  ///< address of the terms of use, or empty
};

/// Threads: one uses it.
class PageReaders {
 public:
  /// `selectors` are those of the plan: how goods are found on pages.
  PageReaders(const std::filesystem::path& worker, Json selectors);
  PageReaders(const PageReaders&) = delete;
  PageReaders& operator=(const PageReaders&) = delete;
  ~PageReaders();

  [[nodiscard]] bool full() const;
  [[nodiscard]] bool empty() const;
  void Push(Reading reading);
  /// The oldest; waits for it. Requires !empty().
  Read Pop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::pipeline::internal
