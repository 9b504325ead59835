// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/pipeline/sandboxed_rows.h"
#include "assay/release/diff.h"
#include "assay/release/proof.h"
#include "assay/release/verify.h"
#include "command.h"
#include "problem.h"
#include "release.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kProof_bytes = 16U << 20U;

struct Flags {
  std::string folder;
  std::string key;  ///< of `diff`: the other folder
  std::string proof;
  std::string root;
  std::string vkey;
  std::string receipt;
};

int VerifyProof(const Flags& flags, const Globals& globals) {
  const auto text = ReadFile(flags.proof, kProof_bytes);
  if (!text.ok()) return Fail("A0142", text.error().what, globals.json);
  const auto checked = release::CheckProof(text.value(), flags.root, flags.vkey);
  if (!checked.ok() && checked.error().code == ErrorCode::kInvalidArgument)
    return Fail("A0120", checked.error().what, globals.json);
  if (!checked.ok()) return Fail("A0304", checked.error().what, globals.json);
  const release::Checked& found = checked.value();
  const bool from_outside = !flags.root.empty() || !flags.vkey.empty();
  if (globals.json) {
    PrintJson({{"schema", "assay.release.proof.verify/1"},
               {"key", found.key},
               {"member", found.is_member},
               {"name", found.statement.name},
               {"version", found.statement.version},
               {"root", found.statement.root.Hex()},
               {"from_outside", from_outside}});
    return kDone;
  }
  fmt::print("{} {} {} {}\n", found.statement.name, found.statement.version,
             found.is_member ? "holds" : "does not hold", ToPrintable(found.key));
  fmt::print("root {}{}\n", found.statement.root.Hex(),
             from_outside ? ""
                          : ", under the key that the proof brings: give --root or --vkey that you "
                            "have from elsewhere");
  return kDone;
}

Result<ledger::Receipt> ReadReceipt(const std::string& file) {
  ASSAY_LET(const std::string text, ReadFile(file, kProof_bytes));
  ASSAY_LET(const Json json, ParseJson(text, {.bytes = kProof_bytes}));
  return ledger::Receipt{StringOr(json, "proof"), StringOr(json, "entry"),
                         StringOr(json, "payload"), StringOr(json, "salt")};
}

void Print(const release::VerifyResult& result) {
  if (result.has_statement) {
    const release::Statement& made = result.statement;
    fmt::print("{} {}: {} records, {} files, root {}\n", made.name, made.version, made.count,
               made.content_files, made.root.Hex());
  }
  for (const release::Problem& problem : result.problems)
    fmt::print("  {}\n", release::ToText(problem));
  if (result.problem_count > result.problems.size())
    fmt::print("  and {} more\n", result.problem_count - result.problems.size());
  if (result.problems.empty())
    fmt::print("intact{}\n",
               result.key_from_outside
                   ? ", under the key that you gave"
                   : ", under the key that it brings: that proves nothing against its "
                     "maker; give --vkey that you have from elsewhere");
}

int Verify(const Flags& flags, const Globals& globals) {
  if (flags.folder.empty() == flags.proof.empty())
    return Fail("A0001", "verify needs either a DIR or a --proof", globals.json);
  if (!flags.proof.empty()) return VerifyProof(flags, globals);
  release::VerifyOptions options;
  options.vkey = flags.vkey;
  options.read = pipeline::SandboxedRows(WorkerProgram());
  ledger::Receipt receipt;
  if (!flags.receipt.empty()) {
    auto read = ReadReceipt(flags.receipt);
    if (!read.ok()) return Fail("A0142", read.error().what, globals.json);
    receipt = std::move(read).value();
    options.receipt = &receipt;
  }
  const auto verified = release::Verify(flags.folder, options);
  if (!verified.ok()) return FailOnRelease(verified.error(), globals.json);
  const release::VerifyResult& result = verified.value();
  if (globals.json) {
    Json problems = Json::array();
    for (const release::Problem& problem : result.problems) problems.push_back(ToJson(problem));
    PrintJson({{"schema", "assay.release.verify/1"},
               {"name", result.statement.name},
               {"version", result.statement.version},
               {"root", result.statement.root.Hex()},
               {"count", result.statement.count},
               {"key_from_outside", result.key_from_outside},
               {"problem_count", result.problem_count},
               {"problems", std::move(problems)}});
  } else {
    Print(result);
  }
  if (result.problems.empty()) return kDone;
  // A record that is wrong says more than its file.
  const auto record = std::ranges::find_if(
      result.problems, [](const release::Problem& problem) { return !problem.key.empty(); });
  const release::Problem& first =
      record == result.problems.end() ? result.problems.front() : *record;
  return Fail("A0303", release::ToText(first), globals.json);
}

int Prove(const Flags& flags, const Globals& globals) {
  const auto proof =
      release::Prove(flags.folder, flags.key, pipeline::SandboxedRows(WorkerProgram()));
  if (!proof.ok()) return FailOnRelease(proof.error(), globals.json);
  PrintJson(proof.value());
  return kDone;
}

int Diff(const Flags& flags, const Globals& globals) {
  // One document, written while it is found: the differences may be millions.
  std::string before = "{\"differences\":[";
  const auto show = [&](const release::Difference& found) -> Status {
    if (globals.json) {
      Json line = {{"key", found.key}, {"change", Name(found.change)}};
      if (found.change == release::Change::kChanged) line["members"] = found.members;
      fmt::print("{}{}", std::exchange(before, ","), Canonical(line));
      return Done{};
    }
    constexpr std::array<char, 3> kMarks = {'+', '-', '~'};
    fmt::print("{} {}{}{}\n", kMarks.at(static_cast<std::size_t>(found.change)),
               ToPrintable(found.key), found.members.empty() ? "" : "  ",
               fmt::join(found.members, ", "));
    return Done{};
  };
  const auto read = pipeline::SandboxedRows(WorkerProgram());
  const auto result = release::Diff(flags.folder, flags.key, read, show);
  if (!result.ok()) return FailOnRelease(result.error(), globals.json);
  const release::DiffResult& found = result.value();
  if (globals.json)
    fmt::print("{}],\"schema\":\"assay.release.diff/1\",\"total\":{}}}\n",
               found.differs() ? "" : before,
               Canonical({{"added", found.added},
                          {"removed", found.removed},
                          {"changed", found.changed},
                          {"same", found.same}}));
  else
    fmt::print("{} added, {} removed, {} changed, {} the same\n", found.added, found.removed,
               found.changed, found.same);
  return found.differs() ? kFindings : kDone;
}

}  // namespace

int FailOnRelease(const Error& error, bool json) {
  switch (error.code) {
    case ErrorCode::kNotFound:
    case ErrorCode::kUnsupported:
      return Fail("A0142", error.what, json);
    case ErrorCode::kInvalidArgument:
      return Fail("A0120", error.what, json);
    case ErrorCode::kCorrupt:
    case ErrorCode::kExhausted:
      return Fail("A0303", error.what, json);
    default:
      return Fail("A0401", error.what, json);
  }
}

void AddReleaseVerify(CLI::App& command, const Globals& globals, Action& action) {
  auto flags = std::make_shared<Flags>();
  CLI::App* verify =
      command.add_subcommand("verify", "Check a release from its folder alone, or a proof");
  verify->add_option("DIR", flags->folder, "the folder of the release")->type_name("");
  verify->add_option("--vkey", flags->vkey, "the verifier key that you have from elsewhere")
      ->type_name("KEY");
  verify->add_option("--receipt", flags->receipt, "what assay release receipt printed")
      ->type_name("FILE");
  verify->add_option("--proof", flags->proof, "what assay release prove printed")
      ->type_name("FILE");
  verify->add_option("--root", flags->root, "of a proof: the root that you have from elsewhere")
      ->type_name("HEX");
  verify->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Verify(*flags, globals); };
  });
  auto asked = std::make_shared<Flags>();
  CLI::App* prove =
      command.add_subcommand("prove", "Print a proof that a release holds a key, or does not");
  prove->add_option("DIR", asked->folder, "the folder of the release")->required()->type_name("");
  prove->add_option("KEY", asked->key, "a record's key")->required()->type_name("");
  prove->callback([asked, &globals, &action] {
    action = [asked, &globals] { return Prove(*asked, globals); };
  });
  auto two = std::make_shared<Flags>();
  CLI::App* diff = command.add_subcommand("diff", "What is different between two releases");
  diff->add_option("BEFORE", two->folder, "the folder of a release")->required()->type_name("");
  diff->add_option("AFTER", two->key, "the folder of another")->required()->type_name("");
  diff->callback(
      [two, &globals, &action] { action = [two, &globals] { return Diff(*two, globals); }; });
}

}  // namespace assay::cli
