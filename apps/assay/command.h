// SPDX-License-Identifier: Apache-2.0
//
// The subcommands: each adds its flags to the program and runs when it was named. Flags common to
// all live in Globals.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <string>

#include "assay/core/json.h"

namespace assay::cli {

struct Globals {
  bool json = false;
  bool quiet = false;
  std::string workspace;  ///< --workspace; empty: found
};

/// Runs the chosen subcommand; gives the exit code.
using Action = std::function<int()>;

void AddAcquire(CLI::App& app, const Globals& globals, Action& action);
void AddWatch(CLI::App& app, const Globals& globals, Action& action);
void AddAudit(CLI::App& app, const Globals& globals, Action& action);
void AddBuild(CLI::App& app, const Globals& globals, Action& action);
void AddExplain(CLI::App& app, const Globals& globals, Action& action);
void AddReasons(CLI::App& app, const Globals& globals, Action& action);
void AddPolicy(CLI::App& app, const Globals& globals, Action& action);
void AddRights(CLI::App& app, const Globals& globals, Action& action);
void AddOrigin(CLI::App& app, const Globals& globals, Action& action);
void AddLedger(CLI::App& app, const Globals& globals, Action& action);
void AddRelease(CLI::App& app, const Globals& globals, Action& action);
void AddFairness(CLI::App& app, const Globals& globals, Action& action);
void AddGc(CLI::App& app, const Globals& globals, Action& action);
void AddStatus(CLI::App& app, const Globals& globals, Action& action);
void AddRuns(CLI::App& app, const Globals& globals, Action& action);
void AddDeadLetters(CLI::App& app, const Globals& globals, Action& action);
void AddDoctor(CLI::App& app, const Globals& globals, Action& action);
void AddVersion(CLI::App& app, const Globals& globals, Action& action);
void AddCompletion(CLI::App& app, const Globals& globals, Action& action);

/// The workspace that a reading command means: --workspace, $ASSAY_WORKSPACE, ./.assay or
/// ./assay-out/.assay, whichever exists first.
std::filesystem::path FindWorkspace(const Globals& globals);

/// assay-worker: $ASSAY_WORKER, or beside this program.
std::filesystem::path WorkerProgram();

/// How many cores share one of glibc's arenas, of which there would be eight a core, each keeping
/// what it was once given. Few arenas save memory; many save threads that allocate much from
/// waiting for each other. To be called before threads are started.
void ShareArenas(unsigned cores_per_arena);

/// {"version": "0.1.0", ...}: of the program and what it is built from.
Json Versions();

/// "assay 0.1.0": what recipes and documents name.
std::string ProgramVersion();

/// One JSON document on stdout, with a line end.
void PrintJson(const Json& json);

}  // namespace assay::cli
