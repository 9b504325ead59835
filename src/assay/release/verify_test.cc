// SPDX-License-Identifier: Apache-2.0
#include "assay/release/verify.h"

#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "assay/release/release_fixture.h"
#include "assay/release/sums.h"

namespace assay::release {
namespace {

namespace fs = std::filesystem;

using Verifying = ReleaseFixture;
using Texts = std::vector<std::string>;

TEST_F(Verifying, AWholeReleaseHasNoProblems) { EXPECT_EQ(Problems(Whole()), Texts()); }

/// Rows that were read once. They hold for as long as the index has its SHA-256, and it is not read
/// otherwise.
ReadTable Remembered(const ReadTable& read, const fs::path& index) {
  using Row = std::map<std::string, std::string>;
  auto rows = std::make_shared<std::vector<Row>>();
  EXPECT_TRUE(read(index, [rows](std::int64_t, const Row& row) -> Status {
                rows->push_back(row);
                return Done{};
              }).ok());
  return [rows](const fs::path&, const auto& visit) -> Status {
    std::int64_t number = 0;
    for (const Row& row : *rows) ASSAY_TRY(visit(++number, row));
    return Done{};
  };
}

TEST_F(Verifying, NoByteOfAnyFileCanBeAnother) {
  const ReadTable remembered = Remembered(Reader(), Whole() / kManifestFile);
  const auto is_found = [&] {
    const auto verified = Verify(Whole(), {.vkey = vkey_, .receipt = nullptr, .read = remembered});
    return !verified.ok() || !verified.value().problems.empty();
  };
  ASSERT_FALSE(is_found());
  for (const std::string& name : Files()) {
    const std::string whole = Read(Whole() / name);
    for (std::size_t i = 0; i < whole.size(); ++i) {
      std::string flipped = whole;
      flipped[i] = static_cast<char>(static_cast<unsigned char>(flipped[i]) ^ (1U << (i % 8)));
      Write(Whole() / name, flipped);
      ASSERT_TRUE(is_found()) << name << " byte " << i;
    }
    for (const std::string& other :
         {whole.substr(0, whole.size() - 1), whole + "\n", whole + whole, std::string()}) {
      Write(Whole() / name, other);
      ASSERT_TRUE(is_found()) << name << " of " << other.size() << " bytes";
    }
    fs::remove(Whole() / name);
    ASSERT_TRUE(is_found()) << name << " is gone";
    Write(Whole() / name, whole);
  }
  EXPECT_EQ(Problems(Whole()), Texts());
}

TEST_F(Verifying, NamesTheFirstWrongRecord) {
  std::string shard = Read(Whole() / "shards/0.tar");
  shard[4 + 17 + 3] = '#';
  Write(Whole() / "shards/0.tar", shard);
  const auto verified = Verify(Whole(), {.vkey = vkey_, .receipt = nullptr, .read = Reader()});
  const auto& problems = verified.value().problems;
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].file, "shards/0.tar");
  EXPECT_EQ(problems[1].key, "1.jpg");
  EXPECT_EQ(problems[1].offset, 21U);
}

TEST_F(Verifying, NothingElseMayLieInTheFolder) {
  const auto finds = [&](const fs::path& name, const std::function<void(const fs::path&)>& make) {
    make(Whole() / name);
    EXPECT_EQ(Problems(Whole()).size(), 1U) << name;
    fs::remove_all(Whole() / name);
  };
  finds("data/x", [](const fs::path& path) { Write(path, ""); });
  finds("x", [](const fs::path& path) { fs::create_directory(path); });
  finds("y", [](const fs::path& path) { fs::create_symlink("release.json", path); });
  finds("z", [](const fs::path& path) { ASSERT_EQ(mkfifo(path.c_str(), 0600), 0); });
}

TEST_F(Verifying, FollowsNoLink) {
  fs::rename(Whole() / "shards", root_ / "elsewhere");
  fs::create_directory_symlink(root_ / "elsewhere", Whole() / "shards");
  EXPECT_EQ(Problems(Whole()).front(), "shards: neither a file nor a folder");
  fs::remove(Whole() / "shards");
  fs::rename(root_ / "elsewhere", Whole() / "shards");
  fs::rename(Whole() / kStatementFile, root_ / "statement");
  fs::create_symlink(root_ / "statement", Whole() / kStatementFile);
  EXPECT_FALSE(Problems(Whole()).empty());
}

/// Whoever has a key can sign nonsense: what is signed has to be true as well.
class SignedNonsense : public ReleaseFixture {
 protected:
  void SetUp() override {
    ReleaseFixture::SetUp();
    original_ = Told();
  }
  /// Changes what the whole release said, signs that, and gives the first problem.
  std::string After(const std::function<void(Statement&)>& change) {
    Statement statement = original_;
    change(statement);
    Sign(Whole(), statement);
    const Texts problems = Problems(Whole());
    return problems.empty() ? "" : problems.front();
  }
  static FileEntry& Entry(Statement& statement, std::string_view name) {
    return *std::ranges::find(statement.files, name, &FileEntry::path);
  }
  /// Writes the index of `samples` and binds it.
  std::string WithSamples(const std::vector<Sample>& samples) {
    auto writer = table::ParquetWriter::Create(Whole() / kManifestFile, ManifestColumns());
    for (const Sample& sample : samples) {
      const ManifestRow row{sample.row.key, Canonical(sample.row),
                            ParseJson(Canonical(sample.row)).value(), sample.place, ""};
      EXPECT_TRUE(writer.value().Append(CellsOf(row)).ok());
    }
    EXPECT_TRUE(writer.value().Finish().ok());
    TreeBuilder tree(ReleaseSalt(7));
    for (const Sample& sample : samples) EXPECT_TRUE(tree.Add(sample.row).ok());
    return After([&](Statement& statement) {
      Entry(statement, kManifestFile) = Measure(Whole(), kManifestFile).value();
      statement.count = samples.size();
      const auto root = tree.CheckedRoot();
      statement.root = root.ok() ? root.value() : Digest();
    });
  }

  Statement original_;
};

TEST_F(SignedNonsense, InTheStatement) {
  EXPECT_EQ(After([](Statement&) {}), "");
  EXPECT_NE(After([](Statement& made) { ++made.count; }), "");
  EXPECT_NE(After([](Statement& made) { made.count = 1ULL << 53U; }), "");
  EXPECT_NE(After([](Statement& made) { made.root = {}; }), "");
  EXPECT_NE(After([](Statement& made) { made.salt = {}; }), "");
  EXPECT_NE(After([](Statement& made) { made.policy = "q"; }), "");
  EXPECT_NE(After([](Statement& made) { ++made.content_bytes; }), "");
  EXPECT_NE(After([](Statement& made) { made.files.clear(); }), "");
  EXPECT_NE(After([](Statement& made) { made.files[0].path = "../ATTRIBUTION.txt"; }), "");
  EXPECT_NE(After([](Statement& made) { made.files[0].path = "/etc/passwd"; }), "");
  EXPECT_NE(After([](Statement& made) { made.version = "one"; }), "");
}

TEST_F(SignedNonsense, InTheSums) {
  const std::string sums = Read(Whole() / kSumsFile);
  for (const std::string& line :
       {LineOf({"../../etc/passwd", {}}), LineOf({"/etc/passwd", {}}), LineOf({"a", {}}),
        LineOf({"release.json", {}}), std::string("x\n"), std::string(70, '0')}) {
    Write(Whole() / kSumsFile, line + sums);
    EXPECT_NE(After([this](Statement& made) {
                Entry(made, kSumsFile) = Measure(Whole(), kSumsFile).value();
              }),
              "")
        << line;
  }
}

TEST_F(SignedNonsense, InTheIndex) {
  const std::vector<Sample> good = Samples();
  EXPECT_EQ(WithSamples(good), "");
  EXPECT_NE(WithSamples({good[1], good[0]}), "");
  EXPECT_NE(WithSamples({good[0], good[0]}), "");
  const auto with = [&](const std::function<void(Sample&)>& change) {
    std::vector<Sample> samples = good;
    change(samples[1]);
    return WithSamples(samples);
  };
  EXPECT_NE(with([](Sample& sample) { sample.row.verdict = "deny"; }), "");
  EXPECT_NE(with([](Sample& sample) { sample.place.file = "../../etc/passwd"; }), "");
  EXPECT_NE(with([](Sample& sample) { sample.place.file = "release.json"; }), "");
  EXPECT_NE(with([](Sample& sample) { sample.place.file = "nowhere"; }), "");
  EXPECT_NE(with([](Sample& sample) { sample.place.offset = 1ULL << 61U; }), "");
  EXPECT_NE(with([](Sample& sample) { sample.place.bytes = 1ULL << 61U; }), "");
  EXPECT_NE(with([](Sample& sample) { ++sample.place.offset; }), "");
  EXPECT_NE(with([](Sample& sample) { sample.place.sha256 = {}; }), "");
}

TEST_F(SignedNonsense, ATableThatIsNone) {
  for (const std::string& bytes : {std::string(), std::string("PAR1"), std::string(4096, 'x'),
                                   "PAR1" + std::string(64, '\xff') + "PAR1"}) {
    Write(Whole() / kManifestFile, bytes);
    EXPECT_NE(After([this](Statement& made) {
                Entry(made, kManifestFile) = Measure(Whole(), kManifestFile).value();
              }),
              "");
  }
}

TEST_F(Verifying, WhatIsNoReleaseIsAnError) {
  EXPECT_EQ(
      Verify(root_ / "nowhere", {.vkey = {}, .receipt = nullptr, .read = Reader()}).error().code,
      ErrorCode::kNotFound);
  EXPECT_EQ(Verify(Whole(), {.vkey = "x", .receipt = nullptr, .read = Reader()}).error().code,
            ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::release
