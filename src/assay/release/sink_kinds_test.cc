// SPDX-License-Identifier: Apache-2.0
//
// What holds for every kind of sink.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <tuple>

#include "assay/release/picture_folder.h"
#include "assay/release/picture_table.h"
#include "assay/release/sink_fixture_internal.h"
#include "assay/release/webdataset.h"

namespace assay::release::internal {
namespace {

namespace fs = std::filesystem;

template <typename Kind>
class EverySink : public SinkTest {
 protected:
  static SinkOptions Options() {
    SinkOptions options = HardOptions();
    options.shard_bytes = 30'000;
    return options;
  }
  Result<std::vector<SinkFile>> Write(const fs::path& folder,
                                      const std::vector<PictureSample>& samples) {
    places_.clear();
    ASSAY_LET(Kind sink, Kind::Create(folder, Options()));
    for (const PictureSample& sample : samples) {
      ASSAY_LET(PicturePlace place, sink.Add(sample));
      places_.push_back(std::move(place));
    }
    return sink.Finish();
  }
  std::vector<PicturePlace> places_;
};

using Kinds = testing::Types<WebDatasetSink, PictureTableSink, PictureFolderSink>;
TYPED_TEST_SUITE(EverySink, Kinds);

TYPED_TEST(EverySink, TellsOfEveryFileAndEveryPicture) {
  const auto samples = HardSamples(100);
  const auto written = this->Write(this->folder_ / "set", samples);
  ASSERT_TRUE(written.ok()) << written.error().what;
  const auto files = FilesBelow(this->folder_ / "set");
  ASSERT_EQ(files.size(), written.value().size());
  std::string last;
  for (const SinkFile& file : written.value()) {
    EXPECT_LT(last, file.path);
    EXPECT_EQ(file.bytes, files.at(file.path).size());
    EXPECT_EQ(file.sha256, Sha256(files.at(file.path)));
    last = file.path;
  }
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const PicturePlace& place = this->places_[i];
    EXPECT_EQ(place.sha256, Sha256(samples[i].content));
    const std::string& file = files.at(place.file);
    if (place.offset_bytes) {
      EXPECT_EQ(file.substr(*place.offset_bytes, place.bytes), AsText(samples[i].content));
    }
  }
}

TYPED_TEST(EverySink, EqualSamplesGiveEqualBytesAlsoAfterAKill) {
  const auto samples = HardSamples(60);
  ASSERT_TRUE(this->Write(this->folder_ / "a", samples).ok());
  ASSERT_TRUE(this->Write(this->folder_ / "b", samples).ok());
  const auto files = FilesBelow(this->folder_ / "a");
  EXPECT_EQ(files, FilesBelow(this->folder_ / "b"));
  for (const std::size_t alive : {std::size_t{0}, std::size_t{40}, samples.size()}) {
    const pid_t child = fork();
    if (child == 0) {
      auto sink = TypeParam::Create(this->folder_ / "c", this->Options());
      for (std::size_t i = 0; i < alive; ++i) std::ignore = sink.value().Add(samples[i]);
      kill(getpid(), SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_FALSE(fs::exists(this->folder_ / "c")) << "a name that looks finished";
    EXPECT_TRUE(fs::exists(this->folder_ / "c.assay-tmp"));
  }
  ASSERT_TRUE(this->Write(this->folder_ / "c", samples).ok());
  EXPECT_EQ(files, FilesBelow(this->folder_ / "c"));
  EXPECT_FALSE(fs::exists(this->folder_ / "c.assay-tmp"));
}

TYPED_TEST(EverySink, AFullDiskIsExhaustedAndLeavesNothing) {
  struct rlimit old{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
  auto* handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small = {8'000, old.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = this->Write(this->folder_ / "set", HardSamples(200));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::kExhausted) << written.error().what;
  EXPECT_TRUE(fs::is_empty(this->folder_));
}

TYPED_TEST(EverySink, RefusesASampleOutOfOrderAndLeavesNothing) {
  auto samples = HardSamples(3);
  std::swap(samples[0], samples[1]);
  EXPECT_EQ(this->Write(this->folder_ / "set", samples).error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(fs::is_empty(this->folder_));
}

}  // namespace
}  // namespace assay::release::internal
