// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <thread>

#include "assay/channel/worker.h"
#include "assay/core/bytes.h"
#include "assay/policy/engine.h"
#include "command.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

/// One question and its answer.
struct Check {
  std::string name;
  bool good = false;
  std::string text;
};

Check CheckWorker() {
  channel::Options options;
  options.program = WorkerProgram();
  channel::Worker worker(options);
  const auto started = worker.Input(0);
  return {"worker", started.ok(),
          started.ok()
              ? fmt::format("{} with {}", ToPrintable(options.program.native()), worker.layers())
              : started.error().what};
}

Check CheckPolicy() {
  const auto engine = policy::Engine::Make(policy::Pack::Default());
  return {"policy", engine.ok(),
          engine.ok() ? policy::Pack::Default().digest().Hex() : engine.error().what};
}

Check CheckDisk(const fs::path& where) {
  constexpr std::uintmax_t kEnough_bytes = 1ULL << 30U;
  std::error_code error;
  const fs::space_info space = fs::space(where, error);
  if (error) return {"disk", false, error.message()};
  return {"disk", space.available >= kEnough_bytes,
          fmt::format("{:.1f} GB free at {}", static_cast<double>(space.available) / 1e9,
                      ToPrintable(where.native()))};
}

int Run(const Globals& globals) {
  const std::vector<Check> checks = {
      CheckWorker(),
      CheckPolicy(),
      CheckDisk(fs::current_path()),
      {"cores", true, std::to_string(std::thread::hardware_concurrency())}};
  bool good = true;
  Json list = Json::array();
  for (const Check& check : checks) {
    good = good && check.good;
    list.push_back({{"name", check.name}, {"good", check.good}, {"text", check.text}});
    if (!globals.json)
      fmt::print("{:<8} {:<5} {}\n", check.name, check.good ? "good" : "BAD", check.text);
  }
  if (globals.json) PrintJson({{"schema", "assay.doctor/1"}, {"checks", list}, {"good", good}});
  if (good) return kDone;
  return checks.front().good ? Fail("A0401", "the machine is not ready", globals.json)
                             : Fail("A0500", checks.front().text, globals.json);
}

}  // namespace

void AddDoctor(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("doctor", "Say whether this machine is ready");
  command->callback([&globals, &action] { action = [&globals] { return Run(globals); }; });
}

}  // namespace assay::cli
