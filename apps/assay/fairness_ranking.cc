// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/fairness/audit_tables.h"
#include "assay/fairness/ranking_audit.h"
#include "assay/pipeline/count_table.h"
#include "fairness.h"
#include "fairness_lines.h"
#include "problem.h"

namespace assay::cli {
namespace {

constexpr TableProblem kProblem{"A0160", "mend the table or the flags; docs/guide/audit-scores.md"};

using fairness::RankedGroup;
using fairness::RankedGrouping;
using fairness::RankedShare;
using fairness::RankingAudit;

struct Flags {
  std::string table;
  fairness::RankingQuestion question;
  GroupFlags grouping;
  fairness::BootstrapPlan draws = kNoDraws;
  std::string out;
};

Result<fairness::RankingQuestion> QuestionOf(const Flags& flags) {
  fairness::RankingQuestion question = flags.question;
  if (question.score.empty() == question.rank.empty())
    return Error{ErrorCode::kInvalidArgument, "name either a --score or a --rank"};
  ASSAY_LET(question.grouping, GroupingOf(flags.grouping));
  question.bootstrap = PlanOf(flags.draws);
  return question;
}

struct Audit {
  Digest digest;
  RankingAudit ranking;
};

Result<Audit> Read(const std::string& table, const fairness::RankingQuestion& question) {
  fairness::RankingReader reader(question);
  ASSAY_LET(const Digest digest, pipeline::VisitRows(WorkerProgram(), table, reader.Wish(),
                                                     [&reader](pipeline::RowValues values, double) {
                                                       return reader.Take(values);
                                                     }));
  ASSAY_LET(RankingAudit audit, AuditRanking(std::move(reader).Finish(), question));
  return Audit{digest, std::move(audit)};
}

void AddShare(std::vector<std::string> cells, const RankedShare& share, Lines& lines) {
  const bool is_ok = share.standing == fairness::Standing::kOk;
  cells.insert(cells.end(), {Rate(share.share), Rate(share.expected_share), Rate(share.ratio.value),
                             IntervalOf(share.ratio, /*is_signed=*/false),
                             is_ok ? "" : std::string(Name(share.standing))});
  lines.Add(std::move(cells));
}

std::string GroupingText(const RankedGrouping& one, const RankingAudit& audit) {
  std::vector<const RankedGroup*> order;
  for (const RankedGroup& group : one.groups) order.push_back(&group);
  std::ranges::stable_sort(order, std::ranges::greater(), &RankedGroup::n);
  order.resize(std::min(order.size(), kShownRows));
  const bool has_merit = !audit.question.relevance.empty();
  Lines lines;
  lines.Add({"group", "candidates", "", "share", "expected", "ratio", "", ""});
  for (const RankedGroup* group : order) {
    const std::string name = NameOf(group->values);
    const std::string n = fmt::format("{}", group->n);
    AddShare({name, n, fmt::format("first {}", audit.question.top)}, group->selection, lines);
    AddShare({name, n, "exposure"}, group->exposure, lines);
    if (has_merit) AddShare({name, n, "exposure by relevance"}, group->merit, lines);
  }
  const std::string within = IntervalOf(one.ndkl, /*is_signed=*/false);
  std::string text = fmt::format("\nBy {}: {} groups; NDKL {}{}\n\n{}", ColumnsOf(one.by),
                                 one.groups.size(), Rate(one.ndkl.value),
                                 within.empty() ? "" : fmt::format(" {}", within), lines.Text());
  if (one.groups.size() > kShownRows)
    text += fmt::format("  and {} smaller groups: --json, --out\n", one.groups.size() - kShownRows);
  return text;
}

std::string TextOf(const RankingAudit& audit) {
  const auto& question = audit.question;
  std::string text = fmt::format("Rows      {} in {} queries", audit.n, audit.queries);
  if (audit.left_out > 0)
    text += fmt::format("; {} left out: without a query or a place", audit.left_out);
  text += fmt::format("\nAsked     query {}, by {}\n", Shown(question.query),
                      question.score.empty() ? fmt::format("rank {}", Shown(question.rank))
                                             : fmt::format("score {}", Shown(question.score)));
  if (const fairness::Ties& ties = audit.ties; ties.candidates > 0)
    text += fmt::format(
        "Ties      {} candidates in {} queries have the {} of another; each has the mean of their "
        "places{}\n",
        ties.candidates, ties.queries, question.score.empty() ? "rank" : "score",
        ties.cut == 0 ? ""
                      : fmt::format("; in {} the first {} end among them", ties.cut, question.top));
  if (const auto& plan = question.bootstrap)
    text += fmt::format("Drawn     {}: intervals of 95 %\n", DrawsText(*plan, "queries"));
  for (const RankedGrouping& one : audit.groupings) text += GroupingText(one, audit);
  return text;
}

int AuditLists(const Flags& flags, const Globals& globals) {
  const auto question = QuestionOf(flags);
  if (!question.ok()) return Fail("A0001", question.error().what, globals.json);
  const auto audit = Read(flags.table, question.value());
  if (!audit.ok()) return FailReadingTable(audit.error(), globals.json, kProblem);
  const auto& [digest, ranking] = audit.value();
  Json document = ToJson(ranking);
  document["table"] = NamedTable(flags.table, digest, ranking.n + ranking.left_out);
  if (!flags.out.empty()) {
    const Status written = WriteAudit(document, flags.out, "ranking", [&](const auto& file) {
      return fairness::WriteRanking(audit.value().ranking, file);
    });
    if (!written.ok()) return Fail(written.error(), globals.json);
  }
  if (globals.json) {
    PrintJson(document);
    return kDone;
  }
  fmt::print("Table     {}  {}\n{}", ToPrintable(StringOr(document["table"], "name")),
             StringOr(document["table"], "digest"), TextOf(ranking));
  if (!flags.out.empty())
    fmt::print("\nWritten   {0}/ranking.json, {0}/ranking.parquet\n", ToPrintable(flags.out));
  return kDone;
}

}  // namespace

void AddFairnessRanking(CLI::App& parent, const Globals& globals, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "ranking", "Whether groups get the places and the attention that their share would give");
  auto flags = std::make_shared<Flags>();
  command->add_option("TABLE", flags->table, "a .csv, .jsonl or .parquet with a row a candidate")
      ->required()
      ->type_name("");
  const auto text = [command](const char* name, auto& value, const char* help) {
    return command->add_option(name, value, help)->type_name("COLUMN");
  };
  text("--query", flags->question.query, "whose candidates are ranked together")->required();
  text("--score", flags->question.score, "the highest comes first");
  text("--rank", flags->question.rank, "or the lowest comes first");
  text("--relevance", flags->question.relevance, "what each candidate is worth, from 0");
  AddGroupFlags(*command, flags->grouping);
  command->add_option("--top", flags->question.top, "the first of each query; default 10")
      ->type_name("K")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  AddDrawFlags(*command, flags->draws, "intervals from so many draws of queries; such as 1000");
  command->add_option("--out", flags->out, "also write ranking.json and ranking.parquet there")
      ->type_name("DIR");
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return AuditLists(*flags, globals); };
  });
}

}  // namespace assay::cli
