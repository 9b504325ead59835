// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/fairness/detection_audit.h"
#include "assay/fairness/detection_document.h"
#include "assay/fairness/detection_set.h"
#include "assay/fairness/detection_table.h"
#include "assay/fairness/model_audit.h"
#include "assay/pipeline/count_table.h"
#include "fairness.h"
#include "fairness_detection_text.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr TableProblem kProblem{"A0165"};

struct Flags {
  std::string truth;
  std::string detections;
  std::string pictures;
  std::string box;
  fairness::DetectionColumns columns;
  std::vector<double> ious;
  std::optional<double> min_score;
  std::vector<std::string> references;
  std::size_t depth = 1;
  std::int32_t replicates = 0;
  std::uint64_t seed = 0;
  std::string out;
};

struct Table {
  Digest digest;
  std::int64_t rows = 0;
};

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Result<fairness::DetectionColumns> ColumnsOf(const Flags& flags) {
  fairness::DetectionColumns columns = flags.columns;
  if (columns.groups.empty() && columns.picture_groups.empty())
    return Wrong("name a --group of boxes or a --picture-group");
  if (flags.min_score && !std::isfinite(*flags.min_score))
    return Wrong("a --min-score is a finite number");
  std::size_t from = 0;
  for (std::size_t i = 0; i < columns.box.size(); ++i) {
    const std::size_t comma = std::min(flags.box.find(',', from), flags.box.size());
    columns.box.at(i) = flags.box.substr(std::min(from, comma), comma - std::min(from, comma));
    const bool is_last = i + 1 == columns.box.size();
    if (columns.box.at(i).empty() || is_last != (comma == flags.box.size()))
      return Wrong("--box names four columns: xmin,ymin,xmax,ymax");
    from = comma + 1;
  }
  for (const auto& names : {columns.groups, columns.picture_groups,
                            std::vector<std::string>(columns.box.begin(), columns.box.end())})
    for (const std::string& name : names)
      if (std::ranges::count(names, name) > 1)
        return Wrong(fmt::format("column '{}' is named twice", ToPrintable(name)));
  return columns;
}

Result<fairness::DetectionQuestion> QuestionOf(const Flags& flags,
                                               const fairness::DetectionColumns& columns) {
  if (!columns.cluster.empty() && flags.replicates == 0)
    return Error{ErrorCode::kInvalidArgument,
                 "clusters are drawn: a --cluster needs a --bootstrap"};
  fairness::DetectionQuestion question;
  if (!flags.ious.empty()) question.ious = flags.ious;
  ASSAY_TRY(fairness::CheckIous(question.ious));
  question.depth = flags.depth;
  if (flags.replicates > 0)
    question.bootstrap = {.seed = flags.seed, .replicates = flags.replicates};
  std::vector<std::string> groups = columns.groups;
  groups.insert(groups.end(), columns.picture_groups.begin(), columns.picture_groups.end());
  for (const std::string& text : flags.references)
    ASSAY_TRY(TakeReference(text, groups, question.references));
  return question;
}

using Taker = Status (fairness::DetectionSet::*)(fairness::DetectionSet::Row);

/// Errors of rows get the file's name, as those of the reading have it.
Result<Table> Read(const std::string& file, table::CountWish wish, Taker take,
                   fairness::DetectionSet& set) {
  Table table;
  std::optional<Error> refused;
  const auto digest = pipeline::VisitRows(WorkerProgram(), file, std::move(wish),
                                          [&](pipeline::RowValues row, double) -> Status {
                                            ++table.rows;
                                            const Status taken = (set.*take)(row);
                                            if (!taken.ok()) refused = Error(taken.error());
                                            return taken;
                                          });
  if (refused) return std::move(*refused).In(fs::path(file).filename().native());
  if (!digest.ok()) return Error(digest.error());
  table.digest = digest.value();
  return table;
}

/// detection.json last: where it is new, the table beside it is of the same audit.
Status Write(const fairness::DetectionAudit& audit, const Json& document, const fs::path& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return SystemError(problem.value(), "creating", folder);
  ASSAY_TRY(fairness::WriteDetections(audit, folder / "detection.parquet"));
  return WriteFileDurably(folder / "detection.json", Canonical(document) + "\n");
}

struct Told {
  fairness::DetectionAudit audit;
  Json document;
};

Result<Told> Audit(const Flags& flags, fairness::DetectionSet set,
                   fairness::DetectionQuestion question) {
  using fairness::DetectionSet;
  Json pictures;
  if (set.has_pictures()) {
    ASSAY_LET(const Table table,
              Read(flags.pictures, set.PicturesWish(), &DetectionSet::AddPicture, set));
    pictures = NamedTable(flags.pictures, table.digest, table.rows);
  }
  ASSAY_LET(const Table truth, Read(flags.truth, set.TruthWish(), &DetectionSet::AddTruth, set));
  ASSAY_LET(const Table detections,
            Read(flags.detections, set.DetectionsWish(), &DetectionSet::AddDetection, set));
  ASSAY_LET(fairness::DetectionAudit audit, AuditDetections(set, std::move(question)));
  Json document = fairness::ToJson(audit, set);
  document["truth"] = NamedTable(flags.truth, truth.digest, truth.rows);
  document["detections"] = NamedTable(flags.detections, detections.digest, detections.rows);
  document["pictures"] = std::move(pictures);
  return Told{std::move(audit), std::move(document)};
}

int AuditBoxes(const Flags& flags, const Globals& globals) {
  auto columns = ColumnsOf(flags);
  if (!columns.ok()) return Fail("A0001", columns.error().what, globals.json);
  auto question = QuestionOf(flags, columns.value());
  if (!question.ok()) return Fail("A0001", question.error().what, globals.json);
  const auto told = Audit(
      flags,
      fairness::DetectionSet(std::move(columns).value(), !flags.pictures.empty(), flags.min_score),
      std::move(question).value());
  if (!told.ok()) return FailReadingTable(told.error(), globals.json, kProblem);
  const auto& [audit, document] = told.value();
  if (!flags.out.empty()) {
    const Status written = Write(audit, document, flags.out);
    if (!written.ok()) return Fail(written.error(), globals.json);
  }
  if (globals.json) {
    PrintJson(document);
    return kDone;
  }
  fmt::print("{}", TextOf(audit, document));
  if (!flags.out.empty())
    fmt::print("\nWritten     {0}/detection.json, {0}/detection.parquet\n", ToPrintable(flags.out));
  return kDone;
}

void AddColumns(CLI::App& command, Flags& flags) {
  const auto column = [&command](const char* name, auto& value, const char* help) {
    return command.add_option(name, value, help)->type_name("COLUMN");
  };
  fairness::DetectionColumns& columns = flags.columns;
  column("--image", columns.image, "which picture a box is in")->required();
  column("--class", columns.class_name, "what is in the box; default: all are of one class");
  command.add_option("--box", flags.box, "its edges in pixels: xmin,ymin,xmax,ymax")
      ->type_name("COLUMNS")
      ->required();
  column("--score", columns.score, "of DETECTIONS: a number, higher is surer")->required();
  column("--ignore", columns.ignore, "of TRUTH: 1 for a crowd, or a box that does not count");
  column("--group", columns.groups, "of TRUTH: boxes of what to compare; may be repeated")
      ->allow_extra_args(false);
  column("--picture-group", columns.picture_groups,
         "of PICTURES, else of TRUTH: pictures of what to compare; may be repeated")
      ->allow_extra_args(false);
  column("--cluster", columns.cluster, "where --picture-group is: pictures of one video");
}

void AddQuestion(CLI::App& command, Flags& flags) {
  const auto text = [&command](const char* name, auto& value, const char* type, const char* help) {
    return command.add_option(name, value, help)->type_name(type);
  };
  text("--iou", flags.ious, "T", "a box is found from here; default 0.5; may be repeated")
      ->allow_extra_args(false);
  text("--min-score", flags.min_score, "S", "detections under it are left out");
  text("--reference", flags.references, "[COLUMN=]VALUE",
       "compare with this group; default: the largest; may be repeated")
      ->allow_extra_args(false);
  text("--intersections", flags.depth, "N",
       "also groups of several columns together, so many at most")
      ->check(CLI::Range(std::size_t{1}, fairness::kMaxDepth));
  text("--bootstrap", flags.replicates, "N",
       "also intervals from so many draws of pictures, or of clusters; such as 1000")
      ->check(CLI::Range(1, 1'000'000));
  AddSeed(command, flags.seed, "of the draws; default 0");
  text("--out", flags.out, "DIR", "also write detection.json and detection.parquet there");
}

}  // namespace

void AddFairnessDetection(CLI::App& parent, const Globals& globals, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "detection", "Whom a detector misses, and where it sees what is not there: by group");
  auto flags = std::make_shared<Flags>();
  const auto table = [command](const char* name, auto& value, const char* help) {
    return command->add_option(name, value, help);
  };
  table("TRUTH", flags->truth, "a .csv, .jsonl or .parquet with a row a box that is there")
      ->required()
      ->type_name("");
  table("DETECTIONS", flags->detections, "a row a box that the detector gave")
      ->required()
      ->type_name("");
  table("--pictures", flags->pictures, "a row a picture: also those without a box")
      ->type_name("TABLE");
  AddColumns(*command, *flags);
  AddQuestion(*command, *flags);
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return AuditBoxes(*flags, globals); };
  });
}

}  // namespace assay::cli
