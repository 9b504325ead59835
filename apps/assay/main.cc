// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include "assay/core/bytes.h"
#include "command.h"
#include "problem.h"

namespace assay::cli {
namespace {

constexpr std::string_view kAbout =
    "Assay says which files of a data set may be used for a stated purpose, and proves why.\n"
    "\n"
    "  assay audit pictures/ --purpose commercial-training --jurisdiction EU\n"
    "  assay explain forum/2014/cat.jpg\n"
    "  assay ledger verify\n";

constexpr std::string_view kExitCodes =
    "Exit codes: 0 all allowed, 1 something denied or under review, 2 bad usage or input,\n"
    "3 integrity failure. Messages go to stderr, results to stdout.";

/// The first argument, when it should be a command and is none; empty otherwise. CLI11 says of such
/// a word only that a command is missing.
std::string UnknownCommand(const CLI::App& app, std::span<char*> arguments) {
  const std::string word = arguments.size() < 2 ? "" : arguments[1];
  const bool has_its_name =
      !app.get_subcommands([&word](const CLI::App* command) { return command->get_name() == word; })
           .empty();
  return word.starts_with('-') || has_its_name ? "" : word;
}

/// The machine's refusals, wherever they come: what was committed stays, as after any other stop.
int Act(const Action& action, bool json) {
  try {
    return action();
  } catch (const std::system_error& error) {  // from a thread that cannot start
    return Fail("A0403", error.what(), json);
  } catch (const std::bad_alloc&) {
    return Fail("A0403", "no memory is left", json);
  }
}

/// CLI11 reports --help and --version through the same exception as mistakes.
int Report(const CLI::App& app, const CLI::ParseError& error, std::span<char*> arguments,
           bool json) {
  if (error.get_exit_code() == 0) return app.exit(error);
  if (const std::string word = UnknownCommand(app, arguments); !word.empty())
    return Fail("A0001", fmt::format("there is no command '{}'", ToPrintable(word)), json);
  return Fail("A0001", error.what(), json);
}

int Run(int argc, char** argv) {
  CLI::App app{std::string(kAbout), "assay"};
  app.footer(std::string(kExitCodes));
  app.require_subcommand(1);
  app.fallthrough();
  Globals globals;
  app.add_flag("--json", globals.json, "print one JSON document");
  app.add_flag("-q,--quiet", globals.quiet, "no progress");
  app.add_option("--workspace", globals.workspace, "where catalog, ledger and keys lie")
      ->type_name("DIR");
  Action action;
  AddAcquire(app, globals, action);
  AddWatch(app, globals, action);
  AddAudit(app, globals, action);
  AddBuild(app, globals, action);
  AddExplain(app, globals, action);
  AddReasons(app, globals, action);
  AddPolicy(app, globals, action);
  AddRights(app, globals, action);
  AddOrigin(app, globals, action);
  AddLedger(app, globals, action);
  AddRelease(app, globals, action);
  AddFairness(app, globals, action);
  AddStatus(app, globals, action);
  AddRuns(app, globals, action);
  AddDeadLetters(app, globals, action);
  AddGc(app, globals, action);
  AddDoctor(app, globals, action);
  AddVersion(app, globals, action);
  AddCompletion(app, globals, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return Report(app, error, {argv, static_cast<std::size_t>(argc)}, globals.json);
  }
  return action ? Act(action, globals.json) : kBadInput;
}

}  // namespace

void ShareArenas(unsigned cores_per_arena) {
  mallopt(M_ARENA_MAX, static_cast<int>(1 + std::thread::hardware_concurrency() / cores_per_arena));
}

}  // namespace assay::cli

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_DFL);  // a reader that leaves ends us quietly, as it does other tools
  return assay::cli::Run(argc, argv);
}
