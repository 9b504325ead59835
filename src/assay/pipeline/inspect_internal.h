// SPDX-License-Identifier: Apache-2.0
//
// What the parts of an Inspector share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/pipeline/inspect.h"

namespace assay::pipeline::internal {

/// A dead letter of today, of one try.
catalog::DeadLetter LetterOf(const Item& item, std::string_view step, std::string_view error_class,
                             std::string_view code, std::string_view message);

/// `result` as a record that the letter is about.
Inspected Dead(Inspected result, catalog::DeadLetter letter);

/// Class of a letter about a file of that outcome: it decides whether trying again can help.
std::string_view ClassOf(Outcome outcome);

/// Class of a letter about a picture that was refused.
std::string_view ClassOf(const Transformed& picture);

/// What a manifest says of a sample, what the set says, and what we did, no worker knows.
bool SpeaksForOthers(const std::vector<Fact>& facts);

/// StepsDigest of what each converter of `options` makes readable: it depends on those before it
/// too, which would have been asked first.
std::vector<std::string> ConvertedDigests(const InspectOptions& options);

/// Class and code of a file that an error has kept from being read. What may mend itself and has
/// not is no fault of the input, and worth another run.
std::pair<std::string_view, std::string_view> WhyUnread(ErrorCode code);

/// The same of a picture that was not made.
std::pair<std::string_view, std::string_view> WhyUnmade(ErrorCode code);

/// Waits for the next try of what may mend itself, when there is to be one: two seconds over all.
bool IsWorthAnother(const Error& error, std::int64_t tries);

inline constexpr std::string_view kWorkerUnavailable = "worker.unavailable";

}  // namespace assay::pipeline::internal
