// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/fairness/impact_ratio.h"
#include "assay/fairness/impact_report.h"
#include "assay/pipeline/count_table.h"
#include "fairness.h"
#include "fairness_lines.h"
#include "problem.h"

namespace assay::cli {
namespace {

constexpr TableProblem kProblem{
    "A0160",
    "mend the table or the flags, --positive says which value means yes; "
    "docs/guide/govern-a-hiring-tool.md"};

namespace fs = std::filesystem;
using fairness::ImpactAudit;
using fairness::ImpactCategory;
using fairness::ImpactGrouping;

struct Flags {
  std::string table;
  std::string selected;
  std::string score;
  std::string out;
  fairness::ImpactQuestion question;
};

std::string StateOf(const ImpactCategory& one) {
  if (!one.exclusion.empty()) return fmt::format("excluded: {}", ToPrintable(one.exclusion));
  std::string state;
  if (one.standing != fairness::Standing::kOk) state = Name(one.standing);
  if (one.standing == fairness::Standing::kReference) state = "highest";
  if (one.is_small && one.rate.n > 0)
    state += fmt::format("{}may be excluded", state.empty() ? "" : ", ");
  return state;
}

std::string GroupingText(const ImpactAudit& audit, const ImpactGrouping& grouping) {
  const bool is_score = audit.question.is_score;
  Lines lines;
  lines.Add({"category", "n", is_score ? "above" : "selected",
             is_score ? "scoring rate" : "selection rate", "impact ratio", "95 %", "p", "q", ""});
  for (const ImpactCategory& one : grouping.categories) {
    const auto rate = one.rate.Value();
    lines.Add({NameOf(one.values), fmt::format("{}", one.rate.n), fmt::format("{}", one.rate.k),
               rate ? fmt::format("{:.1f}%", *rate * 100) : "-",
               one.ratio ? fmt::format("{:.2f}", *one.ratio) : "-",
               Within(one.ratio_interval, "[{:.2f}, {:.2f}]"),
               one.p ? fmt::format("{:.2g}", *one.p) : "",
               one.q ? fmt::format("{:.2g}", *one.q) : "", StateOf(one)});
  }
  return fmt::format("\nBy {}: {} people unknown, in no category\n\n{}", ColumnsOf(grouping.by),
                     grouping.unknown, lines.Text());
}

/// Who is under four fifths: a guideline of another rule, and so never a verdict here.
std::string FourFifthsText(const ImpactAudit& audit) {
  std::string text;
  std::size_t under = 0;
  for (const ImpactGrouping& grouping : audit.groupings) {
    for (const ImpactCategory& one : grouping.categories) {
      if (!one.is_under_four_fifths || ++under > kShownRows) continue;
      text += fmt::format("{}{}{}", text.empty() ? "" : "; ", NameOf(one.values),
                          one.standing == fairness::Standing::kOk ? "" : " (insufficient)");
    }
  }
  if (under > kShownRows) text += fmt::format("; and {} more", under - kShownRows);
  return fmt::format(
      "\nUnder four fifths of the highest: {}.\nFor information (29 CFR 1607.4(D)): "
      "6 RCNY 5-301 sets no limit. q counts all {} pairs.\n",
      text.empty() ? "nobody" : text, audit.tests);
}

std::string TextOf(const ImpactAudit& audit) {
  std::string text = fmt::format("Assessed  {} people; {} more without {}\n", audit.assessed,
                                 audit.left_out, Shown(audit.question.outcome));
  if (const auto& median = audit.median)
    text += fmt::format(
        "Rate      {} above {}, the median of all assessed: {}; {} have exactly it, and are not "
        "above\n",
        Shown(audit.question.outcome), median->value, median->above, median->at_value);
  else
    text += fmt::format("Rate      {} says yes\n", Shown(audit.question.outcome));
  for (const ImpactGrouping& grouping : audit.groupings) text += GroupingText(audit, grouping);
  return text + FourFifthsText(audit);
}

Status Write(const ImpactAudit& audit, const Json& document, const fs::path& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return SystemError(problem.value(), "creating", folder);
  ASSAY_TRY(WriteFileDurably(folder / "impact.csv", fairness::ToCsv(audit)));
  return WriteFileDurably(folder / "impact.json", Canonical(document) + "\n");
}

int Audit(const Flags& flags, const Globals& globals) {
  fairness::ImpactQuestion question = flags.question;
  if (flags.selected.empty() == flags.score.empty())
    return Fail("A0001", "name either a --selected or a --score", globals.json);
  if (question.positive && flags.selected.empty())
    return Fail("A0001", "a --positive is of --selected", globals.json);
  question.is_score = flags.selected.empty();
  question.outcome = question.is_score ? flags.score : flags.selected;
  const auto counted =
      pipeline::CountTable(WorkerProgram(), flags.table, fairness::WishOf(question));
  if (!counted.ok()) return FailReadingTable(counted.error(), globals.json, kProblem);
  const auto audit = fairness::AuditImpact(counted.value().tuples, std::move(question));
  if (!audit.ok()) return FailReadingTable(audit.error(), globals.json, kProblem);
  Json document = fairness::ToJson(audit.value());
  document["table"] = NamedTable(flags.table, counted.value().digest,
                                 audit.value().assessed + audit.value().left_out);
  if (!flags.out.empty()) {
    const Status written = Write(audit.value(), document, flags.out);
    if (!written.ok()) return Fail(written.error(), globals.json);
  }
  if (globals.json) {
    PrintJson(document);
    return kDone;
  }
  fmt::print("Table     {}  {}\n{}", ToPrintable(StringOr(document["table"], "name")),
             StringOr(document["table"], "digest"), TextOf(audit.value()));
  if (!flags.out.empty())
    fmt::print("\nWritten   {0}/impact.json, {0}/impact.csv\n", ToPrintable(flags.out));
  return kDone;
}

}  // namespace

void AddFairnessImpact(CLI::App& parent, const Globals& globals, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "impact",
      "Impact ratios of a hiring tool by sex and race, as New York City's rules have them");
  auto flags = std::make_shared<Flags>();
  fairness::ImpactQuestion& question = flags->question;
  command->add_option("TABLE", flags->table, "a .csv, .jsonl or .parquet, a row a person assessed")
      ->required()
      ->type_name("");
  const auto column = [command](const char* name, std::string& value, const char* help) {
    return command->add_option(name, value, help)->type_name("COLUMN");
  };
  column("--sex", question.sex, "sex categories")->required();
  column("--race", question.race, "race/ethnicity categories")->required();
  column("--selected", flags->selected, "who was selected, or moved on");
  column("--score", flags->score, "or each one's score; the rate is of scores above the median");
  command
      ->add_option("--positive", question.positive,
                   "the value of --selected that means yes; default: 1 or true")
      ->type_name("VALUE");
  command
      ->add_option("--exclude", question.exclusions,
                   "leave a category under --category-share out of the ratios, for a reason that "
                   "is printed; may be repeated")
      ->type_name("COLUMN=VALUE[,COLUMN=VALUE]: REASON")
      ->allow_extra_args(false);
  command
      ->add_option("--category-share", question.category_share,
                   "of all people; default 0.02, as 6 RCNY 5-301(d)")
      ->type_name("S");
  command->add_option("--out", flags->out, "also write impact.json and impact.csv there")
      ->type_name("DIR");
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Audit(*flags, globals); };
  });
}

}  // namespace assay::cli
