// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/source.h"
#include "assay/pipeline/locator.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <string>

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

class FolderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "assay-source-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    top_ = pattern;
    root_ = top_ / "pictures";
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(top_); }

  void Write(const fs::path& relative, std::string_view text = "x") const {
    fs::create_directories((root_ / relative).parent_path());
    std::ofstream(root_ / relative) << text;
  }

  [[nodiscard]] std::vector<Item> Walk(std::shared_ptr<Manifest> manifest = nullptr) const {
    auto source = OpenFolder(root_, {}, std::move(manifest)).value();
    std::vector<Item> items;
    for (;;) {
      auto item = source->Next().value();
      if (!item) return items;
      items.push_back(std::move(*item));
    }
  }

  static std::map<std::string, std::string> Problems(const std::vector<Item>& items) {
    std::map<std::string, std::string> problems;
    for (const Item& item : items) problems[item.record.key] = item.problem;
    return problems;
  }

  [[nodiscard]] const fs::path& root() const { return root_; }
  [[nodiscard]] const fs::path& top() const { return top_; }

 private:
  fs::path top_;
  fs::path root_;
};

std::shared_ptr<Manifest> Rows(const std::vector<Manifest::Columns>& rows) {
  ManifestSpec spec;
  spec.path = "urls.csv";
  return std::make_shared<Manifest>(
      Manifest::Load(spec, testing::TempDir(),
                     [&rows](const fs::path&, const auto& visit) -> Status {
                       std::int64_t number = 0;
                       for (const auto& row : rows) ASSAY_TRY(visit(++number, row));
                       return Done{};
                     })
          .value());
}

TEST_F(FolderTest, YieldsFilesInNameOrderAndSidecarsAsEvidence) {
  for (const auto* name :
       {"b.jpg", "a/2.png", "a/1.jpg", "a/1.jpg.xmp", "a/2.json", "a/LICENSE", "README.md",
        "license_plate.jpg", "notes.json", "c/0001.jpg", "c/0001.json", "c/0001.txt"})
    Write(name);
  const auto items = Walk();
  std::vector<std::string> keys;
  for (const Item& item : items) keys.push_back(item.record.key);
  EXPECT_EQ(keys, (std::vector<std::string>{"a/1.jpg", "a/2.png", "b.jpg", "c/0001.jpg",
                                            "license_plate.jpg", "notes.json"}));
  ASSERT_EQ(items[0].sidecars.size(), 1U);
  EXPECT_EQ(items[0].sidecars[0].filename(), "1.jpg.xmp");
  EXPECT_EQ(items[1].sidecars[0].filename(), "2.json");
  EXPECT_EQ(items[3].sidecars.size(), 2U);
}

TEST_F(FolderTest, FolderTextsCountForFoldersBelowUntilAnotherSpeaks) {
  Write("LICENSE.txt", "Creative Commons Attribution 4.0 International (CC BY 4.0)");
  Write("deep/er/x.jpg");
  const auto items = Walk();
  ASSERT_EQ(items.size(), 1U);
  const Fact* licence = Find(items[0].facts, "rights.licence");
  ASSERT_NE(licence, nullptr);
  EXPECT_EQ(licence->evidence.source, "folder:LICENSE.txt");
}

TEST_F(FolderTest, OddThingsBecomeProblemsInsteadOfHangsLoopsOrLosses) {
  Write("ok.jpg");
  ASSERT_EQ(mkfifo((root() / "pipe.jpg").c_str(), 0600), 0);
  fs::create_directory_symlink(root(), root() / "loop");
  fs::create_symlink("nowhere.jpg", root() / "broken.jpg");
  fs::create_symlink("/etc/hostname", root() / "outside.jpg");
  fs::create_symlink("ok.jpg", root() / "alias.jpg");
  EXPECT_EQ(Problems(Walk()),
            (std::map<std::string, std::string>{{"alias.jpg", ""},
                                                {"broken.jpg", "input.broken_link"},
                                                {"loop", "input.folder_link"},
                                                {"ok.jpg", ""},
                                                {"outside.jpg", "input.outside"},
                                                {"pipe.jpg", "input.fifo"}}));
}

TEST_F(FolderTest, OurOwnWorkspaceIsNotASource) {
  Write("a.jpg");
  Write(".assay/catalog.sqlite");
  EXPECT_EQ(Walk().size(), 1U);
}

TEST_F(FolderTest, ManifestPathsResolveAgainstTheSourceThenItsParent) {
  Write("a.jpg");
  Write("b.jpg");
  const auto items = Walk(Rows({{{"path", "a.jpg"}, {"license", "CC0-1.0"}},
                                {{"path", "pictures/b.jpg"}, {"license", "CC0-1.0"}},
                                {{"path", "../../etc/passwd"}},
                                {{"path", "gone.jpg"}},
                                {{"path", ""}}}));
  const auto problems = Problems(items);
  EXPECT_NE(Find(items[0].facts, "rights.licence"), nullptr);
  EXPECT_NE(Find(items[1].facts, "rights.licence"), nullptr);
  EXPECT_EQ(problems.at("manifest:3"), "input.not_found");
  EXPECT_EQ(problems.at("manifest:4"), "input.not_found");
  EXPECT_EQ(problems.at("manifest:5"), "input.no_path");
  EXPECT_EQ(items.size(), 5U);
}

TEST_F(FolderTest, AManifestAsSourceYieldsOneRecordARowAndNamesBadRows) {
  Write("a.jpg");
  const auto rows = Rows({{{"file", "pictures/a.jpg"}},
                          {{"file", "pictures/a.jpg"}},
                          {{"file", "../../x"}},
                          {{"file", "/etc/passwd"}}});
  EXPECT_EQ(rows->complaints().size(), 1U);
  auto source = OpenManifest(top() / "urls.csv", {}, rows);
  std::vector<Item> items;
  while (auto item = source->Next().value()) items.push_back(std::move(*item));
  EXPECT_EQ(Problems(items),
            (std::map<std::string, std::string>{{"pictures/a.jpg", ""},
                                                {"manifest:2", "input.duplicate_key"},
                                                {"manifest:3", "input.outside"},
                                                {"manifest:4", "input.outside"}}));
}

TEST(Manifest, NeedsAColumnThatNamesFiles) {
  ManifestSpec spec;
  spec.path = "urls.csv";
  const auto manifest =
      Manifest::Load(spec, testing::TempDir(), [](const fs::path&, const auto& visit) {
        return visit(1, {{"url", "https://example.com/a.jpg"}});
      });
  EXPECT_EQ(manifest.error().code, ErrorCode::kInvalidArgument);
}

TEST(Manifest, NamesTheRowsThatSayAgainWhatAnEarlierOneSaid) {
  const auto manifest = Rows({{{"path", "a.jpg"}, {"n", "1"}},
                              {{"n", "2"}},
                              {{"path", "./a.jpg"}, {"n", "3"}},
                              {{"path", "b.jpg"}, {"n", ""}},
                              {{"path", "a.jpg"}, {"n", "5"}}});
  EXPECT_EQ(manifest->complaints(),
            (std::vector<std::string>{"urls.csv row 2: no value in column 'path'",
                                      "urls.csv row 3: names 'a.jpg' again, as row 1 did",
                                      "urls.csv row 5: names 'a.jpg' again, as row 1 did"}));
  EXPECT_FALSE(manifest->IsRepeated(0));
  EXPECT_TRUE(manifest->IsRepeated(4));
  const auto rows = manifest->Take("a.jpg", "top").value();
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[2].columns.at("n"), "5");
  EXPECT_TRUE(manifest->IsTaken(2));
  EXPECT_FALSE(manifest->IsTaken(3));
  EXPECT_EQ(manifest->At(3).value().columns.at("n"), "");
}

TEST(Manifest, KnowsItsColumnWhereTheFirstRowIsSilent) {
  const auto manifest = Rows({{{"image", "x"}}, {{"path", "a.jpg"}, {"image", "y"}}});
  EXPECT_EQ(manifest->path_column(), "path");
  EXPECT_EQ(manifest->complaints(),
            (std::vector<std::string>{"urls.csv row 1: no value in column 'path'"}));
}

TEST(Manifest, TellsOfTheFirstBadRowsAndCountsAll) {
  std::vector<Manifest::Columns> rows(Manifest::kComplaints + 7, {{"n", "1"}});
  rows.push_back({{"path", "a.jpg"}});
  const auto manifest = Rows(rows);
  EXPECT_EQ(manifest->bad_rows(), Manifest::kComplaints + 7);
  EXPECT_EQ(manifest->complaints().size(), Manifest::kComplaints + 1);
  EXPECT_EQ(manifest->complaints().front(), "urls.csv row 1: no value in column 'path'");
  EXPECT_EQ(manifest->complaints().back(), "urls.csv: 7 more rows like these");
}

TEST(KeyFor, IsInjectiveOverNamesThatAreNotUtf8) {
  EXPECT_EQ(KeyFor("a/\xC3\xA9.jpg"), "a/\xC3\xA9.jpg");
  EXPECT_EQ(KeyFor("a/\xE9.jpg"), "raw:a/%E9.jpg");
  EXPECT_EQ(KeyFor("50%\xFF"), "raw:50%25%FF");
  EXPECT_EQ(KeyFor("raw:a/%E9.jpg"), "raw:raw:a/%25E9.jpg");
  EXPECT_EQ(KeyFor("manifest:3"), "raw:manifest:3");
  for (const auto* path : {"a/\xC3\xA9.jpg", "a/\xE9%41.jpg", "raw:%", "manifest:%FF"}) {
    EXPECT_EQ(PathFor(KeyFor(path)), path);
  }
}

}  // namespace
}  // namespace assay::pipeline
