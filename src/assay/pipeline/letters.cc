// SPDX-License-Identifier: Apache-2.0
//
// What an Inspector writes on a dead letter.
#include <utility>

#include "assay/core/bytes.h"
#include "assay/pipeline/inspect_internal.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline::internal {

catalog::DeadLetter LetterOf(const Item& item, std::string_view step, std::string_view error_class,
                             std::string_view code, std::string_view message) {
  const std::string now = Now();
  return {item.record.key,
          std::string(step),
          std::string(error_class),
          std::string(code),
          ToPrintable(message),
          1,
          now,
          now};
}

Inspected Dead(Inspected result, catalog::DeadLetter letter) {
  result.row.state = catalog::State::kDead;
  result.dead = std::move(letter);
  return result;
}

std::string_view ClassOf(Outcome outcome) {
  return outcome == Outcome::kBomb ? "resource" : "input";
}

std::pair<std::string_view, std::string_view> WhyUnread(ErrorCode code) {
  switch (code) {
    case ErrorCode::kExhausted:
      return {"resource", "limit.bytes"};
    case ErrorCode::kUnavailable:
      return {"transient", "input.unavailable"};
    default:
      return {"input", "input.unreadable"};
  }
}

std::pair<std::string_view, std::string_view> WhyUnmade(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound:
      return {"transient", "input.changed"};
    case ErrorCode::kInvalidArgument:
      return {"code", "transform.bad_request"};  // we asked for what no worker understands
    case ErrorCode::kExhausted:
      return {"resource", "limit.bytes"};
    default:
      return {"code", kWorkerUnavailable};
  }
}

}  // namespace assay::pipeline::internal
