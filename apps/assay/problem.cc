// SPDX-License-Identifier: Apache-2.0
#include "problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "assay/core/bytes.h"

namespace assay::cli {
namespace {

constexpr std::array kPages = {
    ProblemPage{"A0001", "The command line is wrong",
                "assay --help lists the commands, assay COMMAND --help their flags"},
    ProblemPage{"A0100", "A source cannot be read",
                "check the path and its permissions; a source is a folder, a media file, or a "
                "manifest (.csv .jsonl .parquet)"},
    ProblemPage{"A0101", "A source holds no files",
                "point assay at the folder that holds the pictures"},
    ProblemPage{
        "A0110", "A manifest cannot be used",
        "a manifest needs a header and a column that names files (path, file, filename, key …)"},
    ProblemPage{"A0111", "Rows of a manifest are wrong",
                "mend or delete the named rows; all other records were audited"},
    ProblemPage{"A0120", "A plan or flag has a wrong value",
                "docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold"},
    ProblemPage{"A0130", "Nothing is known of that origin",
                "assay origin list names those that were crawled; an origin is scheme, host and, "
                "where it is not the usual one, port"},
    ProblemPage{"A0131", "Terms of use stop this",
                "read them with assay origin show ORIGIN, then assay origin clear or block"},
    ProblemPage{"A0140", "A release cannot be made",
                "a release needs a run that has allowed something, an OUT that is not in use, and "
                "a name and "
                "version that are not taken; docs/guide/release.md"},
    ProblemPage{"A0141", "A file is no longer what was judged",
                "audit again, or leave out what has changed with --skip-changed"},
    ProblemPage{
        "A0142", "There is no release to look at",
        "name the folder that holds release.json, or a file that assay release prove wrote"},
    ProblemPage{"A0150", "An expectation of the plan does not hold",
                "no release was made; the report has the reasons; mend the source or the plan's "
                "expect; docs/guide/watch-a-run.md"},
    ProblemPage{"A0160", "A table of predictions cannot be audited",
                "mend the table or the flags; the message's help names the command's guide, in "
                "docs/guide"},
    ProblemPage{"A0161", "A fairness gate's policy is wrong",
                "the message says where; docs/reference/fairness-gate.md lists all keys"},
    ProblemPage{"A0162", "A data set's table or population cannot be audited",
                "mend the table, the population or the flags; the message's help names the "
                "command's guide, in docs/guide"},
    ProblemPage{"A0163", "A fairness report cannot be made",
                "name documents as audits of assay fairness wrote them, at most 16 "
                "and 256 MiB each; docs/guide/fairness-report.md"},
    ProblemPage{"A0164", "A governance record or its evidence is wrong",
                "the message says where; docs/reference/governance-record.md lists all keys"},
    ProblemPage{"A0165", "Boxes of a detector cannot be audited",
                "mend the named row or the flags; --pictures names pictures without boxes; "
                "docs/guide/audit-a-detector.md"},
    ProblemPage{"A0200", "The policy cannot be loaded",
                "assay policy test DIR shows the same problem; policies are Rego v1"},
    ProblemPage{"A0201", "The policy gave an answer that is no decision",
                "every record it failed on is under review; assay explain KEY shows the situation, "
                "docs/reference/policy.md the answer's form"},
    ProblemPage{"A0202", "A test of the policy fails",
                "the named test is a rule in a *_test.rego file of the pack"},
    ProblemPage{"A0300", "The workspace contradicts itself",
                "no evidence was changed; keep a copy, then compare it with your backup; "
                "docs/guide/verify-the-ledger.md"},
    ProblemPage{
        "A0301", "The ledger does not verify",
        "nothing was changed; keep a copy of the folder and of the checkpoint that you remember"},
    ProblemPage{"A0302", "A decision does not replay",
                "the stored inputs no longer give the stored answer: keep a copy, then run assay "
                "ledger verify"},
    ProblemPage{"A0303", "A release does not verify",
                "nothing was changed; do not use it: get it anew from where it was published"},
    ProblemPage{"A0304", "A proof does not hold",
                "it proves nothing; ask for another one, and for the root or key from elsewhere"},
    ProblemPage{"A0310", "The workspace is in use",
                "wait for the named process, or choose another --workspace"},
    ProblemPage{"A0320", "There is nothing to look at yet",
                "run assay audit first, or name the workspace with --workspace DIR/.assay"},
    ProblemPage{"A0330", "No such record",
                "keys are paths relative to the source, as in records.parquet"},
    ProblemPage{"A0331", "No such run", "assay runs list names those of this workspace"},
    ProblemPage{"A0332", "No such dead letter",
                "assay deadletters list names those of the latest run"},
    ProblemPage{"A0400", "The disk is full",
                "free some space and run the same command again: it goes on where it stopped"},
    ProblemPage{"A0401", "A file cannot be read or written", "check the path and its permissions"},
    ProblemPage{"A0402", "The run was stopped",
                "run the same command again: it goes on where it stopped"},
    ProblemPage{
        "A0403", "The system gives no more threads or memory",
        "give the process more (ulimit -u, ulimit -v) or ask for fewer --jobs, then run the "
        "same command again: it goes on where it stopped"},
    ProblemPage{"A0500", "Workers do not start",
                "assay doctor tells which layer of the sandbox is missing"},
};

std::string_view CodeFor(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalidArgument:
      return "A0120";
    case ErrorCode::kCorrupt:
      return "A0300";
    case ErrorCode::kExhausted:
      return "A0400";
    case ErrorCode::kCancelled:
      return "A0402";
    case ErrorCode::kUnsupported:
      return "A0300";
    default:
      return "A0401";
  }
}

}  // namespace

std::span<const ProblemPage> ProblemPages() { return kPages; }

const ProblemPage* FindProblem(std::string_view code) {
  const auto* found = std::ranges::find(kPages, code, &ProblemPage::code);
  return found == kPages.end() ? nullptr : found;
}

int Fail(std::string_view code, std::string_view message, bool json, std::string_view help) {
  const ProblemPage* page = FindProblem(code);
  ASSAY_CHECK(page != nullptr);
  if (help.empty()) help = page->help;
  if (json) {
    const Json problem = {{"schema", "assay.error/1"},
                          {"code", code},
                          {"title", page->title},
                          {"message", ToUtf8(message, message.size() * 3)},
                          {"help", help}};
    fmt::print(stderr, "{}\n", Canonical(problem));
  } else {
    fmt::print(stderr, "assay: {}: {}\n", code, message);
    fmt::print(stderr, "  help: {}\n", help);
  }
  return code.starts_with("A030") ? kIntegrity : kBadInput;
}

int Fail(const Error& error, bool json) { return Fail(CodeFor(error), error.what, json); }

}  // namespace assay::cli
