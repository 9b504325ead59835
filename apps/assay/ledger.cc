// SPDX-License-Identifier: Apache-2.0
#include "assay/ledger/ledger.h"

#include <fmt/format.h>

#include <memory>

#include "assay/catalog/catalog.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/workspace.h"
#include "command.h"
#include "problem.h"

namespace assay::cli {
namespace {

struct Flags {
  std::string vkey;
  std::string checkpoint;
  std::string key;
};

int Verify(const Flags& flags, const Globals& globals) {
  const std::filesystem::path workspace = FindWorkspace(globals);
  if (workspace.empty()) return Fail("A0320", "no workspace here", globals.json);
  const pipeline::Layout layout{workspace};
  ledger::VerifyOptions options;
  options.vkey = flags.vkey;
  options.key_file = layout.key();
  options.old_checkpoint = flags.checkpoint;
  const auto report = ledger::Verify(layout.ledger(), options);
  if (!report.ok()) return Fail("A0401", report.error().what, globals.json);
  const ledger::VerifyReport& found = report.value();
  if (globals.json) {
    PrintJson({{"schema", "assay.ledger.verify/1"},
               {"origin", found.origin},
               {"size", found.size},
               {"root", ToBase64(found.root.bytes)},
               {"key_from_outside", found.key_from_outside},
               {"problems", found.problems}});
  } else {
    fmt::print("{}: {} entries, root {}\n", found.origin, found.size, ToBase64(found.root.bytes));
    for (const std::string& problem : found.problems) fmt::print("  {}\n", ToPrintable(problem));
    if (found.problems.empty())
      fmt::print("intact{}\n",
                 found.key_from_outside
                     ? ", under the key that you gave"
                     : ", under the workspace's own key: that proves nothing against its owner; "
                       "give --vkey and --checkpoint that you kept elsewhere");
  }
  return found.problems.empty() ? kDone
                                : Fail("A0301", ToPrintable(found.problems.front()), globals.json);
}

Result<std::int64_t> LeafOf(const pipeline::Layout& layout, const std::string& key) {
  ASSAY_LET(const catalog::Catalog catalog, catalog::Catalog::Open(layout.catalog()));
  ASSAY_LET(const auto run, catalog.LatestRun());
  if (!run) return Error{ErrorCode::kNotFound, "no run in this workspace yet"};
  ASSAY_LET(const auto row, catalog.FindRecord(run->id, key));
  if (!row || row->leaf < 0)
    return Error{ErrorCode::kNotFound,
                 fmt::format("no ledger entry for '{}' in run {}", ToPrintable(key), run->id)};
  return row->leaf;
}

int Prove(const Flags& flags, const Globals& globals) {
  const std::filesystem::path workspace = FindWorkspace(globals);
  if (workspace.empty()) return Fail("A0320", "no workspace here", globals.json);
  const pipeline::Layout layout{workspace};
  const auto leaf = LeafOf(layout, flags.key);
  if (!leaf.ok()) {
    if (leaf.error().code == ErrorCode::kNotFound)
      return Fail("A0330", leaf.error().what, globals.json);
    return Fail(leaf.error(), globals.json);
  }
  const auto receipt = ledger::Prove(layout.ledger(), static_cast<std::uint64_t>(leaf.value()));
  if (!receipt.ok()) return Fail("A0301", receipt.error().what, globals.json);
  PrintJson({{"schema", "assay.ledger.proof/1"},
             {"key", flags.key},
             {"index", leaf.value()},
             {"proof", receipt.value().proof},
             {"entry", receipt.value().entry},
             {"payload", receipt.value().payload},
             {"salt", receipt.value().salt_hex}});
  return kDone;
}

}  // namespace

void AddLedger(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("ledger", "Check the log, or prove one entry");
  command->require_subcommand(1);
  auto flags = std::make_shared<Flags>();
  CLI::App* verify = command->add_subcommand("verify", "Recompute everything that the log claims");
  verify->add_option("--vkey", flags->vkey, "the verifier key that you kept elsewhere")
      ->type_name("KEY");
  verify
      ->add_option("--checkpoint", flags->checkpoint, "an older checkpoint that you kept elsewhere")
      ->type_name("FILE");
  verify->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Verify(*flags, globals); };
  });
  CLI::App* prove =
      command->add_subcommand("prove", "Print proof, entry, payload and salt of a record");
  prove->add_option("KEY", flags->key, "a record's key")->required()->type_name("");
  prove->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Prove(*flags, globals); };
  });
}

}  // namespace assay::cli
