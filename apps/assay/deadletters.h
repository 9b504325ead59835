// SPDX-License-Identifier: Apache-2.0
//
// What the subcommands of `assay deadletters` share.
#pragma once

#include <string>
#include <string_view>

#include "assay/pipeline/run.h"
#include "audit.h"
#include "command.h"

namespace assay::cli {

struct ReplayFlags {
  pipeline::DeadFilter filter;
  std::string plan;  ///< a changed plan; empty: the run's own
  std::string out;
  RunFlags run;
};

/// Looks at dead letters again, and says what became of them; the run's exit code.
int Replay(const ReplayFlags& flags, const Globals& globals);

/// Errors:  kInvalidArgument when its day is none.
Status Check(const pipeline::DeadFilter& filter);

/// Problem code for an error of who asks for dead letters.
std::string_view LetterProblem(const Error& error);

/// What a dead letter means, and what to do.
struct LetterHelp {
  std::string_view means;
  std::string_view action;
};
LetterHelp HelpFor(const catalog::DeadLetter& letter);

}  // namespace assay::cli
