// SPDX-License-Identifier: Apache-2.0
#include "assay/ledger/digest_note.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "assay/ledger/note_internal.h"
#include "assay/ledger/signer_internal.h"

namespace assay::ledger {
namespace {

std::string TextOf(std::string_view type, const Digest& digest) {
  return fmt::format("{}\nsha256:{}\n", type, digest.Hex());
}

bool IsType(std::string_view type) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789./_-";
  return !type.empty() && type.size() <= 64 &&
         type.find_first_not_of(kLetters) == std::string_view::npos;
}

}  // namespace

Result<std::string> SignDigest(const std::filesystem::path& key_file, std::string_view type,
                               const Digest& digest) {
  if (!IsType(type)) return Error{ErrorCode::kInvalidArgument, "no type that a note may have"};
  ASSAY_LET(const Signer signer, Signer::Open(key_file, /*may_create=*/false));
  return signer.SignText(TextOf(type, digest));
}

Status CheckDigestNote(std::string_view note, std::string_view vkey, std::string_view type,
                       const Digest& digest) {
  ASSAY_CHECK(sodium_init() >= 0);
  ASSAY_LET(const VerifierKey key, ParseVkey(vkey));
  ASSAY_LET(const Note parsed, ParseNote(note));
  if (parsed.signatures.size() != 1 || Format(parsed) != note)
    return Error{ErrorCode::kCorrupt, "a note with more than one signature, or in another form"};
  ASSAY_TRY(CheckSignature(parsed, key));
  if (parsed.text == TextOf(type, digest)) return Done{};
  return Error{ErrorCode::kCorrupt, "the signature is over other bytes"};
}

}  // namespace assay::ledger
