// SPDX-License-Identifier: Apache-2.0
#include "assay/release/diff.h"

#include <string>
#include <vector>

#include "assay/release/release_fixture.h"

namespace assay::release {
namespace {

using Texts = std::vector<std::string>;

class ReleaseDiff : public ReleaseFixture {
 protected:
  /// A release of rows alone: what Diff reads.
  void MakeOf(const std::string& name, const std::vector<Sample>& samples) {
    std::filesystem::create_directories(root_ / name);
    Sealer sealer = Sealer::Begin(root_ / name, ReleaseSalt(7)).value();
    ASSERT_TRUE(sealer.AddFile({"shards/0.tar", 1000, {}}).ok());
    ASSERT_TRUE(sealer.AddFile({"data/3.jpg", 1000, {}}).ok());
    for (const Sample& sample : samples) ASSERT_TRUE(sealer.Add(sample).ok());
    Statement statement = Told();
    statement.files = sealer.Finish().value().files;
    Sign(root_ / name, statement);
  }
  Texts DifferencesTo(const std::vector<Sample>& samples) {
    MakeOf("other", samples);
    Texts texts;
    const auto result = Diff(Whole(), root_ / "other", Reader(), [&](const Difference& found) {
      texts.push_back(
          fmt::format("{} {} {}", Name(found.change), found.key, fmt::join(found.members, ",")));
      return Status(Done{});
    });
    EXPECT_TRUE(result.ok());
    EXPECT_EQ(result.value().differs(), !texts.empty());
    std::filesystem::remove_all(root_ / "other");
    return texts;
  }
};

TEST_F(ReleaseDiff, TellsWhatIsAddedRemovedAndChanged) {
  std::vector<Sample> samples = Samples();
  EXPECT_EQ(DifferencesTo(samples), Texts());
  samples[0].row.key = "00.jpg";
  samples[1].row.licence = "CC0-1.0";
  samples[1].row.reasons = {"licence.public_domain"};
  samples[2].attribution = "";
  samples[3].row.obligations = Json::array({{{"code", "attribute"}}});
  samples[3].place.sha256 = {};
  EXPECT_EQ(DifferencesTo(samples),
            (Texts{"removed 0.jpg ", "added 00.jpg ", "changed 1.jpg licence,reasons",
                   "changed 2.jpg attribution", "changed 3.jpg bytes,obligations"}));
  EXPECT_EQ(DifferencesTo({}).size(), 4U);
}

TEST_F(ReleaseDiff, StopsEarlyAndRefusesADamagedRelease) {
  std::vector<Sample> many;
  for (int i = 0; i < 2000; ++i) {
    many.push_back(Samples()[0]);
    many.back().row.key = fmt::format("new {}", i);
  }
  MakeOf("many", many);
  const auto stop = [](const Difference&) -> Status {
    return Error{ErrorCode::kCancelled, "stop"};
  };
  EXPECT_EQ(Diff(Whole(), root_ / "many", Reader(), stop).error().code, ErrorCode::kCancelled);
  Write(root_ / "many" / kManifestFile, "x");
  EXPECT_EQ(Diff(Whole(), root_ / "many", Reader(), stop).error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace assay::release
