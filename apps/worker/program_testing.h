// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the program share: where it is, and requests in one line. Tests only.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include "assay/channel/worker.h"
#include "assay/core/file.h"

namespace assay::channel::testing {

inline std::string Variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): tests have one thread
  return value == nullptr ? "" : value;
}

/// The program under test, in the build that the tests came from.
inline Options Program() {
  Options options;
  options.program = Variable("ASSAY_WORKER");
  options.deadline = std::chrono::seconds(60);
  options.cpu_limit = std::chrono::seconds(60);
  return options;
}

/// Sanitizers need what two layers take away, so some endings differ there.
inline bool IsSanitized() { return DefaultMode() == "sanitizer"; }

inline Answer Ask(Worker& worker, Op op, std::string_view bytes, const Json& arguments) {
  auto slot = worker.Input(bytes.size());
  if (!slot.ok()) {
    ADD_FAILURE() << slot.error().what;
    return {};
  }
  std::ranges::copy(bytes, slot.value().begin());
  auto answer = worker.Run(op, bytes.size(), arguments);
  if (!answer.ok()) {
    ADD_FAILURE() << answer.error().what;
    return {};
  }
  return std::move(answer).value();
}

/// Readable failures: "crashed", not 3.
inline std::string EndingOf(const Answer& answer) { return std::string(Name(answer.ending)); }

}  // namespace assay::channel::testing
