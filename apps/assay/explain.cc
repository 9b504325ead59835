// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "assay/core/bytes.h"
#include "assay/pipeline/converter_plan.h"
#include "assay/pipeline/explain.h"
#include "assay/pipeline/locator.h"
#include "assay/policy/engine.h"
#include "command.h"
#include "problem.h"

namespace assay::cli {
namespace {

struct Flags {
  std::string key;
  bool replay = false;
};

int ExplainProblem(const ProblemPage& page, bool json) {
  if (json)
    PrintJson({{"schema", "assay.problem/1"},
               {"code", page.code},
               {"title", page.title},
               {"help", page.help}});
  else
    fmt::print("{}  {}\n\n{}\n", page.code, page.title, page.help);
  return kDone;
}

int FailOn(const Error& error, bool json) {
  if (error.code == ErrorCode::kNotFound)
    return Fail(error.what.starts_with("no record") ? "A0330" : "A0320", error.what, json);
  return Fail(error, json);
}

std::string Shown(const Json& object, std::string_view name) {
  return ToPrintable(StringOr(object, name));
}

void PrintFact(const Json& evidence) {
  const Json& fact = evidence.at("fact");
  if (!fact.is_object()) return;
  const Json& from = fact.at("evidence");
  fmt::print("      {} [{}] in {} of {}\n", Shown(fact, "name"), Shown(fact, "state"),
             Shown(from, "carrier"), Shown(from, "source"));
  // What was concluded has no text of its own: then what it says is shown.
  const std::string raw = Shown(from, "raw");
  if (!raw.empty())
    fmt::print("        \"{}\"\n", raw.substr(0, 400));
  else if (const Json& value = fact.at("value"); !value.is_null())
    fmt::print("        {}\n", ToPrintable(Canonical(value)).substr(0, 400));
}

void PrintReason(const Json& reason) {
  fmt::print("  {}  (tier {}, layer {})\n    {}\n", Shown(reason, "code"), Shown(reason, "tier"),
             Shown(reason, "layer"), Shown(reason, "message"));
  for (const Json& evidence : reason.at("evidence")) PrintFact(evidence);
}

void Print(const Json& explained) {
  const Json& use = explained.at("use");
  fmt::print("{}\n", Shown(explained, "key"));
  fmt::print("verdict   {}  for {} in {} on {}\n", Shown(explained, "verdict"),
             Shown(use, "purpose"), Shown(use, "jurisdiction"), Shown(use, "date"));
  fmt::print("asset     {}\n", Shown(explained, "asset"));
  fmt::print("found at  {}\n",
             ToPrintable(pipeline::DescribeLocator(StringOr(explained, "locator"))));
  fmt::print("outcome   {}  {}\n", Shown(explained, "outcome"), Shown(explained, "media_type"));
  for (const Json& fact : explained.at("facts")) {
    if (StringOr(fact, "name") == pipeline::kConvertedFact)
      fmt::print("converted by {}, {}\n", ToPrintable(Canonical(fact.at("value").at("command"))),
                 Shown(fact.at("value"), "program"));
  }
  fmt::print("policy    {}\n", Shown(explained, "policy"));
  fmt::print("ledger    entry {}: assay ledger prove KEY gives the proof\n",
             explained.at("leaf").get<std::int64_t>());
  if (explained.contains("dead") && explained.at("dead").is_object()) {
    const Json& dead = explained.at("dead");
    fmt::print("dead      {} ({}) at step {}: {}\n", Shown(dead, "code"), Shown(dead, "class"),
               Shown(dead, "step"), Shown(dead, "message"));
  }
  if (explained.contains("reasons")) {
    fmt::print("reasons\n");
    for (const Json& reason : explained.at("reasons")) PrintReason(reason);
  }
  if (explained.contains("obligations") && !explained.at("obligations").empty()) {
    fmt::print("obligations\n");
    for (const Json& obligation : explained.at("obligations"))
      fmt::print("  {} {}\n", Shown(obligation, "code"),
                 ToPrintable(Canonical(obligation.at("params"))));
  }
  if (!explained.at("releases").empty()) fmt::print("releases\n");
  for (const Json& release : explained.at("releases"))
    fmt::print("  {} {}{}\n", Shown(release, "name"), Shown(release, "version"),
               release.at("withdrawn").get<bool>() ? ", withdrawn since" : "");
}

void PrintDecision(const Json& decision) {
  for (const Json& reason : decision.value("reasons", Json::array()))
    fmt::print("  {}  (tier {}, layer {})\n    {}\n", Shown(reason, "code"), Shown(reason, "tier"),
               Shown(reason, "layer"), Shown(reason, "message"));
}

void PrintUrl(const Json& explained) {
  const Json visit = explained.value("visit", Json::object());
  const Json warc = visit.value("warc", Json::object());
  fmt::print("{}\n", Shown(explained, "url"));
  fmt::print("state     {}  {} of crawl {}{}{}\n", Shown(explained, "state"),
             Shown(explained, "kind"), explained.at("crawl").get<std::int64_t>(),
             explained.at("via") == "" ? "" : ", named by ", Shown(explained, "via"));
  if (visit.contains("status"))
    fmt::print("answer    {} at {}  {}\n", visit.at("status").get<std::int64_t>(),
               Shown(visit, "at"), Shown(visit, "media_type"));
  for (const char* name : {"problem", "location", "cut", "asset", "address"})
    if (visit.contains(name)) fmt::print("{:<9} {}\n", name, Shown(visit, name));
  if (warc.contains("file"))
    fmt::print("evidence  {} at {}, {}\n", Shown(warc, "file"),
               warc.at("offset").get<std::int64_t>(), Shown(warc, "record"));
  if (explained.at("leaf").get<std::int64_t>() >= 0)
    fmt::print("ledger    entry {}\n", explained.at("leaf").get<std::int64_t>());
  if (visit.contains("decision")) {
    fmt::print("reasons\n");
    PrintDecision(visit.at("decision"));
  }
  if (explained.contains("withdrawn")) {
    fmt::print("withdrawn from {}\n", Shown(explained.at("withdrawn"), "from"));
    PrintDecision(explained.at("withdrawn").at("decision"));
  }
}

bool IsUrl(std::string_view key) {
  return key.starts_with("http://") || key.starts_with("https://");
}

int RunReplay(const pipeline::Layout& layout, const std::string& key, bool json) {
  const auto replayed = pipeline::Replay(layout, key);
  if (!replayed.ok()) return FailOn(replayed.error(), json);
  const bool identical = replayed.value().at("identical").get<bool>();
  if (json)
    PrintJson(replayed.value());
  else
    fmt::print("{}: {}\n", ToPrintable(key),
               identical ? "the stored inputs give the same decision, byte for byte"
                         : "the stored inputs give another decision");
  return identical ? kDone : Fail("A0302", ToPrintable(key), json);
}

int Run(const Flags& flags, const Globals& globals) {
  if (const ProblemPage* page = FindProblem(flags.key); page != nullptr)
    return ExplainProblem(*page, globals.json);
  const std::filesystem::path workspace = FindWorkspace(globals);
  if (workspace.empty()) return Fail("A0320", "no workspace here", globals.json);
  const pipeline::Layout layout{workspace};
  if (flags.replay) return RunReplay(layout, flags.key, globals.json);
  const auto explained = pipeline::Explain(layout, flags.key);
  if (!explained.ok() && explained.error().code == ErrorCode::kNotFound && IsUrl(flags.key)) {
    const auto visited = pipeline::ExplainUrl(layout, flags.key);
    if (!visited.ok()) return FailOn(visited.error(), globals.json);
    if (globals.json)
      PrintJson(visited.value());
    else
      PrintUrl(visited.value());
    return kDone;
  }
  if (!explained.ok()) return FailOn(explained.error(), globals.json);
  if (globals.json)
    PrintJson(explained.value());
  else
    Print(explained.value());
  return kDone;
}

int RunReasons(const std::string& policy, const Globals& globals) {
  const auto pack =
      policy.empty() ? Result<policy::Pack>(policy::Pack::Default()) : policy::Pack::Load(policy);
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  const auto reasons = policy::Reasons(pack.value());
  if (!reasons.ok()) return Fail("A0200", reasons.error().what, globals.json);
  if (globals.json) {
    PrintJson({{"schema", "assay.reasons/1"}, {"reasons", reasons.value()}});
    return kDone;
  }
  for (const Json& reason : reasons.value())
    fmt::print("{:<28} {:<16} {}\n", Shown(reason, "code"), Shown(reason, "layer"),
               Shown(reason, "says"));
  return kDone;
}

}  // namespace

void AddExplain(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command =
      app.add_subcommand("explain", "Why a record got its verdict; what an error code means");
  auto flags = std::make_shared<Flags>();
  command->add_option("KEY", flags->key, "a record's key, an address, or a code such as A0300")
      ->required()
      ->type_name("");
  command->add_flag("--replay", flags->replay, "judge the stored inputs again and compare");
  command->callback(
      [flags, &globals, &action] { action = [flags, &globals] { return Run(*flags, globals); }; });
}

void AddReasons(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("reasons", "Every reason that a policy can give");
  auto policy = std::make_shared<std::string>();
  command->add_option("--policy", *policy, "a folder of Rego files; default: the built-in pack")
      ->type_name("DIR");
  command->callback([policy, &globals, &action] {
    action = [policy, &globals] { return RunReasons(*policy, globals); };
  });
}

}  // namespace assay::cli
