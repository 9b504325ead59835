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

#include "assay/channel/protocol.h"
#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::channel {

/// How a request ended. After anything but kAnswered and kRefused the process is gone.
enum class Ending {
  kAnswered,       ///< `json` holds
  kRefused,        ///< the worker said no (too large, out of memory), and lives on
  kForbiddenCall,  ///< seccomp
  kCrashed,        ///< any other signal of its own
  kCpuLimit,       ///< killed by us
  kDeadline,       ///< killed by us
  kKilled,         ///< SIGKILL, not from us: the kernel was out of memory
  kExited,
  kLied,  ///< an answer that cannot be true
};
std::string_view Name(Ending ending);  // "answered", "crashed", ...: part of dead-letter codes

struct Answer {
  Ending ending = Ending::kExited;
  Json json;   ///< kAnswered: an object; kRefused: {"code": "limit.memory", "what": ...}
  Bytes blob;  ///< e.g. a thumbnail
  std::string last_words;           ///< stderr of a dead worker, printable, cut
  std::chrono::nanoseconds cpu{0};  ///< of the worker for this request; 0 when it died of it
};

/// "kill", or "sanitizer" in a build whose sanitizer needs what the sandbox takes away.
std::string_view DefaultMode();

struct Options {
  std::filesystem::path program;                 ///< assay-worker
  std::uint64_t memory_bytes = 1ULL << 30U;      ///< beside the slots; fits 100 megapixels
  std::size_t input_slot_bytes = 512ULL << 20U;  ///< sparse: costs what a record touches
  std::size_t output_slot_bytes = 64ULL << 20U;
  std::chrono::milliseconds deadline{60'000};
  std::chrono::milliseconds cpu_limit{20'000};
  bool require_namespaces = false;
  bool use_namespaces = true;                     ///< tests switch them off
  std::string mode = std::string(DefaultMode());  ///< or "report": names a forbidden call
  bool misdeeds = false;                          ///< tests only: Op::kMisbehave is obeyed
};

/// One worker, started when first needed and again after it died. It is also replaced after many
/// requests, after a very large record, or when its memory has grown: callers see nothing of that.
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

  /// Runs `op` on the first `bytes` of the input. `arguments` is a JSON object of at most 4 KiB:
  ///   kInspect    {"steps": ["rights", "privacy", "quality", "duplicates"], "thumbnail_px": N,
  ///                "pixels": limit, "long_side_px": N, "keep_as": name of the bytes}
  ///               all optional; no "steps" means these four, not "skin_tone". An empty list asks
  ///               for a look only: the picture may then be rough. A name asks the worker to keep
  ///               what it decoded, until its next request
  ///   kXmp        {"source": "sidecar:<name>"}
  ///   kPixelHash  {"pixels": limit}
  ///   kPage       {"url": where it came from, "charset": as the transport said, "asset": address,
  ///                "products": {"item": selector, "price": selector, ...}}
  ///               all optional; with "asset" statements about other assets are left out;
  ///               markup/selectors.h says what selectors of products may be
  ///   kXml        {"kind": "rsl" or "sitemap"}
  ///   kTransform  {"crop": [x0, y0, x1, y1], "resize": {"mode": "fit", "cover", "pad" or "exact",
  ///                "width_px": N, "height_px": N, "enlarge": false, "background": [r, g, b]},
  ///                "encode": {"format": "jpeg", "webp" or "png", "quality": 95,
  ///                "subsampling": "420" or "444", "lossless": false}, "flatten": [r, g, b],
  ///                "colour": "keep" or "rgb", "boxes": [[x0, y0, x1, y1], ...],
  ///                "points": [[x, y], ...], "coordinates": "upright" or "stored",
  ///                "pixels": limit, "kept_as": name of the bytes}
  ///               all optional; a JPEG of quality 95, of all of the picture at its size, when
  ///               nothing is said. The crop is in whole pixels of the upright picture; "stored"
  ///               means boxes and points before EXIF turned it. worker/transform.h has the answer.
  ///               When the request before was a kInspect that kept these bytes under that name,
  ///               they need not be decoded again; the answer is the same
  /// The input keeps its bytes until the next call of Input: the same request may be run again.
  ///
  /// Errors:  kInvalidArgument for arguments that do not fit; kUnavailable as Input. Whatever the
  ///          worker does is an Answer, no Error.
  /// Cost:    about 60 us beside the work; 20 ms more when the worker has to be started.
  Result<Answer> Run(Op op, std::size_t bytes, const Json& arguments);

  [[nodiscard]] std::int64_t restarts() const;    ///< after a death; replacements are not counted
  [[nodiscard]] std::int64_t process_id() const;  ///< of the running worker, else -1
  [[nodiscard]] std::string layers()
      const;  ///< "net-ns,landlock,..."; empty before the first start

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::channel
