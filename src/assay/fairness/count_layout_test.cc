// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/count_layout.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/file.h"
#include "assay/fairness/box_place.h"

namespace assay::fairness {
namespace {

namespace fs = std::filesystem;

class CountLayoutTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  Result<CountedUnits> Count(Layout layout, const std::string& file, std::string_view bytes,
                             std::vector<std::string> attributes = {},
                             const table::CountLimits& limits = {}) const {
    EXPECT_TRUE(WriteFileDurably(folder_ / file, bytes).ok());
    ASSAY_LET(const LayoutWish wish, WishOf(layout, file, std::move(attributes)));
    return CountLayout(folder_ / file, wish, limits);
  }

  /// "a|b|- 3; ..." in the order of the values, or the error.
  template <typename... Rest>
  std::string Counted(Layout layout, const std::string& file, std::string_view bytes,
                      Rest... rest) const {
    const auto counted = Count(layout, file, bytes, rest...);
    if (!counted.ok()) return counted.error().what;
    std::string text;
    for (const table::TupleCount& tuple : counted.value().tuples) {
      std::string values;
      for (const auto& value : tuple.values) values += value.value_or("-") + "|";
      text += fmt::format("{} {}; ", values.substr(0, values.size() - 1), tuple.rows);
    }
    return text;
  }

 private:
  fs::path folder_ = fs::temp_directory_path() / fmt::format("count_layout_{}", getpid());
};

/// Each code as often as it is counted.
std::vector<std::string> Repeated(const std::vector<std::pair<std::string, int>>& counts) {
  std::vector<std::string> all;
  for (const auto& [code, n] : counts) all.insert(all.end(), static_cast<std::size_t>(n), code);
  return all;
}

// Counts of UTKFace's 23,708 names: six lack age and gender, three of these race too. How the
// three meet in one name is made up; the counts of each are not.
TEST_F(CountLayoutTest, NamesOfUtkFaceHaveItsCounts) {
  const auto ages = Repeated({{"", 6},
                              {"7", 3062},
                              {"15", 1530},
                              {"26", 7344},
                              {"35", 4536},
                              {"45", 2244},
                              {"55", 2298},
                              {"65", 1316},
                              {"75", 699},
                              {"85", 504},
                              {"95", 137},
                              {"101", 32}});
  const auto genders = Repeated({{"", 6}, {"0", 12389}, {"1", 11313}});
  const auto races =
      Repeated({{"", 3}, {"0", 10078}, {"1", 4526}, {"2", 3434}, {"3", 3975}, {"4", 1692}});
  ASSERT_EQ(ages.size(), 23708U);
  ASSERT_EQ(genders.size(), ages.size());
  ASSERT_EQ(races.size(), ages.size());
  std::string names;
  for (std::size_t i = 0; i < ages.size(); ++i) {
    names += fmt::format("part{}/{}_{}_{}_2017{:013}.jpg", i % 3, ages[i], genders[i], races[i], i);
    names += '\0';
  }
  const auto counted = Count(Layout::kUtkFace, "names", names);
  ASSERT_TRUE(counted.ok()) << counted.error().what;
  EXPECT_EQ(counted.value().attributes, (std::vector<std::string>{"age_band", "gender", "race"}));
  std::map<std::string, std::int64_t> units;
  for (const table::TupleCount& tuple : counted.value().tuples) {
    for (std::size_t i = 0; i < tuple.values.size(); ++i)
      units[tuple.values[i].value_or(counted.value().attributes[i] + "?")] += tuple.rows;
  }
  const std::map<std::string, std::int64_t> known = {
      {"0-10", 3062},   {"11-20", 1530},  {"21-30", 7344}, {"31-40", 4536},   {"41-50", 2244},
      {"51-60", 2298},  {"61-70", 1316},  {"71-80", 699},  {"81-90", 504},    {"91-100", 137},
      {"101-116", 32},  {"age_band?", 6}, {"male", 12389}, {"female", 11313}, {"gender?", 6},
      {"White", 10078}, {"Black", 4526},  {"Asian", 3434}, {"Indian", 3975},  {"Others", 1692},
      {"race?", 3}};
  EXPECT_EQ(units, known);
}

TEST_F(CountLayoutTest, NamesThatSayNothingAreNoDataSet) {
  using namespace std::string_view_literals;
  EXPECT_EQ(Counted(Layout::kUtkFace, "names", "cat.jpg\0dog.jpg\0"sv),
            "no name of a picture says anything: UTKFace's are [age]_[gender]_[race]_[date&time]"
            ".jpg");
  EXPECT_EQ(Counted(Layout::kUtkFace, "names", "cat.jpg\0\x31_0_0_2017.jpg"sv),
            "-|-|- 1; 0-10|male|White 1; ");
}

constexpr std::string_view kFairFace =
    "file,age,gender,race,service_test\ntrain/1.jpg,50-59,Male,East Asian,True\n"
    "train/2.jpg,30-39,Female,Indian,False\ntrain/2.jpg,30-39,Female,Indian,False\n"
    "train/3.jpg,,Female,Indian,False\n";

TEST_F(CountLayoutTest, APictureThatIsListedTwiceCountsTwice) {
  EXPECT_EQ(Counted(Layout::kFairFace, "f.csv", kFairFace),
            "-|Female|Indian 1; 30-39|Female|Indian 2; 50-59|Male|East Asian 1; ");
}

TEST_F(CountLayoutTest, NamedAttributesComeInTheirOrder) {
  EXPECT_EQ(
      Counted(Layout::kFairFace, "f.csv", kFairFace, std::vector<std::string>{"race", "gender"}),
      "East Asian|Male 1; Indian|Female 3; ");
  EXPECT_EQ(Counted(Layout::kFairFace, "f.csv", kFairFace, std::vector<std::string>{"sex"}),
            "no attribute 'sex'; did you mean 'race'?");
}

TEST_F(CountLayoutTest, CelebAIsReadAsTextAndAsTable) {
  const std::string yes_no = "no|yes 1; yes|no 1; ";
  EXPECT_EQ(
      Counted(Layout::kCelebA, "list_attr_celeba.txt", "2\nMale Young\n1.jpg -1  1\n2.jpg  1 -1\n"),
      yes_no);
  EXPECT_EQ(Counted(Layout::kCelebA, "l.csv", "image_id,Male,Young\n1.jpg,-1,1\n2.jpg,1,-1\n"),
            yes_no);
  EXPECT_EQ(Counted(Layout::kCelebA, "l.jsonl",
                    "{\"image_id\":\"1.jpg\",\"Male\":1}\n{\"image_id\":\"2.jpg\",\"Young\":1}\n"),
            "-|yes 1; yes|- 1; ");
}

TEST_F(CountLayoutTest, ManyAttributesMustBeNamed) {
  std::string text = "1\n";
  for (int i = 0; i < 17; ++i) text += fmt::format("a{} ", i);
  text += "\n1.jpg";
  for (int i = 0; i < 17; ++i) text += " 1";
  EXPECT_EQ(Counted(Layout::kCelebA, "l.txt", text).substr(0, 58),
            "there are more than 16 attributes: name some of 'a0', 'a1'");
  EXPECT_EQ(Counted(Layout::kCelebA, "l.txt", text, std::vector<std::string>{"a16"}), "yes 1; ");
}

// Worked by hand: 0.5 x 0.5 in the middle; 0.05 x 0.05 whose centre is .025 from both edges; and
// the limits: 1/300 of the area is medium, 3/100 large.
TEST_F(CountLayoutTest, BoxesAreBanded) {
  EXPECT_EQ(Counted(Layout::kOpenImages, "b.csv",
                    "ImageID,LabelName,XMin,XMax,YMin,YMax,IsDepiction\n"
                    "a,/m/1,0.25,0.75,0.25,0.75,0\na,/m/1,0,0.05,0,0.05,-1\n"
                    "a,/m/1,0,0.05,0,0.05,-1\n"),
            "/m/1|large|centre|no 1; /m/1|small|edge|- 2; ");
  EXPECT_EQ(AreaBand(1.0 / 300), "medium");
  EXPECT_EQ(AreaBand(0.03), "large");
  EXPECT_EQ(CentreBand(0.2), "between");
}

TEST_F(CountLayoutTest, CocoIsCountedByBox) {
  EXPECT_EQ(Counted(Layout::kCoco, "instances.json",
                    R"({"images": [{"id": 1, "file_name": "a.jpg", "width": 640, "height": 480}],
           "annotations": [
             {"id": 1, "image_id": 1, "category_id": 1, "bbox": [304, 224, 31, 32], "iscrowd": 0},
             {"id": 2, "image_id": 1, "category_id": 1, "bbox": [304, 224, 32, 32], "iscrowd": 0}],
           "categories": [{"id": 1, "name": "person"}]})",
                    std::vector<std::string>{"box_area", "box_centre_distance"}),
            "medium|centre 1; small|centre 1; ");
}

TEST_F(CountLayoutTest, LimitsHold) {
  EXPECT_EQ(Counted(Layout::kFairFace, "f.csv", kFairFace, std::vector<std::string>{},
                    table::CountLimits{.tuples = 2}),
            "too many combinations of values: name fewer or coarser attributes");
  EXPECT_EQ(Counted(Layout::kFairFace, "f.csv", kFairFace, std::vector<std::string>{},
                    table::CountLimits{.text_bytes = 100}),
            "too many combinations of values: name fewer or coarser attributes");
}

TEST(LayoutWish, EndingsSayWhatIsRead) {
  EXPECT_EQ(WishOf(Layout::kCoco, "a.csv", {}).error().what,
            "'a.csv' is no file of coco: it must end in .json");
  EXPECT_EQ(WishOf(Layout::kFairFace, "a.txt", {}).error().what,
            "'a.txt' is no file of fairface: it must end in .csv, .jsonl or .parquet");
  EXPECT_EQ(LayoutNamed("celebs").error().what, "no layout 'celebs'; did you mean 'celeba'?");
}

TEST(LayoutWish, PassesAsText) {
  for (const Layout layout : kLayouts) {
    const LayoutWish wish{layout, table::Format::kParquet, {"a\"b", "c"}};
    const auto back = ParseLayoutWish(ToText(wish));
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back.value().layout, layout);
    EXPECT_EQ(back.value().format, wish.format);
    EXPECT_EQ(back.value().attributes, wish.attributes);
  }
  EXPECT_FALSE(ParseLayoutWish(R"({"layout":"coco","attributes":[1]})").ok());
}

}  // namespace
}  // namespace assay::fairness
