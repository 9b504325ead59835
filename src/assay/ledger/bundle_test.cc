// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "assay/ledger/bundle_internal.h"

namespace assay::ledger {
namespace {

using namespace std::string_literals;

TEST(EntryBundle, HasABigEndianLengthBeforeEachEntry) {
  std::string bundle;
  AppendEntry(bundle, "ab");
  AppendEntry(bundle, "");
  AppendEntry(bundle, std::string(258, 'x'));
  EXPECT_EQ(bundle.substr(0, 8), "\x00\x02"s + "ab" + "\x00\x00\x01\x02"s);
  const auto entries = ParseEntries(bundle, 3).value();
  EXPECT_EQ(entries[0], "ab");
  EXPECT_EQ(entries[1], "");
  EXPECT_EQ(entries[2].size(), 258U);
}

TEST(EntryBundle, RefusesEveryOtherCountAndEveryCutAndEveryAddedByte) {
  std::string bundle;
  AppendEntry(bundle, "ab");
  AppendEntry(bundle, "cde");
  EXPECT_FALSE(ParseEntries(bundle, 1).ok());
  EXPECT_FALSE(ParseEntries(bundle, 3).ok());
  EXPECT_FALSE(ParseEntries(bundle + "\0"s, 2).ok());
  for (std::size_t cut = 0; cut < bundle.size(); ++cut)
    EXPECT_FALSE(ParseEntries(std::string_view(bundle).substr(0, cut), 2).ok()) << cut;
}

TEST(EntryBundle, HoldsAnEntryOfTheLargestSize) {
  std::string bundle;
  AppendEntry(bundle, std::string(kMaxEntryBytes, 'x'));
  EXPECT_EQ(ParseEntries(bundle, 1).value()[0].size(), kMaxEntryBytes);
}

TEST(PayloadBundle, KeepsSaltAndPayloadOrNeither) {
  std::string bundle;
  AppendPayload(bundle, std::string(32, 's'), "{}");
  AppendErased(bundle);
  EXPECT_EQ(bundle, "\x01\x00\x00\x00\x02"s + std::string(32, 's') + "{}" + "\x00"s);
  const auto payloads = ParsePayloads(bundle, 2).value();
  EXPECT_FALSE(payloads[0].erased);
  EXPECT_EQ(payloads[0].salt, std::string(32, 's'));
  EXPECT_EQ(payloads[0].payload, "{}");
  EXPECT_TRUE(payloads[1].erased);
}

TEST(PayloadBundle, RefusesUnknownTagsCutsAndAddedBytes) {
  std::string bundle;
  AppendPayload(bundle, std::string(32, 's'), "{}");
  EXPECT_FALSE(ParsePayloads("\x02"s, 1).ok());
  EXPECT_FALSE(ParsePayloads(bundle, 2).ok());
  EXPECT_FALSE(ParsePayloads(bundle + "x", 1).ok());
  for (std::size_t cut = 0; cut < bundle.size(); ++cut)
    EXPECT_FALSE(ParsePayloads(std::string_view(bundle).substr(0, cut), 1).ok()) << cut;
  EXPECT_FALSE(ParsePayloads("\x01\xff\xff\xff\xff"s + std::string(100, 's'), 1).ok());
}

}  // namespace
}  // namespace assay::ledger
