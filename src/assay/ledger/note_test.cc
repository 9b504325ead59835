// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "assay/ledger/note_internal.h"

namespace assay::ledger {
namespace {

// The example of C2SP signed-note.
constexpr std::string_view kVkey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr std::string_view kText = "This is an example message.\n";
constexpr std::string_view kLine =
    "\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    "\n";
constexpr std::string_view kOtherLine = "\u2014 other.example/x AAAAAAAA\n";

std::string Join(std::string_view text, std::string_view lines) {
  return std::string(text) + "\n" + std::string(lines);
}
std::string Join(std::string_view text, std::string_view one, std::string_view two) {
  return Join(text, std::string(one) + std::string(two));
}

VerifierKey Key() { return ParseVkey(kVkey).value(); }
bool IsSigned(std::string_view bytes) {
  const auto note = ParseNote(bytes);
  return note.ok() && CheckSignature(note.value(), Key()).ok();
}

TEST(SignedNote, TheExampleOfTheSpecificationVerifies) {
  const std::string example = Join(kText, kLine);
  const Note note = ParseNote(example).value();
  EXPECT_EQ(note.text, kText);
  ASSERT_EQ(note.signatures.size(), 1U);
  EXPECT_TRUE(CheckSignature(note, Key()).ok());
  EXPECT_EQ(Format(note), example);
}

TEST(SignedNote, EveryFlippedBitIsNoticed) {
  const std::string example = Join(kText, kLine);
  for (std::size_t i = 0; i < example.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string flipped = example;
      flipped[i] = static_cast<char>(static_cast<unsigned char>(flipped[i]) ^ (1U << bit));
      EXPECT_FALSE(IsSigned(flipped)) << i << " " << bit;
    }
  }
}

TEST(SignedNote, OtherSignersAreIgnoredBeforeAndAfter) {
  EXPECT_TRUE(IsSigned(Join(kText, kOtherLine, kLine)));
  EXPECT_TRUE(IsSigned(Join(kText, kLine, kOtherLine)));
}

TEST(SignedNote, SixteenSignaturesAreAccepted) {
  std::string lines(kLine);
  for (int i = 0; i < 16; ++i)
    lines += "\u2014 witness" + std::to_string(i) + ".example AAAAAAAA\n";
  EXPECT_TRUE(IsSigned(Join(kText, lines)));
}

TEST(SignedNote, TextIsSplitAtTheLastBlankLine) {
  const std::string bytes = Join("first\n\nsecond\n", kLine);
  EXPECT_EQ(ParseNote(bytes).value().text, "first\n\nsecond\n");
}

TEST(SignedNote, RefusesWhatIsNotExactlyOneNote) {
  EXPECT_FALSE(ParseNote("").ok());
  EXPECT_FALSE(ParseNote(kText).ok());
  EXPECT_FALSE(ParseNote(std::string(kText) + "\n").ok()) << "no signature";
  EXPECT_FALSE(ParseNote(Join(kText, kLine) + "\n").ok()) << "an extra blank line";
  EXPECT_FALSE(ParseNote(Join(kText, kLine, kLine)).ok()) << "a signature twice";
  EXPECT_FALSE(ParseNote(Join(kText, "\u2014 no+plus AAAAAAAA\n")).ok());
  EXPECT_FALSE(ParseNote(Join(kText, "\u2014 no space AAAAAAAA\n")).ok());
  EXPECT_FALSE(ParseNote(Join(kText, "\u2014 no\u3000space AAAAAAAA\n")).ok());
  EXPECT_FALSE(ParseNote(Join(kText, "\u2014  AAAAAAAA\n")).ok()) << "no name";
  EXPECT_FALSE(ParseNote(Join(kText, "\u2014 name AAAA\n")).ok()) << "a signature too short";
  EXPECT_FALSE(ParseNote(Join(kText, "\u2014 name AAAAAAB=\n")).ok()) << "unused bits set";
  EXPECT_FALSE(ParseNote(Join(kText, "\u2014 name AAAAAAAA")).ok()) << "no end of line";
  EXPECT_FALSE(ParseNote(Join("tab\there\n", kLine)).ok());
  EXPECT_FALSE(ParseNote(Join("\xff\n", kLine)).ok());
  EXPECT_EQ(ParseNote(std::string((1U << 20U) + 1, 'x')).error().code, ErrorCode::kExhausted);
}

TEST(Vkey, IsReadStrictlyAndWrittenBack) {
  EXPECT_EQ(Format(Key()), kVkey);
  EXPECT_EQ(Key().name, "example.com/foo");
  std::string wrong(kVkey);
  wrong[wrong.find("530d")] = '6';
  EXPECT_FALSE(ParseVkey(wrong).ok()) << "an id that is not its own";
  for (const std::string_view text :
       {"", "name", "name+530d903a", "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "n+530d903a+AAAA"})
    EXPECT_EQ(ParseVkey(text).error().code, ErrorCode::kInvalidArgument) << text;
}

TEST(CheckpointText, HasThreeLinesAndNoOtherForm) {
  const Checkpoint checkpoint{.origin = "assay.local/00000000", .size = 42, .root = Sha256("root")};
  const std::string text = Format(checkpoint);
  EXPECT_EQ(ParseCheckpoint(text).value(), checkpoint);
  const std::string root = ToBase64(checkpoint.root.bytes);
  for (const std::string& bad :
       {"o\n042\n" + root + "\n", "o\n+42\n" + root + "\n", "o\n\n" + root + "\n", "o\n42\n" + root,
        "o\n42\n" + root + "\nextension\n", "\n42\n" + root + "\n",
        "o\n42\n" + root.substr(4) + "\n", "o\n42 \n" + root + "\n",
        "o\n18446744073709551616\n" + root + "\n", std::string("o\n42\n\n"), std::string()})
    EXPECT_FALSE(ParseCheckpoint(bad).ok()) << bad;
}

}  // namespace
}  // namespace assay::ledger
