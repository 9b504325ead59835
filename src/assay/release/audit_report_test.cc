// SPDX-License-Identifier: Apache-2.0
#include "assay/release/audit_report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assay/core/file.h"
#include "assay/release/fixture_internal.h"
#include "assay/release/tree.h"
#include "assay/table/query.h"
#include "assay/table/reader.h"

namespace assay::release {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kRecords = 310;

/// A grey JPEG of 8 x 8 pixels.
Bytes TinyJpeg() {
  return FromBase64(
             "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////"
             "////////////////////////////////////////wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAA"
             "AAAAAf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AH//Z")
      .value();
}

/// ASSAY_KEEP_REPORT=DIR keeps the documents in DIR, for tests/e2e/report_axe.mjs to look at.
class AuditDocumentsTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* kept = std::getenv("ASSAY_KEEP_REPORT");  // NOLINT(concurrency-mt-unsafe)
    keep_ = kept != nullptr;
    base_ = fs::path(testing::TempDir()) /
            (std::string("audit_") + testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(base_);
    fs::create_directories(base_);
    out_ = keep_ ? fs::path(kept) : base_ / "out";
    catalog_ = catalog::Catalog::Open(base_ / "catalog.sqlite").value();
    context_.run = internal::FillCatalog(*catalog_, kRecords);
    context_.versions = "assay 0.0.0 (test)";
    context_.policy_digest = Sha256("policy").Hex();
    context_.thumbnails = [](const std::vector<catalog::RecordRow>& rows) {
      std::vector<Bytes> jpegs;
      for (const catalog::RecordRow& row : rows)
        jpegs.push_back(row.key.starts_with("forum/") ? TinyJpeg() : Bytes{});
      return jpegs;
    };
  }
  void TearDown() override {
    catalog_.reset();
    fs::remove_all(base_);
  }

  /// The documents of what the catalog holds, in `out`.
  Result<Json> WriteInto(const fs::path& out) {
    ASSAY_LET(auto documents, AuditDocuments::Begin(*catalog_, context_, out));
    const auto add = [&documents](const catalog::RecordRow& row) -> Status {
      ASSAY_LET(ParsedRecord parsed, Parse(row));
      return documents.Add(row, std::move(parsed));
    };
    ASSAY_TRY(catalog_->ForEachRecord(context_.run, add));
    ASSAY_LET(const Digest root, documents.Root());
    const LedgerState ledger = {"assay.test/<log>", 311, "cm9vdA==", "assay.test+00000000+AAAA"};
    return documents.Finish(ledger, digest_.value_or(root.Hex()));
  }

  Json Write() {
    auto written = WriteInto(out_);
    EXPECT_TRUE(written.ok()) << written.error().what;
    return std::move(written).value();
  }
  std::string Text(const char* name) { return ReadFile(out_ / name, 64U << 20U).value(); }

  /// The cells of the one row that `select` gives, joined by "|".
  std::string Ask(const char* file, std::string_view select) {
    std::string answer;
    const Status asked = table::QueryParquet(out_ / file, select, [&](auto, auto values) -> Status {
      for (const auto& value : values) answer += value.value_or("NULL") + "|";
      return Done{};
    });
    return asked.ok() ? answer : asked.error().what;
  }

  std::optional<catalog::Catalog> catalog_;
  AuditContext context_;
  std::optional<std::string> digest_;  ///< that the run says; none: the right one
  fs::path base_;
  fs::path out_;
  bool keep_ = false;
};

TEST_F(AuditDocumentsTest, TheFiveFilesAgreeOnTheAccounting) {
  const Json json = Write();
  EXPECT_EQ(Json::parse(Text("report.json")), json);
  const Json& count = json.at("accounting");
  EXPECT_EQ(count.at("seen"), kRecords);
  EXPECT_EQ(count.at("allow").get<int>() + count.at("deny").get<int>() +
                count.at("review").get<int>() + count.at("dead").get<int>(),
            kRecords);
  for (const char* verdict : {"allow", "deny", "review", "dead"}) {
    EXPECT_EQ(Ask("records.parquet",
                  std::string("SELECT count(*) AS n FROM t WHERE verdict = '") + verdict + "'"),
              std::to_string(count.at(verdict).get<int>()) + "|")
        << verdict;
    EXPECT_EQ(Ask("decisions.parquet", std::string("SELECT count(DISTINCT key) AS n FROM t "
                                                   "WHERE verdict = '") +
                                           verdict + "'"),
              std::to_string(count.at(verdict).get<int>()) + "|")
        << verdict;
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(out_), fs::directory_iterator()), 5);
}

TEST_F(AuditDocumentsTest, ReasonCountsAreThoseOfTheTable) {
  const Json json = Write();
  ASSERT_GE(json.at("reasons").size(), 8U);
  for (const auto& [code, count] : json.at("reasons").items()) {
    EXPECT_EQ(Ask("records.parquet",
                  "SELECT count(*) AS n FROM t WHERE list_contains(reasons, '" + code + "')"),
              std::to_string(count.get<int>()) + "|")
        << code;
  }
}

TEST_F(AuditDocumentsTest, ColumnsFoldTheFacts) {
  Write();
  EXPECT_EQ(Ask("records.parquet",
                "SELECT count(*) FILTER (has_gps) AS a, count(*) FILTER (duplicate_of IS NOT NULL)"
                " AS b, count(*) FILTER (has_contradiction) AS c,"
                " count(*) FILTER (verdict = 'dead' AND has_gps IS NULL) AS d,"
                " count(*) FILTER (verdict = 'dead') AS e FROM t"),
            "28|23|9|10|10|");
  EXPECT_EQ(Ask("records.parquet",
                "SELECT media_type, licence_declared, licence_detected, licence_concluded, verdict,"
                " reasons, obligations, orientation, quality_dark FROM t"
                " WHERE key = 'forum/2019/01/IMG_0036.jpg'"),
            "image/png|CC-BY-4.0|NULL|CC-BY-4.0|allow|[\"licence.attribution\"]|[\"attribute\"]|5|"
            "0.36|");
  EXPECT_EQ(Ask("facts.parquet",
                "SELECT state, step, carrier, value FROM t "
                "WHERE name = 'media.header' "
                "AND key = 'forum/2019/01/IMG_0036.jpg'"),
            "present|media|container|{\"format\":\"jpeg\",\"orientation\":5}|");
}

// A second computation of the digest, from the tables that a reader has.
TEST_F(AuditDocumentsTest, TheDigestFollowsFromTheTables) {
  const Json json = Write();
  std::map<std::string, Json> rows;
  const auto value = [](const std::optional<std::string>& text) {
    return text ? Json(*text) : Json();
  };
  ASSERT_TRUE(table::QueryParquet(out_ / "records.parquet",
                                  "SELECT key, asset, split_part(media_type, '/', 1) AS kind,"
                                  " licence_concluded, verdict, reasons, situation FROM t",
                                  [&](auto, auto cells) -> Status {
                                    rows[*cells[0]] = {{"key", *cells[0]},
                                                       {"asset", value(cells[1])},
                                                       {"kind", value(cells[2])},
                                                       {"licence", value(cells[3])},
                                                       {"verdict", *cells[4]},
                                                       {"reasons", Json::parse(*cells[5])},
                                                       {"situation", value(cells[6])},
                                                       {"split", nullptr},
                                                       {"parents", Json::array()},
                                                       {"labels", Json::array()}};
                                    return Done{};
                                  })
                  .ok());
  ASSERT_TRUE(table::QueryParquet(out_ / "decisions.parquet",
                                  "SELECT DISTINCT key, obligations, policy FROM t",
                                  [&](auto, auto cells) -> Status {
                                    rows[*cells[0]]["obligations"] = Json::parse(*cells[1]);
                                    rows[*cells[0]]["policy"] = *cells[2];
                                    return Done{};
                                  })
                  .ok());
  const Bytes salt = FromHex(json.at("salt").get<std::string>()).value();
  std::map<Digest, Digest> sorted;
  for (const auto& [key, row] : rows)
    sorted[Sha256(std::string(AsText(salt)) + key)] = LeafHash(AsBytes(assay::Canonical(row)));
  std::vector<Digest> leaves;
  for (const auto& [place, hash] : sorted) leaves.push_back(hash);
  EXPECT_EQ(TreeRoot(leaves).Hex(), json.at("digest").get<std::string>());
}

TEST_F(AuditDocumentsTest, HostileNamesNeverBecomeMarkup) {
  Write();
  const std::string html = Text("report.html");
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("<svg onload"), std::string::npos);
  EXPECT_EQ(html.find("<img src=x"), std::string::npos);
  EXPECT_EQ(html.find("\xE2\x80\xAE"), std::string::npos) << "a bidirectional override";
  EXPECT_EQ(html.find('\x1B'), std::string::npos);
  EXPECT_EQ(html.find("http://"), std::string::npos) << "an address outside escaped text";
  // Every src is a data URI of ours.
  for (std::size_t at = html.find("src="); at != std::string::npos;
       at = html.find("src=", at + 1)) {
    const std::string_view rest = std::string_view(html).substr(at, 30);
    EXPECT_TRUE(rest.starts_with("src=\"data:image/jpeg;base64,") || rest.starts_with("src=x"))
        << rest;
  }
}

TEST_F(AuditDocumentsTest, TablesKeepHostileTextAsItIs) {
  Write();
  std::vector<std::string> keys;
  ASSERT_TRUE(table::ReadTable(out_ / "records.parquet", table::Format::kParquet,
                               [&](auto, auto values) -> Status {
                                 keys.push_back(*values[0]);
                                 return Done{};
                               })
                  .ok());
  EXPECT_TRUE(std::ranges::is_sorted(keys));
  for (const std::string& key : internal::HostileKeys())
    EXPECT_TRUE(std::ranges::binary_search(keys, key)) << key;
}

TEST_F(AuditDocumentsTest, TheSecurityPolicyNamesTheStyleSheetByItsHash) {
  Write();
  const std::string html = Text("report.html");
  const std::size_t begin = html.find("<style>") + 7;
  const std::string style = html.substr(begin, html.find("</style>") - begin);
  EXPECT_NE(html.find("style-src &#39;sha256-" + ToBase64(Sha256(style).bytes) + "&#39;"),
            std::string::npos);
  EXPECT_EQ(html.find(" style="), std::string::npos) << "inline styles would be refused";
}

TEST_F(AuditDocumentsTest, TwiceIsTheSameToTheByte) {
  Write();
  std::map<std::string, std::string> first;
  for (const auto& entry : fs::directory_iterator(out_))
    first[entry.path().filename()] = ReadFile(entry.path(), 64U << 20U).value();
  Write();
  for (const auto& [name, bytes] : first)
    EXPECT_EQ(ReadFile(out_ / name, 64U << 20U).value(), bytes) << name;
}

TEST_F(AuditDocumentsTest, AnotherDigestThanTheRunsIsCorruptAndWritesNoReport) {
  digest_ = std::string(64, '0');
  const auto written = WriteInto(base_ / "wrong");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::kCorrupt);
  EXPECT_TRUE(fs::is_empty(base_ / "wrong"));
}

TEST_F(AuditDocumentsTest, APendingRecordIsRefused) {
  catalog::Batch batch;
  batch.run = context_.run;
  catalog::RecordRow row;
  row.key = "new.jpg";
  row.codes = row.facts = row.evidence = "[]";
  batch.records = {row};
  ASSERT_TRUE(catalog_->Commit(batch).ok());
  EXPECT_EQ(WriteInto(base_ / "early").error().code, ErrorCode::kInvalidArgument);
}

TEST_F(AuditDocumentsTest, WhatIsNoJpegIsNotShown) {
  context_.thumbnails = [](const std::vector<catalog::RecordRow>& rows) {
    return std::vector<Bytes>(rows.size(), Bytes{'<', 's', 'v', 'g', '>'});
  };
  Write();
  EXPECT_EQ(Text("report.html").find("<img"), std::string::npos);
}

}  // namespace
}  // namespace assay::release
