// SPDX-License-Identifier: Apache-2.0
//
// What happens to a catalog when the machine misbehaves: damaged and foreign files, a full disk,
// a second writer, a killed process.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <string>

#include "assay/catalog/catalog.h"
#include "assay/core/file.h"

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;

class CatalogFault : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "assay-catalog-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] fs::path file() const { return folder_ / "catalog.sqlite"; }

  /// Changes a file as another program would.
  void Sql(const std::string& sql) const {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &handle), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(handle);
  }

  /// Commits records "<prefix><i>" with `facts_bytes` of facts each.
  static Status Fill(Catalog& catalog, RunId run, const std::string& prefix, int count,
                     std::size_t facts_bytes) {
    Batch batch{.run = run};
    for (int i = 0; i < count; ++i) {
      batch.records.push_back({.key = prefix + std::to_string(i),
                               .state = State::kInspected,
                               .facts = std::string(facts_bytes, 'f')});
    }
    return catalog.Commit(batch);
  }

 private:
  fs::path folder_;
};

TEST_F(CatalogFault, ADamagedFileIsReportedInSQLitesOwnWords) {
  {
    Catalog catalog = Catalog::Open(file()).value();
    const RunId run = catalog.StartRun({.plan_digest = "p"}).value().id;
    ASSERT_TRUE(Fill(catalog, run, "k", 500, 3000).ok());
  }
  const auto size_bytes = fs::file_size(file());
  std::fstream stream(file(), std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(static_cast<std::streamoff>(size_bytes / 2 / 8192 * 8192));
  stream << std::string(8192, '\xA5');
  stream.close();
  const std::string before = ReadFile(file(), 1U << 30U).value();
  const auto opened = Catalog::Open(file());
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
  EXPECT_NE(opened.error().what.find("quick_check"), std::string::npos) << opened.error().what;
  EXPECT_EQ(ReadFile(file(), 1U << 30U).value(), before) << "a damaged file is never touched";
}

TEST_F(CatalogFault, AFileThatIsNoDatabaseIsRefusedUntouched) {
  const std::string text(5000, 'x');
  ASSERT_TRUE(WriteFileDurably(file(), text).ok());
  const auto opened = Catalog::Open(file());
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
  EXPECT_NE(opened.error().what.find("not a database"), std::string::npos);
  EXPECT_EQ(ReadFile(file(), 1U << 20U).value(), text);
}

TEST_F(CatalogFault, TheDatabaseOfAnotherProgramIsRefusedUntouched) {
  Sql("CREATE TABLE theirs (x)");
  const std::string before = ReadFile(file(), 1U << 20U).value();
  const auto opened = Catalog::Open(file());
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
  EXPECT_NE(opened.error().what.find("another program"), std::string::npos);
  EXPECT_EQ(ReadFile(file(), 1U << 20U).value(), before);
}

TEST_F(CatalogFault, ANewerSchemaIsUnsupportedNotCorrupt) {
  ASSERT_TRUE(Catalog::Open(file()).ok());
  Sql("PRAGMA user_version = 99");
  EXPECT_EQ(Catalog::Open(file()).error().code, ErrorCode::kUnsupported);
  Sql("PRAGMA user_version = 0");
  EXPECT_EQ(Catalog::Open(file()).error().code, ErrorCode::kCorrupt);
}

TEST_F(CatalogFault, AMissingFolderIsNotFound) {
  EXPECT_EQ(Catalog::Open(file() / "below").error().code, ErrorCode::kNotFound);
}

TEST_F(CatalogFault, RowsChangedBehindOurBackBreakTheNextRecount) {
  Catalog catalog = Catalog::Open(file()).value();
  const RunId run = catalog.StartRun({.plan_digest = "p"}).value().id;
  ASSERT_TRUE(Fill(catalog, run, "k", 5, 10).ok());
  Sql("DROP TRIGGER record_moved; UPDATE records SET state = 'allow' WHERE key = 'k3'");
  const Status status = catalog.Commit({.run = run, .phase = "decide"});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kCorrupt) << status.error().what;
}

TEST_F(CatalogFault, ARecordCannotBeRemoved) {
  Catalog catalog = Catalog::Open(file()).value();
  const RunId run = catalog.StartRun({.plan_digest = "p"}).value().id;
  ASSERT_TRUE(Fill(catalog, run, "k", 1, 10).ok());
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &handle), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(handle, "DELETE FROM records", nullptr, nullptr, nullptr),
            SQLITE_CONSTRAINT);
  sqlite3_close(handle);
}

/// Lets no file grow past `bytes` while it lives: the nearest thing to a full disk without root.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit tight{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &tight);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(CatalogFault, AFullDiskRollsBackAndTheSameBatchWorksLater) {
  Catalog catalog = Catalog::Open(file()).value();
  const RunId run = catalog.StartRun({.plan_digest = "p"}).value().id;
  ASSERT_TRUE(Fill(catalog, run, "before", 10, 3000).ok());
  {
    const FileSizeLimit limit(200'000);
    const Status full = Fill(catalog, run, "after", 200, 3000);
    ASSERT_FALSE(full.ok());
    EXPECT_EQ(full.error().code, ErrorCode::kExhausted) << full.error().what;
    EXPECT_EQ(catalog.Count(run).value().seen, 10);
    EXPECT_FALSE(catalog.FindRecord(run, "after0").value().has_value());
  }
  ASSERT_TRUE(Fill(catalog, run, "after", 200, 3000).ok());
  EXPECT_EQ(catalog.Count(run).value().seen, 210);
  EXPECT_TRUE(Catalog::Open(file()).ok());
}

TEST_F(CatalogFault, KilledAtAnyMomentNothingAcknowledgedIsLost) {
  Catalog::Open(file()).value();
  for (int round = 0; round < 12; ++round) {
    std::array<int, 2> pipe_fds{};
    ASSERT_EQ(pipe(pipe_fds.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
      Catalog catalog = Catalog::Open(file()).value();
      const RunId run = catalog.StartRun({.plan_digest = "p"}).value().id;
      for (int i = 0;; ++i) {
        if (!Fill(catalog, run, std::to_string(i) + "-", 16, 3000).ok()) _exit(1);
        const std::array<std::int64_t, 2> acknowledged = {run, (i + 1) * 16};
        if (write(pipe_fds[1], acknowledged.data(), sizeof acknowledged) < 0) _exit(1);
      }
    }
    close(pipe_fds[1]);
    std::array<std::int64_t, 2> acknowledged{};
    std::array<std::int64_t, 2> latest{};
    for (int i = 0; i < 2 + round * 3; ++i) {
      ASSERT_EQ(read(pipe_fds[0], latest.data(), sizeof latest), 16);
      acknowledged = latest;
    }
    usleep(static_cast<useconds_t>(round * 137));
    kill(child, SIGKILL);
    ASSERT_EQ(waitpid(child, nullptr, 0), child);
    while (read(pipe_fds[0], latest.data(), sizeof latest) == 16) acknowledged = latest;
    close(pipe_fds[0]);
    Catalog catalog = Catalog::Open(file()).value();
    const Accounting counts = catalog.Count(acknowledged[0]).value();
    EXPECT_GE(counts.seen, acknowledged[1]);
    EXPECT_EQ(counts.seen % 16, 0) << "half a batch";
    EXPECT_EQ(counts.seen, counts.pending);
    EXPECT_TRUE(catalog.Commit({.run = acknowledged[0], .phase = "decide"}).ok());
  }
}

}  // namespace
}  // namespace assay::catalog
