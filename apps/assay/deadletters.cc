// SPDX-License-Identifier: Apache-2.0
#include "deadletters.h"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "assay/catalog/catalog.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/locator.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/workspace.h"
#include "problem.h"

namespace assay::cli {
namespace {

Json ToJson(const catalog::DeadLetter& letter) {
  return {{"key", letter.key},           {"step", letter.step},       {"class", letter.error_class},
          {"code", letter.code},         {"message", letter.message}, {"tries", letter.tries},
          {"first_at", letter.first_at}, {"last_at", letter.last_at}};
}

/// Calls `visit` for the dead letters of the latest run that `filter` means.
Status ForEachLetter(const catalog::Catalog& catalog, const pipeline::DeadFilter& filter,
                     const std::function<Status(const catalog::DeadLetter&)>& visit) {
  ASSAY_LET(const auto run, catalog.LatestRun());
  if (!run) return Error{ErrorCode::kNotFound, "no run in this workspace yet"};
  return catalog.ForEachDead(run->id, [&](const catalog::DeadLetter& letter) {
    return pipeline::Matches(letter, filter) ? visit(letter) : Status(Done{});
  });
}

Result<catalog::Catalog> OpenCatalog(const Globals& globals) {
  const std::filesystem::path workspace = FindWorkspace(globals);
  if (workspace.empty()) return Error{ErrorCode::kNotFound, "no workspace here"};
  return catalog::Catalog::Open(pipeline::Layout{workspace}.catalog());
}

Status ListAll(const pipeline::DeadFilter& filter, const Globals& globals) {
  ASSAY_TRY(Check(filter));
  ASSAY_LET(const catalog::Catalog catalog, OpenCatalog(globals));
  Json letters = Json::array();
  std::int64_t count = 0;
  const auto show = [&](const catalog::DeadLetter& letter) -> Status {
    ++count;
    if (globals.json)
      letters.push_back(ToJson(letter));
    else
      fmt::print("{:<10} {:<22} {}  {}\n", letter.error_class, letter.code, ToPrintable(letter.key),
                 letter.message);
    return Done{};
  };
  ASSAY_TRY(ForEachLetter(catalog, filter, show));
  if (globals.json)
    PrintJson({{"schema", "assay.deadletters/1"}, {"deadletters", std::move(letters)}});
  else
    fmt::print("{} dead letters\n", count);
  return Done{};
}

int List(const pipeline::DeadFilter& filter, const Globals& globals) {
  const Status listed = ListAll(filter, globals);
  return listed.ok() ? kDone
                     : Fail(LetterProblem(listed.error()), listed.error().what, globals.json);
}

/// All that is known of a dead letter.
struct Letter {
  catalog::DeadLetter letter;
  catalog::RecordRow row;
  catalog::RunId run = 0;
};

Result<std::optional<Letter>> FindLetter(const std::string& key, const Globals& globals) {
  ASSAY_LET(const catalog::Catalog catalog, OpenCatalog(globals));
  std::optional<Letter> found;
  ASSAY_TRY(ForEachLetter(catalog, {{}, key, {}}, [&](const catalog::DeadLetter& letter) -> Status {
    found.emplace().letter = letter;
    return Done{};
  }));
  if (!found) return found;
  ASSAY_LET(const auto run, catalog.LatestRun());
  if (!run) return Error{ErrorCode::kCorrupt, "a dead letter without its run"};
  ASSAY_LET(auto row, catalog.FindRecord(run->id, key));
  if (!row) return Error{ErrorCode::kCorrupt, "a dead letter without its record"};
  found->run = run->id;
  found->row = std::move(*row);
  return found;
}

void PrintLetterJson(const Letter& found) {
  const LetterHelp help = HelpFor(found.letter);
  const catalog::RecordRow& row = found.row;
  Json document = ToJson(found.letter);
  document["schema"] = "assay.deadletter/1";
  document["run"] = found.run;
  document["locator"] = row.locator;
  document["asset"] = row.asset.empty() ? Json() : Json(row.asset);
  document["bytes"] = row.size_bytes;
  document["outcome"] = row.outcome.empty() ? Json() : Json(row.outcome);
  document["codes"] = row.codes.empty() ? Json::array() : Json::parse(row.codes);
  document["media_type"] = row.media_type.empty() ? Json() : Json(row.media_type);
  document["means"] = help.means;
  document["action"] = help.action;
  PrintJson(document);
}

void PrintLetter(const Letter& found) {
  const LetterHelp help = HelpFor(found.letter);
  const catalog::DeadLetter& letter = found.letter;
  const catalog::RecordRow& row = found.row;
  fmt::print("{}\n", ToPrintable(letter.key));
  fmt::print("class     {}\n", letter.error_class);
  fmt::print("code      {}, in step {}\n", letter.code, letter.step);
  if (!letter.message.empty()) fmt::print("message   {}\n", letter.message);
  fmt::print("tries     {}, from {} to {}\n", letter.tries, letter.first_at, letter.last_at);
  fmt::print("found at  {}\n", ToPrintable(pipeline::DescribeLocator(row.locator)));
  if (!row.asset.empty()) fmt::print("asset     {}, {} bytes\n", row.asset, row.size_bytes);
  if (!row.outcome.empty())
    fmt::print("outcome   {}  {}\n", row.outcome,
               row.media_type.empty() ? "of no known type" : row.media_type);
  fmt::print("run       {}\n", found.run);
  fmt::print("means     {}\n", help.means);
  fmt::print("to do     {}\n", help.action);
}

int Show(const std::string& key, const Globals& globals) {
  const auto found = FindLetter(key, globals);
  if (!found.ok()) return Fail(LetterProblem(found.error()), found.error().what, globals.json);
  const std::optional<Letter>& letter = found.value();
  if (!letter)
    return Fail("A0332", fmt::format("{} is no dead letter of the latest run", ToPrintable(key)),
                globals.json);
  globals.json ? PrintLetterJson(*letter) : PrintLetter(*letter);
  return kDone;
}

}  // namespace

Status Check(const pipeline::DeadFilter& filter) {
  if (filter.since.empty() || pipeline::IsDate(filter.since)) return Done{};
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' is no date such as 2026-11-22", ToPrintable(filter.since))};
}

void AddDeadLetters(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("deadletters", "Records that could not be processed");
  command->require_subcommand(1);
  auto flags = std::make_shared<ReplayFlags>();
  const auto add_filter = [&flags](CLI::App& to) {
    to.add_option("--class", flags->filter.error_class,
                  "only this class (input, resource, poison …) or code (truncated …)")
        ->type_name("C");
    to.add_option("--since", flags->filter.since, "only those tried on this day or later")
        ->type_name("YYYY-MM-DD");
  };
  CLI::App* list = command->add_subcommand("list", "Print them with class, code and message");
  add_filter(*list);
  list->callback([flags, &globals, &action] {
    action = [flags, &globals] { return List(flags->filter, globals); };
  });
  CLI::App* show = command->add_subcommand("show", "Print all of one, and what to do");
  show->add_option("KEY", flags->filter.key, "of the record")->required()->type_name("");
  show->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Show(flags->filter.key, globals); };
  });
  CLI::App* replay =
      command->add_subcommand("replay", "Look at them again, in the same run or by a changed plan");
  add_filter(*replay);
  replay->add_option("--key", flags->filter.key, "only this record")->type_name("K");
  replay
      ->add_option("--plan", flags->plan,
                   "the plan as it is now: a new run, which makes again only what it changes")
      ->type_name("FILE");
  replay
      ->add_option("--out", flags->out,
                   "where reports go; default: the workspace's folder, of a build its report/")
      ->type_name("DIR");
  AddRunFlags(*replay, flags->run);
  replay->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Replay(*flags, globals); };
  });
}

}  // namespace assay::cli
