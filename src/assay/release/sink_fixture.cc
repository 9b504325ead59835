// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "assay/core/file.h"
#include "assay/release/sink_fixture_internal.h"

namespace assay::release::internal {
namespace {

namespace fs = std::filesystem;

/// A grey JPEG of 8 x 8 pixels with a comment that makes it one of its kind.
Bytes PictureOf(std::string_view comment) {
  Bytes jpeg = FromBase64(
                   "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI//////////"
                   "//////////////////////////////////////////wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAA"
                   "AAAAAAAAAf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AH//Z")
                   .value();
  Bytes segment = {0xFF, 0xFE, static_cast<std::uint8_t>((comment.size() + 2) / 256),
                   static_cast<std::uint8_t>((comment.size() + 2) % 256)};
  const ByteView text = AsBytes(comment);
  segment.insert(segment.end(), text.begin(), text.end());
  jpeg.insert(jpeg.begin() + 2, segment.begin(), segment.end());
  return jpeg;
}

PictureSample SampleOf(std::string key, std::string label, std::string split) {
  PictureSample sample;
  sample.key = std::move(key);
  sample.ext = "jpg";
  sample.content = PictureOf(sample.key);
  sample.width_px = 8;
  sample.height_px = 8;
  sample.label = std::move(label);
  sample.split = std::move(split);
  sample.caption = fmt::format("a picture, \"{}\"", sample.label);
  sample.url = "https://pictures.example/" + SampleName(sample.key);
  sample.asset = "sha256:" + Sha256("source of " + sample.key).Hex();
  sample.licence = "CC-BY-4.0";
  sample.attribution = "Zoë <zoe@pictures.example>\nwith friends";
  sample.extra = {{"boxes", {{{"x", 1}, {"y", 2}}}}};
  return sample;
}

}  // namespace

SinkOptions HardOptions() {
  SinkOptions options;
  options.labels = {" lead",
                    "../../up",
                    ".hidden",
                    "CON",
                    "Cat",
                    "a/b\\c",
                    "bell\a",
                    "cat",
                    "dog.",
                    "nul.txt",
                    std::string(300, 'l'),
                    "猫",
                    "%2e"};
  std::ranges::sort(options.labels);
  options.captions = true;
  return options;
}

std::vector<PictureSample> HardSamples(std::int64_t count) {
  std::vector<PictureSample> samples;
  for (std::int64_t i = 0; i < count; ++i)
    samples.push_back(SampleOf(fmt::format("plain/{:05}.v2.jpg", i), i % 2 == 0 ? "cat" : "Cat",
                               i % 3 == 0 ? "test" : "train"));
  for (const std::string& label : HardOptions().labels)
    samples.push_back(SampleOf("labelled " + label, label, "train"));
  for (const std::string& key :
       {std::string("../../etc/passwd"), std::string("/absolute"), std::string("."),
        std::string(".."), std::string("A.JPG"), std::string("a.jpg"), std::string(4096, 'k'),
        std::string("nul\0byte", 8), std::string("line\nend"),
        std::string("\xE2\x80\xAE"
                    "gpj"),
        std::string("C:\\con")})
    samples.push_back(SampleOf(key, "", "train"));
  std::ranges::sort(samples, {}, &PictureSample::key);
  return samples;
}

std::map<std::string, std::string> FilesBelow(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file())
      files[fs::relative(entry.path(), folder).generic_string()] =
          ReadFile(entry.path(), 1U << 30U).value();
  }
  return files;
}

void SinkTest::SetUp() {
  const auto* info = testing::UnitTest::GetInstance()->current_test_info();
  folder_ = fs::path(testing::TempDir()) /
            fmt::format("sink_{}_{}", info->test_suite_name(), info->name());
  fs::remove_all(folder_);
  fs::create_directories(folder_);
}

void SinkTest::TearDown() { fs::remove_all(folder_); }

fs::path SinkTest::Kept(const std::string& name) const {
  const char* kept = std::getenv("ASSAY_KEEP_SINKS");  // NOLINT(concurrency-mt-unsafe)
  return (kept == nullptr ? folder_ : fs::path(kept)) / name;
}

}  // namespace assay::release::internal
