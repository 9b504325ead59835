// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "deadletters.h"

namespace assay::cli {
namespace {

struct Entry {
  std::string_view word;  ///< a code, the beginning of one that ends in '.', or a class
  LetterHelp help;
};

constexpr std::string_view kReplay = "mend what is wrong, then assay deadletters replay";
constexpr std::string_view kConverter =
    "try the command by hand on the file; mend it, then assay deadletters replay --plan PLAN";

/// The first that fits counts: codes stand before the classes that they belong to.
constexpr std::array kEntries = {
    Entry{
        "unsupported",
        {"a known format, or a feature of one, that no decoder here reads",
         "name a program that turns it into PNG or JPEG in a step convert of the plan, then assay "
         "deadletters replay --plan PLAN; docs/guide/new-formats.md"}},
    Entry{"not_media",
          {"the bytes are of no known format", "see what it is; what no picture is may stay dead"}},
    Entry{
        "truncated",
        {"the file ends before its picture does", "get it again from where it came, then replay"}},
    Entry{"corrupt", {"the file is damaged", "get it again from where it came, then replay"}},
    Entry{"empty", {"the file has no bytes", "get it again from where it came, then replay"}},
    Entry{"bomb",
          {"it asks for more pixels, frames or memory than the plan's limits allow",
           "leave it dead, or raise limits in the plan and replay with --plan"}},
    Entry{"limit.",
          {"it is larger than a limit",
           "leave it dead, or raise limits in the plan and replay "
           "with --plan"}},
    Entry{"input.unavailable",
          {"its file system did not give it, though it was asked several times",
           "see to the mount or the disk, then assay deadletters replay --class transient"}},
    Entry{"input.changed",
          {"the file changed while it was read", "let whoever writes it finish, then replay"}},
    Entry{"input.",
          {"the file cannot be opened", "check that it is there and may be read; replay"}},
    Entry{"sample.", {"what the manifest says of it cannot be read", kReplay}},
    Entry{"fetch.",
          {"it could not be fetched, or its host forbids it",
           "what is forbidden stays dead; else build again: it is asked for again"}},
    Entry{"acquire.",
          {"it could not be fetched, or its host forbids it",
           "what is forbidden stays dead; else build again: it is asked for again"}},
    Entry{"convert.failed", {"the plan's converter gave up on it", kConverter}},
    Entry{"convert.crashed", {"the plan's converter died of it", kConverter}},
    Entry{"convert.changed",
          {"somebody changed the plan's converter while the run went",
           "assay deadletters replay --plan PLAN takes the new one"}},
    Entry{"convert.differs",
          {"the plan's converter makes something else of the same bytes than what was judged",
           "take a program whose output depends on its input alone, then replay with --plan"}},
    Entry{"convert.forbidden_call",
          {"the plan's converter did what its sandbox forbids",
           "find out why before you trust the program or the file again"}},
    Entry{"convert.timeout",
          {"the plan's converter did not come to an end in time",
           "leave it dead, or raise limits: per_record in the plan and replay with --plan"}},
    Entry{"convert.unavailable",
          {"the plan's converter could not be started in its sandbox",
           "anybody must be able to read and run it, and it sees no libraries outside /usr and "
           "/lib; assay doctor tells of the sandbox; then replay"}},
    Entry{"convert.unreadable",
          {"what the plan's converter wrote is no picture that is read here", kConverter}},
    Entry{"convert.", {"the plan's converter made nothing of use", kConverter}},
    Entry{"worker.unavailable",
          {"no worker could be started", "assay doctor tells why; then replay"}},
    Entry{"transform.bad_request",
          {"no worker understands what it was asked to make: a defect of assay",
           "report it, with the plan's step transform"}},
    Entry{"poison",
          {"it killed or misled the worker that looked at it, each time it was tried",
           "leave it dead; it is looked at again by a newer version, or by a replay"}},
    Entry{"resource", {"it needs more than a limit allows", "leave it dead, or raise the limit"}},
    Entry{"transient", {"something that may mend itself has not yet", "replay"}},
    Entry{"policy", {"it may not be fetched", "the reasons are in its message"}},
    Entry{"", {"it could not be processed", kReplay}},
};

bool Fits(std::string_view word, const catalog::DeadLetter& letter) {
  if (word.empty() || word == letter.code || word == letter.error_class) return true;
  return word.ends_with('.') && letter.code.starts_with(word);
}

}  // namespace

LetterHelp HelpFor(const catalog::DeadLetter& letter) {
  return std::ranges::find_if(kEntries,
                              [&](const Entry& entry) { return Fits(entry.word, letter); })
      ->help;
}

}  // namespace assay::cli
