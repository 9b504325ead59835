// SPDX-License-Identifier: Apache-2.0
//
// The parent's side of one sandboxed worker: start it, hand over bytes, judge how it ended.
// It decodes nothing and trusts nothing that a worker says.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::channel {

/// What a worker is asked to do with the bytes in its input slot.
enum class Op : std::uint32_t {
  kInspect,     ///< a media file -> Inspection; with "thumbnail_px" in the arguments also a JPEG
  kXmp,         ///< an XMP sidecar -> {"facts": [...]}
  kPixelHash,   ///< a media file -> {"pixels": "sha256:..."}: full decode, w, h, RGB8 rows
  kMisbehave,   ///< tests only
};

/// How a request ended. After anything but kAnswered and kRefused the process is gone.
enum class Ending {
  kAnswered,
  kRefused,        ///< the worker said no (too large, out of memory), and lives on
  kForbiddenCall,  ///< seccomp
  kCrashed,
  kCpuLimit,
  kDeadline,
  kKilled,  ///< SIGKILL, not from us: the kernel was out of memory
  kExited,
  kLied,  ///< an answer that cannot be true
};
std::string_view Name(Ending ending);  // "answered", "crashed", ...: part of dead-letter codes

struct Answer {
  Ending ending = Ending::kExited;
  Json json;               ///< kAnswered only
  Bytes blob;              ///< e.g. a thumbnail
  std::string last_words;  ///< stderr of a dead worker, printable, cut
};

struct Options {
  std::filesystem::path program;  ///< assay-worker
  std::uint64_t memory_bytes = 1ULL << 30U;
  std::size_t input_slot_bytes = 512ULL << 20U;   ///< sparse: costs what a record touches
  std::size_t output_slot_bytes = 64ULL << 20U;
  std::chrono::milliseconds deadline{60'000};
  std::chrono::milliseconds cpu_limit{20'000};
  bool require_namespaces = false;
  std::string mode = "kill";  ///< or "report", "sanitizer"
};

/// One worker, started when first needed and again after it died.
/// Threads: used by one thread, which must outlive it (PR_SET_PDEATHSIG).
class Worker {
 public:
  explicit Worker(Options options);
  Worker(Worker&&) noexcept;
  Worker& operator=(Worker&&) noexcept;
  ~Worker();

  /// Room for the next request's bytes: fill it, then Run. Errors: kUnavailable when the worker
  /// cannot be started with the required layers; kExhausted when `bytes` exceed the slot.
  Result<std::span<std::uint8_t>> Input(std::size_t bytes);

  /// Runs `op` on the first `bytes` of the input. `arguments` is a JSON object of at most 4 KiB.
  Result<Answer> Run(Op op, std::size_t bytes, const Json& arguments);

  [[nodiscard]] std::int64_t restarts() const;
  [[nodiscard]] std::string layers() const;  ///< "net-ns,landlock,...": for `assay doctor`

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::channel
