// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <set>

#include "assay/core/bytes.h"
#include "assay/pipeline/ask_site.h"
#include "assay/pipeline/inspect.h"
#include "assay/pipeline/origins.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"
#include "assay/rights/resolve.h"
#include "command.h"
#include "network.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

struct Flags {
  std::vector<std::string> paths;
  NetworkFlags network;
  std::string at = "https://site.invalid/";
  std::string date;
  std::string policy;
};

/// Which of a site's answers a file is, by its name.
bool Place(const fs::path& file, pipeline::SiteFiles& files) {
  const std::string name = ToLowerAscii(file.filename().native());
  const std::string extension = ToLowerAscii(file.extension().native());
  fs::path* place = name == "robots.txt"                          ? &files.robots
                    : name == "ai.txt"                            ? &files.ai_txt
                    : name == "tdmrep.json"                       ? &files.tdmrep
                    : name == "headers.json"                      ? &files.headers
                    : name == "license.xml" || name == "rsl.xml"  ? &files.licence
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
                       "license.xml, a page (.html), or a folder of them"};
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

std::string DayOf(const Flags& flags) {
  return flags.date.empty() ? pipeline::Now().substr(0, 10) : flags.date;
}

void Say(const std::string& at, const std::string& agent, const std::vector<Fact>& facts,
         const Json& more, const Globals& globals) {
  Json said = {{"schema", "assay.rights/1"},
               {"at", at},
               {"agent", agent},
               {"uses", rights::Resolve(facts).ToJson()},
               {"facts", AllOf(facts)}};
  said.update(more);
  if (globals.json)
    PrintJson(said);
  else
    Print(said);
}

std::set<std::string> Codes(const Decision& decision) {
  std::set<std::string> codes;
  for (const Reason& reason : decision.reasons) codes.insert(reason.code);
  return codes;
}

/// What a site says today; it is asked politely, and the address itself only where that is allowed.
int CheckUrl(const std::string& url, const Flags& flags, const policy::Pack& pack,
             const Globals& globals) {
  auto engine = policy::Engine::Make(pack);
  if (!engine.ok()) return Fail("A0200", engine.error().what, globals.json);
  const Use use = {"commercial-training", "EU", DayOf(flags)};
  const pipeline::Network network = Over({}, flags.network);
  const auto says = pipeline::AskSite(url, network, use, engine.value(), WorkerProgram());
  if (!says.ok()) return Fail("A0120", says.error().what, globals.json);
  Json more = {{"status", says.value().status}};
  if (!says.value().problem.empty()) more["problem"] = says.value().problem;
  if (says.value().refusal) more["refusal"] = ToJson(*says.value().refusal);
  Say(url, network.token, says.value().facts, more, globals);
  if (globals.json) return kDone;
  if (says.value().refusal)
    fmt::print("the address itself was not asked for: {}\n",
               fmt::join(Codes(*says.value().refusal), ", "));
  if (!says.value().problem.empty()) fmt::print("problem: {}\n", ToPrintable(says.value().problem));
  return kDone;
}

bool IsUrl(const std::string& text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

Result<policy::Pack> PackOf(const Flags& flags) {
  if (flags.policy.empty()) return policy::Pack::Default();
  ASSAY_LET(auto pack, policy::Pack::Load(flags.policy));
  ASSAY_TRY(UseTablesOf(pack));
  return pack;
}

int Check(const Flags& flags, const Globals& globals) {
  const auto pack = PackOf(flags);
  if (!pack.ok()) return Fail("A0200", pack.error().what, globals.json);
  if (flags.paths.size() == 1 && IsUrl(flags.paths.front()))
    return CheckUrl(flags.paths.front(), flags, pack.value(), globals);
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
  context.token = Over({}, flags.network).token;
  context.host = address.value().host;
  context.path = address.value().path;
  context.date = DayOf(flags);
  context.is_image = true;
  Say(flags.at, context.token, site.FactsAbout(context), Json::object(), globals);
  return kDone;
}

}  // namespace

void AddRights(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("rights", "What a site says about its files");
  command->require_subcommand(1);
  CLI::App* check =
      command->add_subcommand("check", "Ask a site, or read its answers kept as files");
  auto flags = std::make_shared<Flags>();
  check
      ->add_option(
          "FILE", flags->paths,
          "an address; or robots.txt, ai.txt, tdmrep.json, headers.json, license.xml, a page, "
          "or a folder of them")
      ->required()
      ->type_name("");
  AddNetwork(*check, flags->network);
  check->add_option("--at", flags->at, "address of the asset that is asked about")
      ->type_name("URL");
  check->add_option("--policy", flags->policy, "a folder of Rego files, and tables of signals")
      ->type_name("DIR");
  check->add_option("--date", flags->date, "when it is asked; default: today")
      ->type_name("YYYY-MM-DD");
  check->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Check(*flags, globals); };
  });
}

}  // namespace assay::cli
