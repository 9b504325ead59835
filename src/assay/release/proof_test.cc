// SPDX-License-Identifier: Apache-2.0
#include "assay/release/proof.h"

#include <string>
#include <vector>

#include "assay/release/release_fixture.h"

namespace assay::release {
namespace {

class ReleaseProof : public ReleaseFixture {
 protected:
  [[nodiscard]] Json Proof(std::string_view key) const {
    return Prove(Whole(), key, Reader()).value();
  }
  [[nodiscard]] bool Holds(const Json& proof) const {
    return CheckProof(proof.dump(), Told().root.Hex(), vkey_).ok();
  }
  /// Keys for each gap of the tree, those before the first and behind the last leaf too.
  [[nodiscard]] std::vector<std::string> KeysForEveryGap() const {
    TreeBuilder tree(ReleaseSalt(7));
    for (const Sample& sample : Samples()) EXPECT_TRUE(tree.Add(sample.row).ok());
    EXPECT_TRUE(tree.CheckedRoot().ok());
    std::vector<std::string> keys(5);
    for (int i = 0; i < 1000; ++i) {
      const std::string key = fmt::format("absent {}", i);
      keys[tree.Before(PlaceOf(ReleaseSalt(7), key))] = key;
    }
    return keys;
  }
};

TEST_F(ReleaseProof, HoldsForEveryMemberAndForEveryGap) {
  for (const Sample& sample : Samples()) {
    const auto checked = CheckProof(Proof(sample.row.key).dump(), "", vkey_);
    ASSERT_TRUE(checked.ok());
    EXPECT_TRUE(checked.value().is_member);
    EXPECT_EQ(checked.value().key, sample.row.key);
  }
  for (const std::string& key : KeysForEveryGap()) {
    ASSERT_FALSE(key.empty());
    const auto checked = CheckProof(Proof(key).dump(), "", vkey_);
    ASSERT_TRUE(checked.ok()) << key;
    EXPECT_FALSE(checked.value().is_member);
  }
  EXPECT_TRUE(Proof(KeysForEveryGap()[0]).at("left").is_null());
  EXPECT_TRUE(Proof(KeysForEveryGap()[4]).at("right").is_null());
}

TEST_F(ReleaseProof, NoByteCanBeAnother) {
  for (const std::string& key : {Samples()[1].row.key, KeysForEveryGap()[2]}) {
    const std::string whole = assay::Canonical(Proof(key));
    for (std::size_t i = 0; i < whole.size(); ++i) {
      std::string flipped = whole;
      flipped[i] = static_cast<char>(static_cast<unsigned char>(flipped[i]) ^ (1U << (i % 5)));
      const auto checked = CheckProof(flipped, "", vkey_);
      // The key of an absence may be another that is absent, too; nothing else may change.
      const bool is_other_absence =
          checked.ok() && !checked.value().is_member && checked.value().key != key;
      EXPECT_TRUE(!checked.ok() || is_other_absence) << "byte " << i;
    }
  }
}

TEST_F(ReleaseProof, ForgedOnesFail) {
  Json member = Proof("1.jpg");
  const Json other = Proof("2.jpg");
  member["leaf"] = other["leaf"];
  EXPECT_FALSE(Holds(member));
  const std::vector<std::string> gaps = KeysForEveryGap();
  // A gap that hides a record: neighbours that are none.
  Json absent = Proof(gaps[1]);
  absent["right"] = Proof(gaps[2])["right"];
  EXPECT_FALSE(Holds(absent));
  absent = Proof(gaps[1]);
  absent["left"] = nullptr;
  EXPECT_FALSE(Holds(absent));
  absent = Proof(gaps[3]);
  absent["right"] = nullptr;
  EXPECT_FALSE(Holds(absent));
  absent = Proof(gaps[2]);
  std::swap(absent["left"], absent["right"]);
  EXPECT_FALSE(Holds(absent));
  absent = Proof(gaps[2]);
  absent["key"] = "1.jpg";
  EXPECT_FALSE(Holds(absent));
  absent = Proof(gaps[2]);
  absent["left"]["path"].push_back(std::string(64, '0'));
  EXPECT_FALSE(Holds(absent));
  absent = Proof(gaps[2]);
  absent["left"]["index"] = absent["right"]["index"];
  EXPECT_FALSE(Holds(absent));
  EXPECT_EQ(CheckProof(Proof("1.jpg").dump(), std::string(64, '0'), "").error().code,
            ErrorCode::kCorrupt);
  EXPECT_EQ(CheckProof(Proof("1.jpg").dump(), "root", "").error().code,
            ErrorCode::kInvalidArgument);
  for (const char* text : {"", "{}", "[]", "null", "{\"kind\":\"member\"}"})
    EXPECT_EQ(CheckProof(text, "", "").error().code, ErrorCode::kCorrupt) << text;
}

TEST_F(ReleaseProof, IsNotGivenForADamagedRelease) {
  Write(Whole() / kManifestFile, Read(Whole() / kManifestFile) + "x");
  EXPECT_EQ(Prove(Whole(), "1.jpg", Reader()).error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace assay::release
