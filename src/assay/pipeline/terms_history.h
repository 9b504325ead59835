// SPDX-License-Identifier: Apache-2.0
//
// The terms of an origin through time: what an archive keeps of them around a day, and how that
// differs. A state machine: it says whom to ask next and takes what came; it asks nobody itself.
// What it finds is told to people. It allows and forbids nothing.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/acquire/memento.h"
#include "assay/catalog/crawl.h"
#include "assay/core/fact.h"
#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::pipeline {

/// Addresses of a crawl that are an archive's: "cdx", "timemap", "capture". They are evidence about
/// an origin, never a part of the data.
bool IsOfArchive(std::string_view kind);

/// What came as a capture: its bytes and, of a page, its main text.
struct CaptureContent {
  std::string asset;  ///< "sha256:..." of the bytes
  bool is_page = false;
  std::string text_digest;  ///< hex; of the main text
  std::string_view text;
  std::string_view lang;
};

/// An address of an archive that is to be asked for.
struct HistoryQuestion {
  std::string url;
  std::string_view kind;
};

class TermsHistory {
 public:
  using Questions = std::vector<HistoryQuestion>;

  /// `archive` as acquire::ArchiveAddress spells it, `at` a day.
  static TermsHistory Begin(const catalog::OriginRow& terms, std::string archive, std::string at,
                            catalog::CrawlId crawl);
  /// Errors:  kCorrupt for an answer that is not ours.
  static Result<TermsHistory> From(catalog::HistoryRow row);

  [[nodiscard]] HistoryQuestion First() const;
  /// Does this crawl ask for it, or has it?
  [[nodiscard]] bool IsAskedBy(catalog::CrawlId crawl) const;
  /// Was it told, and compared with other terms than `now`?
  [[nodiscard]] bool IsOutdated(const catalog::OriginRow& now) const;

  /// The list of captures, by CDX or TimeMap. Gives which captures to ask for.
  Questions TakeList(std::string_view kind, const std::vector<acquire::Capture>& captures);
  void TakeCapture(const std::string& url, const CaptureContent& content);
  /// An answer points on, within the archive.
  void Moved(const std::string& from, const std::string& to);
  /// What could not be had, and why. Behind a CDX list comes the TimeMap.
  Questions Fail(std::string_view kind, const std::string& url, const std::string& problem);

  /// Is everything in that will come? Then it is to be concluded.
  [[nodiscard]] bool IsComplete() const;
  /// Compares the captures with each other and with `now`, the terms as they were fetched.
  void Conclude(const catalog::OriginRow& now);

  [[nodiscard]] catalog::HistoryRow Row() const;

 private:
  TermsHistory(catalog::HistoryRow row, Json answer)
      : row_(std::move(row)), answer_(std::move(answer)) {}
  Json* CaptureAt(const std::string& url);

  catalog::HistoryRow row_;
  Json answer_;
};

/// "origin.terms_history" of what was told or not; nothing while it is still asked.
std::vector<Fact> HistoryFacts(const catalog::HistoryRow& row);

}  // namespace assay::pipeline
