// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness_report/report.h"

#include <fmt/format.h>

#include <array>
#include <set>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/fairness_report/part_internal.h"
#include "assay/fairness_report/words.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

using page::Html;

/// The documents that a page can show. A new kind is a row here and a Part.
struct Kind {
  std::string_view schema;
  std::string_view title;
  std::unique_ptr<Part> (*make)(const Node& document);
};
constexpr std::array<Kind, 7> kKinds = {
    {{"assay.fairness.gate/1", "Gate", MakeGatePart},
     {"assay.fairness.model/1", "Predictions", MakeModelPart},
     {"assay.fairness.slices/1", "Worst slices", MakeSlicesPart},
     {"assay.fairness.regression/1", "Predicted numbers", MakeRegressionPart},
     {"assay.fairness.ranking/1", "Rankings", MakeRankingPart},
     {"assay.fairness.detection/1", "Detections", MakeDetectionPart},
     {"assay.fairness.dataset/1", "Data set", MakeDatasetPart}}};

constexpr std::array<page::Link, 7> kContents = {{{"audited", "What was audited"},
                                                  {"findings", "Findings"},
                                                  {"unclear", "What cannot be said"},
                                                  {"plots", "Drawings"},
                                                  {"tables", "Tables"},
                                                  {"methods", "Methods"},
                                                  {"provenance", "Provenance"}}};

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Result<const Kind*> KindOf(const Json& json) {
  const std::string schema = StringOr(json, "schema");
  for (const Kind& kind : kKinds)
    if (kind.schema == schema) return &kind;
  std::string known;
  constexpr std::string_view kFamily = "assay.fairness.";  // once is enough
  for (const Kind& kind : kKinds)
    known += known.empty() ? std::string(kind.schema)
                           : fmt::format(", {}", kind.schema.substr(kFamily.size()));
  return Wrong(schema.empty() ? fmt::format("it names no schema; known are {}", known)
                              : fmt::format("schema '{}' is not known; known are {}",
                                            page::Shortened(schema, kNameLimit), known));
}

}  // namespace

struct Report::Document {
  std::string name;
  std::string digest;
  std::size_t bytes = 0;
  const Kind* kind = nullptr;
  std::unique_ptr<Part> part;
};

namespace {

/// Each document's own text under a heading of its own.
template <typename Documents, typename WriteIt>
void WriteSection(Sheet& sheet, const Documents& documents, const page::Link& link, WriteIt write) {
  page::OpenSection(sheet.html, link.id, link.title);
  for (const auto& document : documents) {
    sheet.html.Open("h3").Text(document.kind->title).Text(": ");
    Put(sheet.html, NameOf({document.part->table().name}));
    sheet.html.Close();
    write(document);
  }
  sheet.html.Close();
}

template <typename Documents>
void WriteMethods(Sheet& sheet, const Documents& documents) {
  std::set<std::string_view> written;
  page::OpenSection(sheet.html, "methods", "Methods");
  sheet.html.Tag("p",
                 "Everything was computed before this page was made, and stands in its documents "
                 "with all digits. The page places and rounds it.");
  page::OpenTable(sheet.html, "Formulas by name, with their sources.", {"What", "How", "Source"});
  for (const auto& document : documents) {
    for (const Method& method : document.part->methods()) {
      if (!written.insert(method.name).second) continue;
      sheet.html.Open("tr").Tag("th", method.name, {{"scope", "row"}});
      sheet.html.Tag("td", method.formula).Tag("td", method.source).Close();
    }
  }
  page::CloseTable(sheet.html);
  sheet.html.Close();
}

template <typename Documents>
void WriteProvenance(Sheet& sheet, const Documents& documents, std::string_view made_by) {
  page::OpenSection(sheet.html, "provenance", "Provenance");
  page::OpenTable(sheet.html, "The documents that this page was made of.",
                  {"Document", "Schema", "#Bytes", "SHA-256"});
  for (const auto& document : documents) {
    sheet.html.Open("tr");
    RowHead(sheet.html, NameOf({document.name}));
    sheet.html.Open("td").Tag("code", document.kind->schema).Close();
    page::NumberCell(sheet.html, static_cast<std::int64_t>(document.bytes));
    sheet.html.Open("td").Tag("code", document.digest).Close().Close();
  }
  page::CloseTable(sheet.html);
  sheet.html.Tag("p", fmt::format("Page made by {}.", made_by), {{"class", "note"}});
  sheet.html.Close();
}

template <typename Documents>
std::string TitleOf(const Documents& documents) {
  std::vector<std::string> names;
  for (const auto& document : documents)
    if (std::ranges::find(names, document.part->table().name) == names.end())
      names.push_back(document.part->table().name);
  if (names.empty()) return "nothing";
  const std::string first = page::Shortened(names.front(), kNameLimit);
  return names.size() == 1 ? first : fmt::format("{} and {} more", first, names.size() - 1);
}

}  // namespace

Report::Report() = default;
Report::Report(Report&&) noexcept = default;
Report& Report::operator=(Report&&) noexcept = default;
Report::~Report() = default;

Status Report::Add(std::string_view name, std::string_view text) {
  if (documents_.size() >= kMostDocuments)
    return Error{ErrorCode::kExhausted,
                 fmt::format("a report is made of at most {} documents", kMostDocuments)};
  ASSAY_LET(const Json json, ParseJson(text, {.bytes = kDocumentLimit_bytes}));
  ASSAY_LET(const Kind* kind, KindOf(json));
  Reading reading(json);
  std::unique_ptr<Part> part = kind->make(Node(json, reading));
  if (!reading.problem().empty()) return Wrong(reading.problem());
  documents_.push_back({.name = std::string(name),
                        .digest = "sha256:" + Sha256(text).Hex(),
                        .bytes = text.size(),
                        .kind = kind,
                        .part = std::move(part)});
  return Done{};
}

std::string Report::Html(std::string_view made_by) const {
  Sheet sheet;
  page::Html& html = sheet.html;
  const std::string title = TitleOf(documents_);
  for (const Document& document : documents_) document.part->AddLimits(sheet.limits);
  page::OpenPage(html, fmt::format("Audit of {}", title), kContents[0].id, PlotStyle());
  html.Open("header").Tag("p", "Assay fairness", {{"class", "over"}});
  html.Open("h1").Tag("bdi", title).Close();
  for (const Document& document : documents_) document.part->WriteLede(html);
  page::WriteContents(html, kContents);
  html.Close().Open("main");
  DefineHatching(html);
  WriteSection(sheet, documents_, kContents[0], [&](const Document& document) {
    html.Open("dl", {{"class", "facts"}});
    document.part->WriteQuestion(html);
    html.Close();
  });
  WriteSection(sheet, documents_, kContents[1],
               [&](const Document& document) { document.part->WriteFindings(sheet); });
  WriteSection(sheet, documents_, kContents[2],
               [&](const Document& document) { document.part->WriteUnclear(sheet); });
  WriteSection(sheet, documents_, kContents[3],
               [&](const Document& document) { document.part->WriteDrawings(sheet); });
  if (sheet.drawings_left_out > 0)
    html.Tag("p",
             fmt::format("{} further drawings are left out: a page has at most 120. Their numbers "
                         "stand in the documents.",
                         page::Grouped(static_cast<std::int64_t>(sheet.drawings_left_out))),
             {{"class", "cut"}});
  WriteSection(sheet, documents_, kContents[4],
               [&](const Document& document) { document.part->WriteTables(sheet); });
  WriteMethods(sheet, documents_);
  WriteProvenance(sheet, documents_, made_by);
  html.Close();
  html.Open("footer").Tag("p",
                          "This page names groups of people and how they fare; small groups may be "
                          "recognised. It loads nothing, runs nothing and sends nothing.");
  return html.Close().Close().Close().Take();
}

}  // namespace assay::fairness_report
