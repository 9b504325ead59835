// SPDX-License-Identifier: Apache-2.0
#include "assay/policy/engine.h"

#include <fmt/format.h>

#include <memory>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "command.h"
#include "problem.h"

namespace assay::cli {
namespace {

constexpr std::size_t kInputLimit_bytes = 4U << 20U;

struct Flags {
  std::string folder;
  std::string input;
  std::string rule = "data.assay.decision.decision";
};

Result<policy::Pack> PackFrom(const std::string& folder) {
  return folder.empty() || folder == "builtin:default" ? policy::Pack::Default()
                                                       : policy::Pack::Load(folder);
}

int Test(const Flags& flags, const Globals& globals) {
  const auto pack = PackFrom(flags.folder);
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  const auto results = policy::RunTests(pack.value());
  if (!results.ok()) return Fail("A0200", results.error().what, globals.json);
  std::size_t failed = 0;
  Json tests = Json::array();
  for (const policy::TestResult& test : results.value()) {
    failed += test.passed ? 0U : 1U;
    tests.push_back({{"name", test.name}, {"passed", test.passed}, {"problem", test.problem}});
    if (!test.passed && !globals.json)
      fmt::print("FAIL {}  {}\n", ToPrintable(test.name), ToPrintable(test.problem));
  }
  if (globals.json)
    PrintJson({{"schema", "assay.policy.test/1"}, {"tests", tests}, {"failed", failed}});
  else
    fmt::print("{} passed, {} failed\n", results.value().size() - failed, failed);
  return failed == 0
             ? kDone
             : Fail("A0202", fmt::format("{} tests of the policy fail", failed), globals.json);
}

int Evaluate(const Flags& flags, const Globals& globals) {
  const auto pack = PackFrom(flags.folder);
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  const auto input = ReadFile(flags.input, kInputLimit_bytes);
  if (!input.ok()) return Fail("A0401", input.error().what, globals.json);
  if (const auto parsed = ParseJson(input.value()); !parsed.ok())
    return Fail("A0120", fmt::format("{}: {}", flags.input, parsed.error().what), globals.json);
  auto engine = policy::Engine::Make(pack.value());
  if (!engine.ok()) return Fail("A0200", engine.error().what, globals.json);
  const auto value = engine.value().Evaluate(flags.rule, input.value());
  if (!value.ok()) return Fail("A0201", value.error().what, globals.json);
  fmt::print("{}\n", value.value());
  return kDone;
}

int PrintDigest(const Flags& flags, const Globals& globals) {
  const auto pack = PackFrom(flags.folder);
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  const std::string digest = pack.value().digest().Hex();
  if (globals.json)
    PrintJson({{"schema", "assay.policy.digest/1"}, {"digest", digest}});
  else
    fmt::print("{}\n", digest);
  return kDone;
}

}  // namespace

void AddPolicy(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("policy", "Test, ask or name a policy pack");
  command->require_subcommand(1);
  auto flags = std::make_shared<Flags>();
  const auto add = [&](const char* name, const char* about,
                       int (*run)(const Flags&, const Globals&)) {
    CLI::App* sub = command->add_subcommand(name, about);
    sub->add_option("DIR", flags->folder, "a folder of Rego files; default: the built-in pack")
        ->type_name("");
    sub->callback([flags, run, &globals, &action] {
      action = [flags, run, &globals] { return run(*flags, globals); };
    });
    return sub;
  };
  add("test", "Run the test_* rules of *_test.rego files", Test);
  CLI::App* evaluate = add("eval", "Print the value of a rule for one situation", Evaluate);
  evaluate->add_option("--input", flags->input, "the situation, JSON")
      ->required()
      ->type_name("FILE");
  evaluate->add_option("--rule", flags->rule, "what to ask")->capture_default_str();
  add("digest", "Print the digest that decisions name", PrintDigest);
}

}  // namespace assay::cli
