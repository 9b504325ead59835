// SPDX-License-Identifier: Apache-2.0
#include "assay/codec/sample_archive.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assay/codec/tar_testing_internal.h"

namespace assay::codec {
namespace {

using testing::End;
using testing::Header;
using testing::Member;
using testing::Reading;

std::vector<ArchiveSample> Samples(const std::string& archive) {
  SampleArchive reader(Reading(archive), archive.size());
  std::vector<ArchiveSample> samples;
  for (;;) {
    auto sample = reader.Next();
    EXPECT_TRUE(sample.ok());
    if (!sample.ok() || !sample.value()) return samples;
    samples.push_back(std::move(*sample.value()));
  }
}

/// "key" or "key!code" of each.
std::vector<std::string> Keys(const std::string& archive) {
  std::vector<std::string> keys;
  for (const ArchiveSample& sample : Samples(archive))
    keys.push_back(sample.key + (sample.problem.empty() ? "" : "!" + sample.problem));
  return keys;
}

using Strings = std::vector<std::string>;
using Columns = std::vector<std::pair<std::string, std::string>>;

TEST(SampleArchive, MembersOfOneStemAreOneSample) {
  const std::string archive = Member("a/0001.jpg", "one") + Member("a/0001.txt", "a cat\n") +
                              Member("a/0001.cls", "7\n") + Member("a/0002.JPG", "two") + End();
  const auto samples = Samples(archive);
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_EQ(samples[0].key, "a/0001");
  EXPECT_EQ(archive.substr(static_cast<std::size_t>(samples[0].offset_bytes),
                           static_cast<std::size_t>(samples[0].bytes)),
            "one");
  EXPECT_EQ(samples[0].columns, (Columns{{"txt", "a cat\n"}, {"cls", "7"}}));
  EXPECT_EQ(samples[1].key, "a/0002");
  EXPECT_TRUE(samples[1].columns.empty());
}

TEST(SampleArchive, JsonGivesColumnsAndNoneGoesOverAText) {
  const auto samples =
      Samples(Member("1.json", R"({"licence":"CC0","n":3,"no":null,"box":[1,2.5],"txt":"other"})") +
              Member("1.png", "x") + Member("1.txt", "caption") + End());
  ASSERT_EQ(samples.size(), 1U);
  EXPECT_EQ(samples[0].columns, (Columns{{"txt", "caption"},
                                         {"box", "[1,2.5]"},
                                         {"licence", "CC0"},
                                         {"n", "3"},
                                         {"json.txt", "other"}}));
}

// webdataset.tariterators: the stem ends at the first dot of the last name.
TEST(SampleArchive, SeveralPicturesAreRecordsOfTheirOwn) {
  EXPECT_EQ(Keys(Member("a.b/1.left.jpg", "x") + Member("a.b/1.right.jpg", "y") +
                 Member("a.b/1.seg.npy", "z") + End()),
            (Strings{"a.b/1.left.jpg", "a.b/1.right.jpg"}));
}

TEST(SampleArchive, WhatIsNoSampleIsAProblemOfItsOwn) {
  EXPECT_EQ(Keys(Member("README", "x") + Member(".hidden.jpg", "x") + Member("1.txt", "x") +
                 Member("__meta__.json", "{}") + Member("2.jpg", "x") + End()),
            (Strings{"README!input.no_sample", ".hidden.jpg!input.no_sample", "1!input.no_picture",
                     "2"}));
}

TEST(SampleArchive, ABrokenMemberSpoilsItsSampleOnly) {
  EXPECT_EQ(Keys(Member("1.jpg", "x") + Member("1.json", "{") + Member("2.jpg", "x") +
                 Member("2.txt", "\xff") + Member("3.jpg", "x") + Header("3.json", 0, '2') +
                 Member("4.jpg", "x") + Member("4.JPG", "y") + Member("5.jpg", "x") + End()),
            (Strings{"1!input.malformed_member", "2!input.malformed_member", "3!input.link_member",
                     "4.jpg!input.duplicate_member", "4.jpg!input.duplicate_member", "5"}));
}

TEST(SampleArchive, ACutTakesTheSampleThatMightHaveGoneOn) {
  const std::string whole = Member("1.jpg", "x") + Member("2.jpg", "x") + Member("2.json", "{}");
  EXPECT_EQ(Keys(whole.substr(0, 2348)),
            (Strings{"1", "2!input.archive_cut", "!input.archive_cut"}));
  EXPECT_EQ(Keys(whole.substr(0, 2560)), (Strings{"1", "2!input.truncated"}));
  EXPECT_EQ(Keys(whole), (Strings{"1", "2!input.archive_cut", "!input.archive_cut"}));
  EXPECT_EQ(Keys(Member("1.jpg", "x") + std::string(512, 'z')),
            (Strings{"1!input.archive_broken", "!input.archive_broken"}));
}

TEST(SampleArchive, NamesAreOnlyNames) {
  EXPECT_EQ(Keys(Member("../../etc/passwd.jpg", "x") + Member("/abs.jpg", "x") +
                 Member("\xff.jpg", "x") + End()),
            (Strings{"../../etc/passwd", "/abs", "\xff"}));
}

TEST(SampleArchive, TextsAndMembersAreBounded) {
  const std::string large((1U << 20U) + 1, 'x');
  EXPECT_EQ(Keys(Member("1.jpg", "x") + Member("1.txt", large) + End()), Strings{"1!limit.member"});
  std::string many;
  for (std::size_t i = 0; i <= kSampleMembers; ++i) many += Member(fmt::format("1.{}.npy", i), "");
  const Strings keys = Keys(many + Member("2.jpg", "x") + End());
  EXPECT_EQ(keys, (Strings{"1.1024.npy!limit.members", "1!input.no_picture", "2"}));
}

TEST(SampleArchive, AHundredThousandSmallMembersAreAllThere) {
  std::string archive;
  for (int i = 0; i < 50'000; ++i)
    archive += Member(fmt::format("{:05}.jpg", i), "x") + Member(fmt::format("{:05}.cls", i), "1");
  const auto samples = Samples(archive + End());
  ASSERT_EQ(samples.size(), 50'000U);
  EXPECT_EQ(samples.back().key, "49999");
  EXPECT_EQ(samples.back().columns, (Columns{{"cls", "1"}}));
}

}  // namespace
}  // namespace assay::codec
