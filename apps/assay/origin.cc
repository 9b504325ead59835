// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

#include "assay/acquire/web_url.h"
#include "assay/catalog/crawl.h"
#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/pipeline/origin_terms.h"
#include "assay/pipeline/workspace.h"
#include "audit.h"
#include "command.h"
#include "problem.h"

namespace assay::cli {
namespace {

struct Flags {
  std::string origin;
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
  if (globals.json)
    PrintJson(Describe(*row.value()));
  else
    Print(*row.value());
  return kDone;
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
