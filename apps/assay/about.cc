// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <CLI/Version.hpp>

#include <cstdlib>
#include <memory>

#include "assay/policy/engine.h"
#include "command.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

/// Words that a shell can complete: subcommands and flags of `app`, one level.
std::vector<std::string> Words(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::App* sub : app.get_subcommands({})) words.push_back(sub->get_name());
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  return words;
}

std::string Bash(const CLI::App& app) {
  std::string cases;
  for (const CLI::App* sub : app.get_subcommands({}))
    cases += fmt::format("    {}) words=\"{}\" ;;\n", sub->get_name(), fmt::join(Words(*sub), " "));
  return fmt::format(
      "_assay() {{\n"
      "  local words current=\"${{COMP_WORDS[COMP_CWORD]}}\"\n"
      "  case \"${{COMP_WORDS[1]}}\" in\n{}"
      "    *) words=\"{}\" ;;\n"
      "  esac\n"
      "  [ \"$COMP_CWORD\" -eq 1 ] && words=\"{}\"\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "}}\n"
      "complete -o default -F _assay assay\n",
      cases, fmt::join(Words(app), " "), fmt::join(Words(app), " "));
}

std::string Fish(const CLI::App& app) {
  std::string text;
  for (const CLI::App* sub : app.get_subcommands({})) {
    text += fmt::format("complete -c assay -n __fish_use_subcommand -a {} -d '{}'\n",
                        sub->get_name(), sub->get_description());
    for (const std::string& word : Words(*sub))
      text += word.starts_with("--")
                  ? fmt::format("complete -c assay -n '__fish_seen_subcommand_from {}' -l {}\n",
                                sub->get_name(), word.substr(2))
                  : fmt::format("complete -c assay -n '__fish_seen_subcommand_from {}' -a {}\n",
                                sub->get_name(), word);
  }
  return text;
}

int Complete(const CLI::App& app, const std::string& shell) {
  if (shell == "fish")
    fmt::print("{}", Fish(app));
  else if (shell == "zsh")
    fmt::print("#compdef assay\nautoload -U +X bashcompinit && bashcompinit\n{}", Bash(app));
  else
    fmt::print("{}", Bash(app));
  return kDone;
}

}  // namespace

fs::path FindWorkspace(const Globals& globals) {
  if (!globals.workspace.empty()) return globals.workspace;
  if (const char* named = std::getenv("ASSAY_WORKSPACE"); named != nullptr) return named;
  std::error_code ignored;
  for (const fs::path& place : {fs::path(".assay"), fs::path("assay-out") / ".assay"}) {
    if (fs::is_directory(place, ignored)) return place;
  }
  return {};
}

fs::path WorkerProgram() {
  if (const char* named = std::getenv("ASSAY_WORKER"); named != nullptr) return named;
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path() / "assay-worker";
}

Json Versions() {
  return {{"assay", ASSAY_VERSION},
          {"compiler", __VERSION__},
          {"policy", policy::Pack::Default().digest().Hex()},
          {"fmt", FMT_VERSION},
          {"cli11", CLI11_VERSION}};
}

std::string ProgramVersion() { return fmt::format("assay {}", ASSAY_VERSION); }

void PrintJson(const Json& json) { fmt::print("{}\n", Canonical(json)); }

void AddVersion(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("version", "Print the version and what it is built from");
  command->callback([&globals, &action] {
    action = [&globals] {
      Json versions = Versions();
      versions["schema"] = "assay.version/1";
      if (globals.json)
        PrintJson(versions);
      else
        fmt::print("assay {}\n", ASSAY_VERSION);
      return kDone;
    };
  });
}

void AddCompletion(CLI::App& app, const Globals& /*globals*/, Action& action) {
  CLI::App* command = app.add_subcommand("completion", "Print a completion script for a shell");
  auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("");
  command->callback(
      [shell, &app, &action] { action = [shell, &app] { return Complete(app, *shell); }; });
}

}  // namespace assay::cli
