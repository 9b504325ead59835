// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

#include "assay/acquire/memento.h"
#include "assay/acquire/web_url.h"
#include "assay/catalog/crawl.h"
#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/pipeline/origin_terms.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"
#include "audit.h"
#include "command.h"
#include "crawl_flags.h"
#include "problem.h"
#include "progress.h"
#include "stop.h"

namespace assay::cli {
namespace {

struct Flags {
  std::string origin;
  std::shared_ptr<CrawlFlags> crawl;  ///< of `history`
  std::string document;
  pipeline::Conclusion conclusion;
};

Result<pipeline::Workspace> OpenWorkspace(const Globals& globals) {
  return pipeline::Workspace::Open(FindWorkspace(globals));
}

/// Where an origin's terms stand, in one word.
std::string StateOf(const catalog::OriginRow& row) {
  if (pipeline::IsReopened(row)) return "reopened";
  const auto contract = ParseJson(row.contract.empty() ? "{}" : row.contract);
  return contract.ok() ? StringOr(contract.value(), "state", "open") : "open";
}

Json Describe(const catalog::OriginRow& row) {
  Json json = {{"origin", row.origin}, {"state", StateOf(row)},    {"terms_url", row.terms_url},
               {"terms", row.terms},   {"terms_at", row.terms_at}, {"clauses", Json::array()}};
  if (auto contract = ParseJson(row.contract.empty() ? "null" : row.contract); contract.ok())
    json["contract"] = std::move(contract).value();
  if (auto clauses = ParseJson(row.clauses.empty() ? "[]" : row.clauses); clauses.ok())
    json["clauses"] = std::move(clauses).value();
  return json;
}

void Print(const catalog::OriginRow& row) {
  const Json json = Describe(row);
  fmt::print("{}  {}\n", ToPrintable(row.origin), StateOf(row));
  if (row.terms.empty())
    fmt::print("  no terms of use were found\n");
  else
    fmt::print("  terms {} of {}, sha256:{}\n", ToPrintable(row.terms_url), row.terms_at,
               row.terms);
  if (json.at("contract").is_object())
    fmt::print("  concluded: {}\n", ToPrintable(Canonical(json.at("contract"))));
  for (const Json& clause : json.at("clauses")) {
    const Json& value = clause.at("value");
    fmt::print("  {} {} ({}, {} %)\n    \"{}\"\n", StringOr(value, "kind"),
               StringOr(value, "polarity"), StringOr(value, "lang"), value.value("confidence", 0),
               ToPrintable(StringOr(clause.at("evidence"), "raw")));
  }
}

std::string Sentence(const Json& difference) {
  const std::string is = StringOr(difference, "is");
  const std::string which =
      fmt::format("{} and {}", StringOr(difference, "from"), StringOr(difference, "to"));
  if (is == "same_bytes") return which + ": the same bytes";
  if (is == "same_text") return which + ": the same text";
  if (is == "same_clauses") return which + ": other text, the same clauses";
  return which + (is == "differs" ? ": the clauses differ" : ": not known");
}

Json Describe(const catalog::HistoryRow& row) {
  Json json = {{"archive", row.archive},
               {"at", row.at},
               {"terms_url", row.terms_url},
               {"state", row.state},
               {"leaf", row.leaf}};
  auto answer = ParseJson(row.answer);
  json["answer"] = answer.ok() ? std::move(answer).value() : Json();
  return json;
}

void Print(const catalog::HistoryRow& row) {
  const Json answer = Describe(row).at("answer");
  fmt::print("  {} around {}: {}\n", ToPrintable(row.archive), row.at, row.state);
  const Json problems = answer.value("problems", Json::object());
  for (const auto& [asked, problem] : problems.items())
    fmt::print("    {} gave no answer: {}\n", asked, ToPrintable(problem.get<std::string>()));
  if (row.state != "told") return;
  for (const char* name : {"before", "after"}) {
    const Json& side = answer.at(name);
    const std::string problem = StringOr(side, "problem");
    const std::string what = problem.empty() ? StringOr(side, "asset") : "not had: " + problem;
    fmt::print("    {:<6} {}\n", name,
               side.is_null() ? "none is kept"
                              : fmt::format("{} {}", StringOr(side, "at"), ToPrintable(what)));
  }
  for (const Json& difference : answer.value("differences", Json::array())) {
    fmt::print("    {}\n", Sentence(difference));
    for (const auto& [list, sign] : {std::pair("gone", '-'), {"new", '+'}})
      for (const Json& clause : difference.value(list, Json::array()))
        fmt::print("      {} {} {} \"{}\"\n", sign, StringOr(clause, "kind"),
                   StringOr(clause, "polarity"), ToPrintable(StringOr(clause, "quote")));
  }
}

/// All that is known of an origin.
int Tell(pipeline::Workspace& workspace, const catalog::OriginRow& row, const Globals& globals) {
  const auto histories = catalog::Crawls(workspace.catalog()).Histories(row.origin);
  if (!histories.ok()) return Fail(histories.error(), globals.json);
  if (!globals.json) Print(row);
  Json json = Describe(row);
  json["history"] = Json::array();
  for (const catalog::HistoryRow& history : histories.value()) {
    json["history"].push_back(Describe(history));
    if (!globals.json) Print(history);
  }
  if (globals.json) PrintJson(json);
  return kDone;
}

int List(const Globals& globals) {
  auto workspace = OpenWorkspace(globals);
  if (!workspace.ok())
    return Fail(WorkspaceProblem(workspace.error()), workspace.error().what, globals.json);
  const auto rows = catalog::Crawls(workspace.value().catalog()).Origins();
  if (!rows.ok()) return Fail(rows.error(), globals.json);
  Json list = Json::array();
  for (const catalog::OriginRow& row : rows.value()) {
    if (globals.json)
      list.push_back(Describe(row));
    else
      fmt::print("{:<10} {}\n", StateOf(row), ToPrintable(row.origin));
  }
  if (globals.json) PrintJson(list);
  return kDone;
}

/// `origin` as the catalog spells it.
Result<std::string> Spelled(const std::string& origin) {
  ASSAY_LET(const acquire::WebUrl url, acquire::WebUrl::Parse(origin));
  if (url.target != "/")
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("an origin is scheme and host, such as {}", url.Origin())};
  return url.Origin();
}

int Show(const Flags& flags, const Globals& globals) {
  const auto origin = Spelled(flags.origin);
  if (!origin.ok()) return Fail("A0120", origin.error().what, globals.json);
  auto workspace = OpenWorkspace(globals);
  if (!workspace.ok())
    return Fail(WorkspaceProblem(workspace.error()), workspace.error().what, globals.json);
  const auto row = catalog::Crawls(workspace.value().catalog()).FindOrigin(origin.value());
  if (!row.ok()) return Fail(row.error(), globals.json);
  if (!row.value())
    return Fail("A0130", fmt::format("nothing is known of the terms of {}", origin.value()),
                globals.json);
  return Tell(workspace.value(), *row.value(), globals);
}

// ---- history ----

/// A crawl that asks nobody but the archive.
Result<pipeline::CrawlPlan> HistoryCrawl(const CrawlFlags& flags, const std::string& origin) {
  ASSAY_LET(pipeline::CrawlPlan plan, PlanOf(flags));
  if (plan.history.archive.empty())
    return Error{ErrorCode::kInvalidArgument,
                 "--archive is missing: an archive of the web, such as https://web.archive.org/"};
  ASSAY_LET(plan.history.archive, acquire::ArchiveAddress(plan.history.archive));
  plan.history.of = {origin};
  ASSAY_TRY(pipeline::Validate(plan));
  return plan;
}

int History(const Flags& flags, const Globals& globals) {
  const auto origin = Spelled(flags.origin);
  if (!origin.ok()) return Fail("A0120", origin.error().what, globals.json);
  const auto plan = HistoryCrawl(*flags.crawl, origin.value());
  if (!plan.ok()) return Fail("A0120", plan.error().what, globals.json);
  auto workspace = OpenWorkspace(globals);
  if (!workspace.ok())
    return Fail(WorkspaceProblem(workspace.error()), workspace.error().what, globals.json);
  catalog::Crawls crawls(workspace.value().catalog());
  const auto known = crawls.FindOrigin(origin.value());
  if (!known.ok()) return Fail(known.error(), globals.json);
  if (!known.value() || known.value()->terms_url.empty())
    return Fail("A0130", fmt::format("no terms of {} were found", origin.value()), globals.json);
  const AuditJob job = {.out = FindWorkspace(globals), .workspace = FindWorkspace(globals)};
  const auto pack = PackOf(*flags.crawl, job);
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  auto engine = policy::Engine::Make(pack.value());
  if (!engine.ok()) return Fail("A0200", engine.error().what, globals.json);
  CatchStopSignals();
  ProgressBar bar(StyleFor(globals.quiet || globals.json), -1);
  const auto crawled = pipeline::RunCrawl(plan.value(), pack.value(), engine.value(),
                                          workspace.value(), MakeEnvironment(job.out, bar));
  if (!crawled.ok()) return FailedCrawl(crawled.error(), globals);
  return Tell(workspace.value(), *known.value(), globals);
}

void AddHistory(CLI::App& command, const std::shared_ptr<Flags>& flags, const Globals& globals,
                Action& action) {
  flags->crawl = NewCrawlFlags("commercial-training");
  CrawlFlags& crawl = *flags->crawl;
  CLI::App* history = command.add_subcommand(
      "history", "Ask an archive how the terms read around a day, and what has changed");
  history->option_defaults()->take_last();
  history->add_option("ORIGIN", flags->origin, "https://shop.example")->required()->type_name("");
  const auto text = [&crawl, history](const char* name, const char* help,
                                      std::string pipeline::HistoryPlan::* place) {
    return history->add_option_function<std::string>(
        name,
        [&crawl, place](const std::string& value) {
          crawl.over.emplace_back(
              [place, value](pipeline::CrawlPlan& plan) { plan.history.*place = value; });
        },
        help);
  };
  text("--archive", "which archive, such as https://web.archive.org/",
       &pipeline::HistoryPlan::archive)
      ->type_name("URL");
  text("--at", "around which day; default: today", &pipeline::HistoryPlan::at)
      ->type_name("YYYY-MM-DD");
  AddNetwork(*history, crawl.network);
  history->callback([flags, &globals, &action] {
    action = [flags, &globals] { return History(*flags, globals); };
  });
}

int Conclude(Flags flags, const Globals& globals) {
  const auto origin = Spelled(flags.origin);
  if (!origin.ok()) return Fail("A0120", origin.error().what, globals.json);
  if (!flags.document.empty()) {
    constexpr std::size_t kDocument_bytes = 64U << 20U;
    auto text = ReadFile(flags.document, kDocument_bytes);
    if (!text.ok()) return Fail("A0100", text.error().what, globals.json);
    flags.conclusion.document = std::move(text).value();
  }
  auto workspace = OpenWorkspace(globals);
  if (!workspace.ok())
    return Fail(WorkspaceProblem(workspace.error()), workspace.error().what, globals.json);
  const auto row = pipeline::Conclude(workspace.value(), origin.value(), flags.conclusion);
  if (!row.ok())
    return row.error().code == ErrorCode::kInvalidArgument
               ? Fail("A0120", row.error().what, globals.json)
               : Fail(row.error(), globals.json);
  if (globals.json)
    PrintJson(Describe(row.value()));
  else
    Print(row.value());
  return kDone;
}

}  // namespace

void AddOrigin(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command =
      app.add_subcommand("origin", "Terms of use: what they say, what was concluded");
  command->require_subcommand(1);
  auto flags = std::make_shared<Flags>();
  CLI::App* list = command->add_subcommand("list", "All origins, and where their terms stand");
  list->callback([&globals, &action] { action = [&globals] { return List(globals); }; });
  CLI::App* show = command->add_subcommand("show", "Clauses of an origin's terms, quoted");
  show->add_option("ORIGIN", flags->origin, "https://shop.example")->required()->type_name("");
  show->callback(
      [flags, &globals, &action] { action = [flags, &globals] { return Show(*flags, globals); }; });
  AddHistory(*command, flags, globals, action);
  const auto add = [&](const char* name, const char* about, const char* state) {
    CLI::App* conclude = command->add_subcommand(name, about);
    conclude->add_option("ORIGIN", flags->origin, "https://shop.example")
        ->required()
        ->type_name("");
    conclude->add_option("--by", flags->conclusion.by, "who concludes")->type_name("NAME");
    conclude->add_option("--until", flags->conclusion.until, "until when it holds")
        ->type_name("YYYY-MM-DD");
    conclude->add_option("--document", flags->document, "what it rests on; kept with its hash")
        ->type_name("FILE");
    conclude->add_option("--reason", flags->conclusion.reason, "one sentence")->type_name("TEXT");
    conclude->callback([flags, state, &globals, &action] {
      flags->conclusion.state = state;
      action = [flags, &globals] { return Conclude(*flags, globals); };
    });
  };
  add("clear", "The terms allow this use, or somebody permitted it", "cleared");
  add("block", "Nothing of this origin is fetched or used", "blocked");
}

}  // namespace assay::cli
