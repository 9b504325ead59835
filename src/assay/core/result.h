// SPDX-License-Identifier: Apache-2.0
//
// Result<T>: a value, or the reason there is none. Our only error channel.
//
// Three different things must never share a channel:
//   a bug               ASSAY_CHECK(...)   prints the condition and aborts
//   an operation failed Result<T>          caller must look (nodiscard) and pass on
//   a record is refused an Outcome or a Decision: ordinary data, counted, in the ledger
//
// Own type because std::expected needs C++23 in g++ 12. Errors copy; keep them off hot loops.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace assay::internal {
[[noreturn]] inline void Die(const char* where, const char* what) {
  std::fprintf(stderr, "assay: %s: %s\n", where, what);
  std::abort();
}
}  // namespace assay::internal

/// Aborts, in every build type, when `condition` is false. For bugs, never for input.
#define ASSAY_CHECK(condition)                                      \
  do {                                                              \
    if (!(condition)) ::assay::internal::Die(__FILE__, #condition); \
  } while (false)

/// Passes an error to our caller: `ASSAY_TRY(file.Flush());`
#define ASSAY_TRY(expression)                                                      \
  do {                                                                             \
    if (auto try_ = (expression); !try_.ok()) return ::assay::Error(try_.error()); \
  } while (false)

/// As ASSAY_TRY, and names the value: `ASSAY_LET(const auto image, Decode(bytes));`
#define ASSAY_LET(declaration, expression) \
  ASSAY_LET_IMPL(ASSAY_JOIN(let_, __LINE__), declaration, expression)
#define ASSAY_LET_IMPL(temporary, declaration, expression)       \
  auto temporary = (expression);                                 \
  if (!temporary.ok()) return ::assay::Error(temporary.error()); \
  declaration = std::move(temporary).value()
#define ASSAY_JOIN(a, b) ASSAY_JOIN_IMPL(a, b)
#define ASSAY_JOIN_IMPL(a, b) a##b

namespace assay {

/// Closed list. Add a code only when some caller would branch on it.
enum class ErrorCode {
  kInvalidArgument,  ///< the caller's fault; retrying cannot help
  kNotFound,
  kCorrupt,      ///< bytes contradict their format or their hash
  kUnsupported,  ///< well-formed, but a feature we do not read
  kDenied,       ///< policy, permission or licence says no
  kExhausted,    ///< memory, disk, quota or size limit
  kUnavailable,  ///< remote side; retrying may help
  kCancelled,
};

/// Why an operation failed. `what` is one sentence for a person, without a trailing stop.
struct [[nodiscard]] Error {
  ErrorCode code;
  std::string what;
  bool is_disk_full = false;  ///< then kExhausted: room on the disk would mend it

  /// Adds where it happened, outermost first: "reading shard 7: bad header".
  Error In(std::string_view where) && {
    what = std::string(where) + ": " + what;
    return std::move(*this);
  }
};

/// Marker for Result<void>-like returns: `Status Flush();`
struct Done {};

template <typename T>
class [[nodiscard]] Result {
  static_assert(!std::is_same_v<T, Error>, "an Error is not a value");

 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(*-explicit-*)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(*-explicit-*)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }

  /// Requires ok(); aborts otherwise, in every build type.
  T& value() & { return Require(), *std::get_if<0>(&state_); }
  const T& value() const& { return Require(), *std::get_if<0>(&state_); }
  T&& value() && { return Require(), std::move(*std::get_if<0>(&state_)); }

  /// Requires !ok(); aborts otherwise.
  [[nodiscard]] const Error& error() const {
    ASSAY_CHECK(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  void Require() const {
    if (!ok()) internal::Die("Result", error().what.c_str());
  }

  std::variant<T, Error> state_;
};

using Status = Result<Done>;

}  // namespace assay
