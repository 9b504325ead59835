// SPDX-License-Identifier: Apache-2.0
//
// Signed notes with Ed25519, and the checkpoint that a log signs. Strict: one text has one meaning.
// It reads no files and keeps no secrets: signing is in signer_internal.h.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/hash.h"
#include "assay/core/result.h"

namespace assay::ledger {

using KeyId = std::array<std::uint8_t, 4>;
using PublicKey = std::array<std::uint8_t, 32>;

/// Who may sign: `name+hex(id)+base64(01 || key)`.
struct VerifierKey {
  std::string name;
  KeyId id{};
  PublicKey key{};

  bool operator==(const VerifierKey&) const = default;
};

/// SHA-256(name || 0A || 01 || key)[:4].
/// Source:  C2SP signed-note 1.0.0.
VerifierKey MakeVerifierKey(std::string_view name, const PublicKey& key);
std::string Format(const VerifierKey& key);

/// Errors:  kInvalidArgument, also when the id is not that of name and key.
Result<VerifierKey> ParseVkey(std::string_view text);

/// True for a name that a key may have: not empty, UTF-8, no white space, no `+`, no controls.
bool IsKeyName(std::string_view name);

struct SignatureLine {
  std::string name;
  KeyId id{};
  Bytes signature;
};

struct Note {
  std::string text;  ///< ends with LF; what is signed
  std::vector<SignatureLine> signatures;
};

/// Errors:  kCorrupt: no UTF-8, a control character, no blank line before the signatures, a
///          malformed or repeated signature line; kExhausted over 1 MiB or 100 signatures.
/// Source:  C2SP signed-note 1.0.0.
Result<Note> ParseNote(std::string_view bytes);
std::string Format(const Note& note);

/// Signatures by other keys are ignored.
/// Errors:  kCorrupt when `key` has not signed, or a signature that claims to be its own is wrong.
Status CheckSignature(const Note& note, const VerifierKey& key);

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Digest root;

  bool operator==(const Checkpoint&) const = default;
};

/// Three lines, nothing after them.
/// Source:  C2SP tlog-checkpoint 1.0.0.
std::string Format(const Checkpoint& checkpoint);

/// Errors:  kCorrupt, also for leading zeroes and extension lines.
Result<Checkpoint> ParseCheckpoint(std::string_view text);

/// A decimal number as the formats here write it: digits only, no leading zero.
/// Errors:  kCorrupt.
Result<std::uint64_t> ParseDecimal(std::string_view text);

/// The first `digest` of strict base64.
/// Errors:  kCorrupt unless it is base64 of exactly 32 bytes.
Result<Digest> DigestFromBase64(std::string_view text);

/// A checkpoint file: parsed, and signed first by `key`, whose name is its origin.
/// Errors:  kCorrupt, with what is wrong.
Result<Checkpoint> OpenCheckpoint(std::string_view bytes, const VerifierKey& key);

}  // namespace assay::ledger
