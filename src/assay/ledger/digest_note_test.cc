// SPDX-License-Identifier: Apache-2.0
#include "assay/ledger/digest_note.h"

#include <string>

#include "assay/ledger/log_fixture.h"

namespace assay::ledger {
namespace {

class DigestNoteTest : public LogFixture {
 protected:
  void SetUp() override {
    LogFixture::SetUp();
    vkey_ = MakeLog(1);
    note_ = SignDigest(key_file(), "assay.release/1", digest_).value();
  }
  [[nodiscard]] bool Holds(std::string_view note) const {
    return CheckDigestNote(note, vkey_, "assay.release/1", digest_).ok();
  }

  Digest digest_ = Sha256("statement");
  std::string vkey_;
  std::string note_;
};

TEST_F(DigestNoteTest, SpeaksForOneDigestOfOneTypeAlone) {
  EXPECT_TRUE(Holds(note_));
  EXPECT_EQ(SignDigest(key_file(), "assay.release/1", digest_).value(), note_);
  EXPECT_FALSE(CheckDigestNote(note_, vkey_, "assay.release/2", digest_).ok());
  EXPECT_FALSE(CheckDigestNote(note_, vkey_, "assay.release/1", Sha256("other")).ok());
  EXPECT_EQ(CheckDigestNote(note_, "nokey", "assay.release/1", digest_).error().code,
            ErrorCode::kInvalidArgument);
}

TEST_F(DigestNoteTest, NoByteCanBeAnother) {
  for (std::size_t i = 0; i < note_.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string flipped = note_;
      flipped[i] = static_cast<char>(static_cast<unsigned char>(flipped[i]) ^ (1U << bit));
      EXPECT_FALSE(Holds(flipped)) << "byte " << i << " bit " << bit;
    }
    EXPECT_FALSE(Holds(std::string_view(note_).substr(0, i)));
  }
  EXPECT_FALSE(Holds(note_ + "\n"));
  EXPECT_FALSE(Holds(note_ + note_.substr(note_.find("\n\n") + 2)));
}

// A checkpoint is text of three lines. Whoever may choose the type must not get one signed.
TEST_F(DigestNoteTest, RefusesATypeOfSeveralLines) {
  for (const char* type : {"", "assay.local/0\n7", "Assay", "a b"})
    EXPECT_EQ(SignDigest(key_file(), type, digest_).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(SignDigest(root() / "nokey", "assay.release/1", digest_).error().code,
            ErrorCode::kNotFound);
}

}  // namespace
}  // namespace assay::ledger
