// SPDX-License-Identifier: Apache-2.0
//
// For tests: a small release of a shard with three samples and a file with one, really signed; and
// the tools of somebody who damages it.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "assay/core/file.h"
#include "assay/ledger/digest_note.h"
#include "assay/ledger/ledger.h"
#include "assay/release/seal.h"
#include "assay/release/verify.h"
#include "assay/table/reader.h"

namespace assay::release {

class ReleaseFixture : public testing::Test {
 protected:
  void SetUp() override {
    std::error_code missing;
    const bool has_memory = std::filesystem::is_directory("/dev/shm", missing);
    std::string pattern =
        (has_memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path()) /
        "assay-release-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    vkey_ = ledger::Log::Open(root_ / "ledger", Key()).value().vkey();
    Make(root_ / "whole", {0, 1, 2, 3});
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  [[nodiscard]] std::filesystem::path Key() const { return root_ / "keys" / "ledger.key"; }
  [[nodiscard]] std::filesystem::path Whole() const { return root_ / "whole"; }

  /// Three samples lie in one shard behind a header, the last in a file of its own.
  static std::vector<Sample> Samples() {
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::string text = fmt::format("bytes of sample {}", i);
      Sample sample;
      sample.row.key = fmt::format("{}.jpg", i);
      sample.row.asset = "sha256:" + Sha256(text).Hex();
      sample.row.verdict = "allow";
      sample.row.licence = i == 0 ? "" : "CC-BY-4.0";
      sample.row.policy = "p";
      sample.attribution = i == 2 ? "Ann\nOther (CC-BY-4.0)" : "";
      sample.place = {i < 3 ? "shards/0.tar" : "data/3.jpg", i < 3 ? 4 + i * text.size() : 0,
                      text.size(), Sha256(text)};
      samples.push_back(std::move(sample));
    }
    return samples;
  }
  static void Write(const std::filesystem::path& file, std::string_view bytes) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  }
  static std::string Read(const std::filesystem::path& file) {
    return ReadFile(file, 1U << 28U).value();
  }

  /// Seals the samples in this order, as a sink would.
  void Make(const std::filesystem::path& folder, const std::vector<std::size_t>& order) {
    std::string shard = "head";
    for (std::size_t i = 0; i < 3; ++i) shard += fmt::format("bytes of sample {}", i);
    Write(folder / "shards" / "0.tar", shard + "tail");
    Write(folder / "data" / "3.jpg", "bytes of sample 3");
    Sealer sealer = Sealer::Begin(folder, ReleaseSalt(7)).value();
    const std::vector<Sample> samples = Samples();
    for (const std::size_t i : order) ASSERT_TRUE(sealer.Add(samples[i]).ok());
    for (const char* path : {"shards/0.tar", "data/3.jpg"})
      ASSERT_TRUE(sealer.AddFile(Measure(folder, path).value()).ok());
    Statement statement;
    const Sealed sealed = sealer.Finish().value();
    statement.name = "small";
    statement.version = "1.0.0";
    statement.root = sealed.root;
    statement.salt = ReleaseSalt(7);
    statement.count = sealed.count;
    statement.files = sealed.files;
    statement.content_files = sealed.content_files;
    statement.content_bytes = sealed.content_bytes;
    statement.policy = "p";
    statement.ledger_vkey = vkey_;
    Sign(folder, statement);
  }
  void Sign(const std::filesystem::path& folder, const Statement& statement) const {
    const std::string text = TextOf(statement);
    const std::string note = ledger::SignDigest(Key(), kStatementType, Sha256(text)).value();
    ASSERT_TRUE(WriteStatement(folder, text, note).ok());
  }
  [[nodiscard]] Statement Told() const {
    return ParseStatement(Read(Whole() / kStatementFile)).value();
  }

  /// In this process: these tables are our own.
  static ReadTable Reader() {
    return [](const std::filesystem::path& file, const auto& visit) -> Status {
      std::int64_t number = 0;
      const auto row = [&](auto names, auto values) -> Status {
        std::map<std::string, std::string> columns;
        for (std::size_t i = 0; i < names.size(); ++i)
          if (values[i]) columns[names[i]] = *values[i];
        return visit(++number, columns);
      };
      return table::ReadTable(file, table::Format::kParquet, row);
    };
  }
  [[nodiscard]] std::vector<std::string> Problems(const std::filesystem::path& folder) const {
    const auto verified = Verify(folder, {.vkey = vkey_, .receipt = nullptr, .read = Reader()});
    if (!verified.ok()) return {verified.error().what};
    std::vector<std::string> texts;
    for (const Problem& problem : verified.value().problems) texts.push_back(ToText(problem));
    return texts;
  }
  [[nodiscard]] std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(Whole()))
      if (entry.is_regular_file())
        names.push_back(entry.path().lexically_relative(Whole()).native());
    std::ranges::sort(names);
    return names;
  }

  std::filesystem::path root_;
  std::string vkey_;
};

}  // namespace assay::release
