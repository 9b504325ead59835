// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "assay/catalog/releases.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/freeze.h"
#include "assay/pipeline/workspace.h"
#include "command.h"
#include "problem.h"
#include "release.h"
#include "stop.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

struct Flags {
  std::string out;
  std::string name;
  std::string version = "1.0.0";
  bool skip_changed = false;
};

void Print(const pipeline::Frozen& frozen, const fs::path& out) {
  const release::Statement& made = frozen.statement;
  fmt::print("{} {}: {} records, {} files, {} bytes\n", made.name, made.version, made.count,
             made.content_files, made.content_bytes);
  fmt::print("root      {}\n", made.root.Hex());
  fmt::print("ledger    entry {} of {}\n", made.ledger_leaf, made.ledger_origin);
  fmt::print("key       {}\n", made.ledger_vkey);
  if (made.left_out.changed + made.left_out.withdrawn > 0)
    fmt::print("left out  {} changed, {} withdrawn\n", made.left_out.changed,
               made.left_out.withdrawn);
  fmt::print("{}{}\n", frozen.was_there ? "there     " : "written   ", ToPrintable(out.native()));
}

int Create(const Flags& flags, const Globals& globals) {
  const fs::path folder = FindWorkspace(globals);
  std::error_code ignored;
  if (folder.empty() || !fs::is_directory(folder, ignored))
    return Fail("A0320", "no workspace here", globals.json);
  auto workspace = pipeline::Workspace::Open(folder);
  if (!workspace.ok() && workspace.error().code == ErrorCode::kUnavailable)
    return Fail("A0310", workspace.error().what, globals.json);
  if (!workspace.ok()) return Fail(workspace.error(), globals.json);
  CatchStopSignals();
  pipeline::FreezeOptions options;
  options.out = fs::absolute(flags.out).lexically_normal();
  if (!options.out.has_filename()) options.out = options.out.parent_path();
  options.name = flags.name.empty() ? ToLowerAscii(options.out.filename().native()) : flags.name;
  options.version = flags.version;
  options.skip_changed = flags.skip_changed;
  options.versions = {{"assay", StringOr(Versions(), "assay")}};
  options.stop = &StopRequested();
  options.left_out = [](const std::string& key, std::string_view why) {
    fmt::print(stderr, "assay: left out {}: {}\n", ToPrintable(key), why);
  };
  const auto frozen = pipeline::Freeze(workspace.value(), options);
  if (!frozen.ok()) {
    const int code = Fail(FreezeProblem(frozen.error()), frozen.error().what, globals.json);
    return StopSignal() != 0 ? 128 + StopSignal() : code;
  }
  if (globals.json)
    PrintJson({{"schema", "assay.release.create/1"},
               {"statement", ParseJson(release::TextOf(frozen.value().statement)).value()},
               {"digest", frozen.value().digest},
               {"was_there", frozen.value().was_there}});
  else
    Print(frozen.value(), flags.out);
  return kDone;
}

int Receipt(const Flags& flags, const Globals& globals) {
  const fs::path folder = FindWorkspace(globals);
  std::error_code ignored;
  const pipeline::Layout layout{folder};
  if (folder.empty() || !fs::exists(layout.catalog(), ignored))
    return Fail("A0320", "no workspace here", globals.json);
  auto catalog = catalog::Catalog::Open(layout.catalog());
  if (!catalog.ok()) return Fail(catalog.error(), globals.json);
  const auto row = catalog::Releases(catalog.value()).Find(flags.name, flags.version);
  if (!row.ok()) return Fail(row.error(), globals.json);
  if (!row.value())
    return Fail("A0142",
                fmt::format("no release {} {} in this workspace", ToPrintable(flags.name),
                            ToPrintable(flags.version)),
                globals.json);
  const auto receipt =
      ledger::Prove(layout.ledger(), static_cast<std::uint64_t>(row.value()->leaf));
  if (!receipt.ok()) return Fail("A0301", receipt.error().what, globals.json);
  PrintJson({{"schema", "assay.release.receipt/1"},
             {"name", flags.name},
             {"version", flags.version},
             {"index", row.value()->leaf},
             {"proof", receipt.value().proof},
             {"entry", receipt.value().entry},
             {"payload", receipt.value().payload},
             {"salt", receipt.value().salt_hex}});
  return kDone;
}

int List(const Globals& globals) {
  const fs::path folder = FindWorkspace(globals);
  std::error_code ignored;
  const pipeline::Layout layout{folder};
  if (folder.empty() || !fs::exists(layout.catalog(), ignored))
    return Fail("A0320", "no workspace here", globals.json);
  auto catalog = catalog::Catalog::Open(layout.catalog());
  if (!catalog.ok()) return Fail(catalog.error(), globals.json);
  const auto all = catalog::Releases(catalog.value()).All();
  if (!all.ok()) return Fail(all.error(), globals.json);
  Json list = Json::array();
  for (const catalog::ReleaseState& state : all.value()) {
    const catalog::ReleaseRow& row = state.release;
    list.push_back({{"name", row.name},
                    {"version", row.version},
                    {"run", row.run},
                    {"root", row.root},
                    {"count", row.count},
                    {"withdrawn", state.withdrawn},
                    {"statement", Sha256(row.statement).Hex()},
                    {"sealed_at", row.at},
                    {"leaf", row.leaf}});
    if (!globals.json)
      fmt::print("{} {}  {} records, {} withdrawn since, root {}, ledger entry {}\n", row.name,
                 row.version, row.count, state.withdrawn, row.root, row.leaf);
  }
  if (globals.json) PrintJson({{"schema", "assay.release.list/1"}, {"releases", std::move(list)}});
  return kDone;
}

}  // namespace

std::string_view FreezeProblem(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kNotFound:
      return "A0140";
    case ErrorCode::kDenied:
      return "A0141";
    case ErrorCode::kExhausted:
      return "A0400";
    case ErrorCode::kCancelled:
      return "A0402";
    case ErrorCode::kCorrupt:
    case ErrorCode::kUnsupported:
      return "A0300";
    default:
      return "A0401";
  }
}

void AddRelease(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command =
      app.add_subcommand("release", "Freeze what is allowed; verify, prove and compare releases");
  command->require_subcommand(1);
  auto flags = std::make_shared<Flags>();
  CLI::App* create =
      command->add_subcommand("create", "Freeze the allowed records of the latest finished run");
  create->add_option("OUT", flags->out, "the folder to be made")->required()->type_name("");
  create->add_option("--as", "how the content lies there")
      ->check(CLI::IsMember({"folder"}))
      ->type_name("FORM");
  create->add_option("--name", flags->name, "default: the name of OUT")->type_name("NAME");
  create->add_option("--version", flags->version, "three numbers")
      ->type_name("X.Y.Z")
      ->capture_default_str();
  create->add_flag("--skip-changed", flags->skip_changed,
                   "leave out files that are no longer what was judged");
  create->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Create(*flags, globals); };
  });
  CLI::App* list = command->add_subcommand(
      "list", "The releases of a workspace, and how many records were withdrawn since");
  list->callback([&globals, &action] { action = [&globals] { return List(globals); }; });
  auto asked = std::make_shared<Flags>();
  CLI::App* receipt =
      command->add_subcommand("receipt", "Print the proof that a release stands in the ledger");
  receipt->add_option("NAME", asked->name, "of the release")->required()->type_name("");
  receipt->add_option("VERSION", asked->version, "of the release")->required()->type_name("");
  receipt->callback([asked, &globals, &action] {
    action = [asked, &globals] { return Receipt(*asked, globals); };
  });
  AddReleaseVerify(*command, globals, action);
}

}  // namespace assay::cli
