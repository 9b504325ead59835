// SPDX-License-Identifier: Apache-2.0
//
// Pass 1 for one item: read its bytes, let a worker look, gather what stands beside it. The answer
// is a row of the catalog: inspected, or dead with the reason. It commits nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/channel/worker.h"
#include "assay/core/decision.h"
#include "assay/core/result.h"
#include "assay/pipeline/converter_plan.h"
#include "assay/pipeline/crew.h"
#include "assay/pipeline/effort.h"
#include "assay/pipeline/source.h"

namespace assay::channel {
struct Converted;
}  // namespace assay::channel

namespace assay::pipeline {

class Origins;

/// What is made of a picture that may be used, in the same visit.
struct Making {
  Json wish;           ///< what channel::Op::kTransform is asked for
  std::string recipe;  ///< RecipeOf
  Use use;
  /// Policy's answer to a situation, from several threads. Facts of the set can only make it
  /// stricter: what is not allowed now never is.
  std::function<Verdict(std::string_view situation)> judge;
};

struct InspectOptions {
  channel::Options worker;
  std::vector<std::string> steps;
  Json arguments = Json::object();        ///< limits, sent with every request
  std::filesystem::path cache;            ///< catalog to ask for earlier answers; empty: none
  std::filesystem::path packs;            ///< where locators find what the workspace has kept
  std::shared_ptr<Origins> origins;       ///< what hosts said; null: nobody asked
  std::string date;                       ///< of the run
  std::vector<ConverterSpec> converters;  ///< pinned; asked for what the decoders refuse
  bool transforms_follow = false;         ///< TransformLast will be asked: pictures are kept for it
  std::shared_ptr<const Making> making;   ///< null: nothing is made
};

/// What was made of an item, to be kept with its row.
struct Derived {
  catalog::DerivedRow row;
  Bytes bytes;
};

/// What becomes of one item.
struct Inspected {
  catalog::RecordRow row;
  std::optional<catalog::DeadLetter> dead;
  std::optional<catalog::CachedInspection> cache;
  std::optional<Derived> derived;
  std::shared_ptr<const Bytes> memory;  ///< Location::memory: to be kept with the row
  bool is_reused = false;               ///< what an earlier run has found: no worker was asked
  std::optional<Error> fatal;           ///< the run cannot go on: the worker does not start
  Effort effort;
};

/// A picture made of another, or why there is none.
struct Transformed {
  std::string refusal;  ///< "undecided", "crop.outside", "worker.crashed", ...; empty: it was made
  Outcome outcome = Outcome::kNotMedia;  ///< of the source
  std::vector<std::string> codes;
  std::string media_type;  ///< of what was made, as all below
  std::int32_t width_px = 0;
  std::int32_t height_px = 0;
  Json answer;  ///< all that the worker said: channel::Op::kTransform
  Bytes bytes;
};

/// Names and versions of the steps and of what decodes: equal digests give equal inspections.
std::string StepsDigest(const InspectOptions& options);

/// Threads: one Inspector a thread; it owns a worker.
class Inspector {
 public:
  explicit Inspector(InspectOptions options);

  /// Starts the worker now and not with the first question. A failure shows then.
  void WakeWorker() { (void)Slot(0); }

  /// Never throws and never blocks longer than the worker's deadline.
  Inspected Inspect(const Item& item);

  /// What a worker makes of the picture that Inspect looked at last: it is neither read nor decoded
  /// again where that can be avoided. Requires that Inspect could read it (its row names an asset);
  /// aborts otherwise. Errors: as the next.
  Result<Transformed> TransformLast(const Json& arguments);

  /// SHA-256 over width, height and RGB8 rows, when the bytes at `locator` still are `asset`.
  Result<std::string> PixelHash(const std::string& locator, const std::string& asset);

  /// What a worker makes of a kept file: origins.h, ReadPage.
  /// Errors:  kCorrupt when it can make nothing of it; as SystemError.
  Result<Json> ReadPage(const std::filesystem::path& file, const std::string& url);

  /// What a worker makes of bytes that lie in memory: the answer to `op`.
  /// Errors:  kCorrupt when it can make nothing of them; kExhausted over the worker's input.
  Result<Json> Read(channel::Op op, ByteView bytes, const Json& arguments);

  /// What a worker makes of the picture, when the bytes at `locator` still are `asset`.
  /// Errors:  kInvalidArgument for `arguments` that nobody defined (channel/worker.h names them);
  ///          kNotFound when they have changed; kExhausted over the worker's input; as
  ///          SystemError. A picture that cannot be made is a refusal, no error.
  Result<Transformed> Transform(const std::string& locator, const std::string& asset,
                                const Json& arguments);

  /// The same of a record whose facts are known: what a converter makes of it is taken only when it
  /// is what they say that it made ("convert.differs" refuses it else), and none is asked when they
  /// name none.
  Result<Transformed> TransformAsJudged(const std::string& locator, const std::string& asset,
                                        std::span<const Fact> facts, const Json& arguments);

  /// The same of bytes that lie in memory. A worker that dies of them is not asked twice.
  Result<Transformed> Transform(ByteView bytes, const Json& arguments);

  /// A JPEG of at most `side_px`; empty when the picture cannot be shown.
  Bytes Thumbnail(const std::string& locator, std::int32_t side_px);

 private:
  struct Loaded {
    std::size_t bytes = 0;
    Digest digest;
    ByteView view;  ///< the slot's, until something else is laid there
  };
  /// What Inspect has read.
  struct Last {
    Location location;
    std::string asset;
    Loaded seen;
    bool is_in_slot = false;  ///< it, or what a converter has made of it
  };
  /// How a record was seen by who judged it.
  struct Judged {
    std::string converter;  ///< DigestOf; empty: it was seen as it is
    std::string made;       ///< name of what the converter has made of it
  };
  Inspected Visit(const Item& item);
  Result<std::span<std::uint8_t>> Slot(std::size_t bytes);
  Result<Loaded> Load(const Location& location);
  /// As Load, and once more after a while, when what failed may mend itself: a network's file
  /// system, a process that does not start.
  Result<Loaded> LoadPatiently(const Location& location);
  Result<Loaded> LoadBytes(ByteView bytes);
  Result<channel::Answer> Ask(channel::Op op, std::size_t bytes, const Json& arguments);
  Result<channel::Answer> AskOnce(channel::Op op, std::size_t bytes, const Json& arguments);
  Result<Transformed> TransformAt(const Location& location, const std::string& asset,
                                  const Json& arguments);
  [[nodiscard]] Json WithLimits(const Json& arguments) const;
  [[nodiscard]] Json LookArguments(const std::string& asset) const;
  /// Of the program that was pinned, before and after; again after a while when it could not be
  /// started. Errors: kNotFound when it is another now; as channel::Convert.
  Result<channel::Converted> RunConverter(const ConverterSpec& converter, ByteView bytes);
  static Judged JudgedBy(std::span<const Fact> facts);
  /// What is found when a converter has made something of a file that is not decided; `source`
  /// where none fits. A conversion that fails is a dead letter in `result`.
  Result<Inspection> LookConverted(const Item& item, const Loaded& loaded, Inspection source,
                                   Inspected& result);
  /// As Ask; of what a converter makes of the bytes where they are not decided. Where it is known
  /// how the record was judged (judged_), of what was judged and nothing else.
  Result<channel::Answer> AskSeen(channel::Op op, const Loaded& loaded, const Json& arguments);
  Result<channel::Answer> AskJudged(channel::Op op, const Loaded& loaded, const Json& arguments);
  Result<channel::Answer> AskConverted(channel::Op op, const ConverterSpec& converter,
                                       const Loaded& loaded, const Json& arguments);
  Result<Inspection> Look(const Item& item, const Loaded& loaded, Inspected& result);
  Result<std::optional<std::string>> AnswerKept(const std::string& asset);
  Result<std::vector<Fact>> ReadSidecar(const std::filesystem::path& sidecar,
                                        const std::string& source);
  Inspected Unread(const Item& item, const Error& error, Inspected result);
  Status AddSidecars(const Item& item, std::vector<Fact>& facts);
  void AddOrigin(const Inspection& inspection, std::vector<Fact>& facts);
  Result<const catalog::Catalog*> Cache();
  Inspected Make(const Item& item, Outcome outcome, const std::vector<Fact>& facts,
                 Inspected result);

  InspectOptions options_;
  std::string steps_digest_;
  std::vector<std::string> converted_digests_;
  std::int64_t tries_ = 1;  ///< of what was asked or read last
  int unmended_ = 0;        ///< files in a row that could not be read, whatever the tries
  channel::Worker worker_;
  std::optional<Last> last_;
  std::optional<Judged> judged_;           ///< the record that is transformed, where that is known
  Effort effort_;                          ///< of the visit that is going
  std::optional<catalog::Catalog> cache_;  ///< opened by the first question
};

/// The inspectors of a run. Between its phases they wait with their workers running: to start one
/// costs more than to inspect a picture.
using Inspectors = Crew<Inspector>;

}  // namespace assay::pipeline
