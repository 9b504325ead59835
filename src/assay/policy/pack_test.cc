// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "assay/core/json.h"
#include "assay/policy/engine.h"

namespace assay::policy {
namespace {

/// A folder that is gone after the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "assay-pack-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void Write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST(Pack, TheDigestIsThatOfSortedPathsAndHashes) {
  // Oracle: printf 'a.rego\0%s\nb/c.json\0%s\n' $(printf 'package a' | sha256sum | cut -c1-64)
  //         $(printf '{}' | sha256sum | cut -c1-64) | sha256sum
  const auto pack = Pack::Parse(R"({"b/c.json":"{}","a.rego":"package a"})");
  EXPECT_EQ(pack.value().digest().Hex(),
            "6e75f3a8b9edbf6757a413729c1f6978824cc5aab72b1f15716e232e0d2e1aae");
}

TEST(Pack, LoadsPoliciesAndDataOfAFolderAndNothingElse) {
  const Folder folder;
  folder.Write("a.rego", "package a");
  folder.Write("data/b.json", "{}");
  folder.Write("README.md", "not policy");
  const auto pack = Pack::Load(folder.path());
  ASSERT_TRUE(pack.ok()) << pack.error().what;
  ASSERT_EQ(pack.value().files().size(), 2U);
  EXPECT_EQ(pack.value().files().at("data/b.json"), "{}");
}

TEST(Pack, ComesBackFromItsOwnText) {
  const Pack& pack = Pack::Default();
  const auto again = Pack::Parse(pack.Serialize());
  ASSERT_TRUE(again.ok()) << again.error().what;
  EXPECT_EQ(again.value().files(), pack.files());
  EXPECT_EQ(again.value().digest(), pack.digest());
}

TEST(Pack, TheBuiltInPackIsTheFolderOfTheSources) {
  const std::filesystem::path folder = ASSAY_DEFAULT_PACK;
  EXPECT_EQ(Pack::Load(folder).value().digest(), Pack::Default().digest());
}

TEST(Pack, RefusesAFolderWithoutPolicies) {
  const Folder folder;
  folder.Write("data.json", "{}");
  EXPECT_EQ(Pack::Load(folder.path()).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Pack::Load(folder.path() / "nowhere").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Pack::Parse(R"({"a.rego":7})").error().code, ErrorCode::kCorrupt);
}

TEST(Pack, RefusesTextThatIsNotUtf8) {
  const Folder folder;
  folder.Write("a.rego", "package a # \xff");
  EXPECT_EQ(Pack::Load(folder.path()).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::policy
