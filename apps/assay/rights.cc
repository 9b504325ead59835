// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "assay/core/bytes.h"
#include "assay/pipeline/inspect.h"
#include "assay/pipeline/origins.h"
#include "assay/pipeline/workspace.h"
#include "assay/rights/resolve.h"
#include "command.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

struct Flags {
  std::vector<std::string> paths;
  std::string agent = "AssayBot";
  std::string at = "https://site.invalid/";
  std::string date;
};

/// Which of a site's answers a file is, by its name.
bool Place(const fs::path& file, pipeline::SiteFiles& files) {
  const std::string name = ToLowerAscii(file.filename().native());
  const std::string extension = ToLowerAscii(file.extension().native());
  fs::path* place = name == "robots.txt"                          ? &files.robots
                    : name == "ai.txt"                            ? &files.ai_txt
                    : name == "tdmrep.json"                       ? &files.tdmrep
                    : name == "headers.json"                      ? &files.headers
                    : extension == ".html" || extension == ".htm" ? &files.page
                                                                  : nullptr;
  if (place == nullptr) return false;
  *place = file;
  return true;
}

Result<pipeline::SiteFiles> FilesOf(const std::vector<std::string>& paths) {
  pipeline::SiteFiles files;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      files = pipeline::SiteFiles::In(path);
      continue;
    }
    if (!fs::is_regular_file(path, ignored))
      return Error{ErrorCode::kNotFound, ToPrintable(path) + ": no such file or folder"};
    if (!Place(path, files))
      return Error{ErrorCode::kInvalidArgument,
                   ToPrintable(path) +
                       " is none of robots.txt, ai.txt, tdmrep.json, headers.json, "
                       "a page (.html), or a folder of them"};
  }
  return files;
}

Json AllOf(const std::vector<Fact>& facts) {
  Json all = Json::array();
  for (const Fact& fact : facts) all.push_back(ToJson(fact));
  return all;
}

void Print(const Json& said) {
  for (const auto& [use, word] : said.at("uses").items()) {
    std::string by;
    for (const Json& one : word.at("by"))
      by += fmt::format("{}{} {}", by.empty() ? "" : ", ", StringOr(one, "protocol"),
                        StringOr(one, "value"));
    fmt::print("{:<14} {:<12} {}\n", use, StringOr(word, "value"), by);
  }
  if (said.at("uses").empty()) fmt::print("nothing is said of any use: silence is not consent\n");
  for (const Json& fact : said.at("facts")) {
    const std::string state = StringOr(fact, "state");
    const bool is_plain = state == "present" || state == "absent";
    if (StringOr(fact, "name") == "rights.probe" && is_plain) continue;
    const Json& from = fact.at("evidence");
    fmt::print("  {} [{}] {}\n", StringOr(fact, "name"), state,
               ToPrintable(Canonical(fact.at("value"))).substr(0, 400));
    if (const std::string raw = ToPrintable(StringOr(from, "raw")); !raw.empty())
      fmt::print("    {}: {}\n", ToPrintable(StringOr(from, "source")), raw.substr(0, 400));
  }
}

int Check(const Flags& flags, const Globals& globals) {
  const auto files = FilesOf(flags.paths);
  if (!files.ok()) return Fail("A0100", files.error().what, globals.json);
  const auto address = pipeline::ParseWebAddress(flags.at);
  if (!address.ok()) return Fail("A0001", "--at: " + address.error().what, globals.json);
  pipeline::InspectOptions options;
  options.worker.program = WorkerProgram();
  pipeline::Inspector inspector(options);
  const pipeline::Site site = pipeline::Site::Read(
      files.value(), address.value().host, [&inspector](const auto& file, const std::string& url) {
        return inspector.ReadPage(file, url);
      });
  rights::WebContext context;
  context.token = flags.agent;
  context.path = address.value().path;
  context.date = flags.date.empty() ? pipeline::Now().substr(0, 10) : flags.date;
  context.is_image = true;
  const std::vector<Fact> facts = site.FactsAbout(context);
  const Json said = {{"schema", "assay.rights/1"},
                     {"at", flags.at},
                     {"agent", flags.agent},
                     {"uses", rights::Resolve(facts).ToJson()},
                     {"facts", AllOf(facts)}};
  if (globals.json)
    PrintJson(said);
  else
    Print(said);
  return kDone;
}

}  // namespace

void AddRights(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("rights", "What a site says about its files");
  command->require_subcommand(1);
  CLI::App* check = command->add_subcommand("check", "Read a site's answers, kept as files");
  auto flags = std::make_shared<Flags>();
  check
      ->add_option("FILE", flags->paths,
                   "robots.txt, ai.txt, tdmrep.json, headers.json, a page, "
                   "or a folder of them")
      ->required()
      ->type_name("");
  check->add_option("--agent", flags->agent, "product token")
      ->type_name("TOKEN")
      ->capture_default_str();
  check->add_option("--at", flags->at, "address of the asset that is asked about")
      ->type_name("URL");
  check->add_option("--date", flags->date, "when it is asked; default: today")
      ->type_name("YYYY-MM-DD");
  check->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Check(*flags, globals); };
  });
}

}  // namespace assay::cli
