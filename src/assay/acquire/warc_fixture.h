// SPDX-License-Identifier: Apache-2.0
//
// For tests: a folder of WARC files, exchanges to put there, and what is read back.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "assay/acquire/fetcher.h"
#include "assay/acquire/warc.h"
#include "assay/core/file.h"

namespace assay::acquire {

/// 2026-01-15T10:20:30.123Z
inline constexpr std::chrono::sys_time<std::chrono::milliseconds> kMoment{
    std::chrono::milliseconds(1'768'472'430'123)};

/// A record that outlives its reading.
struct ReadRecord {
  std::uint64_t offset = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string block;

  bool operator==(const ReadRecord&) const = default;

  /// First value of a field; empty when there is none.
  [[nodiscard]] std::string operator[](std::string_view name) const {
    for (const auto& [field, value] : fields)
      if (field == name) return value;
    return "";
  }
};

inline ReadRecord Kept(const WarcRecord& record) {
  ReadRecord kept{record.offset, {}, std::string(AsText(record.block))};
  for (const auto& line : record.headers) kept.fields.emplace_back(line.name, line.value);
  return kept;
}

inline Exchange Answer(std::string url, std::string_view body) {
  Exchange exchange;
  exchange.url = std::move(url);
  exchange.request = "GET /page HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: AssayBot/1.0\r\n\r\n";
  exchange.head.status = 200;
  exchange.head.text = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"7\"\r\n\r\n";
  exchange.body.assign(body.begin(), body.end());
  exchange.address = "192.0.2.7";
  exchange.protocol = "http/1.1";
  exchange.started_at = kMoment;
  return exchange;
}

class WarcFixture : public testing::Test {
 protected:
  void SetUp() override {
    // In memory where that exists: some tests write a small file a thousand times.
    std::error_code missing;
    const bool has_memory = std::filesystem::is_directory("/dev/shm", missing);
    std::string pattern =
        (has_memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path()) /
        "assay-warc-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  [[nodiscard]] std::filesystem::path folder() const { return root_ / "warc"; }

  [[nodiscard]] WarcWriter Open(const WarcEnd& end = {},
                                std::uint64_t file_bytes = 1U << 30U) const {
    auto writer = WarcWriter::Open(folder(), {"assay 0.0.0", "bot@shop.example", file_bytes}, end);
    if (!writer.ok()) ADD_FAILURE() << writer.error().what;
    return std::move(writer).value();
  }

  /// The names in the folder, sorted.
  [[nodiscard]] std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder()))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  static Result<std::vector<ReadRecord>> Read(const std::filesystem::path& file,
                                              std::size_t record_bytes = 1U << 20U) {
    std::vector<ReadRecord> records;
    ASSAY_TRY(ReadWarc(
        file,
        [&records](const WarcRecord& record) -> Status {
          records.push_back(Kept(record));
          return Done{};
        },
        record_bytes));
    return records;
  }

  /// What a writer made of one exchange, without the warcinfo record.
  std::vector<ReadRecord> RecordsOf(const Exchange& exchange,
                                    const std::optional<Earlier>& earlier = {}) {
    WarcWriter writer = Open();
    const auto place = writer.Add(exchange, earlier);
    EXPECT_TRUE(place.ok()) << place.error().what;
    std::vector<ReadRecord> records = Read(folder() / place.value().file).value();
    EXPECT_EQ(records.back()["WARC-Record-ID"], "<" + place.value().record + ">");
    EXPECT_EQ(records.back().offset, place.value().offset);
    records.erase(records.begin());
    return records;
  }

 private:
  std::filesystem::path root_;
};

}  // namespace assay::acquire
