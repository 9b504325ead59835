// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "assay/ledger/note_internal.h"

namespace assay::ledger {
namespace {

constexpr std::uint8_t kEd25519 = 0x01;
constexpr std::string_view kDash = "\u2014 ";
constexpr std::size_t kMaxNoteBytes = 1U << 20U;
constexpr std::size_t kMaxSignatures = 100;

// Unicode White_Space beyond ASCII, as UTF-8.
constexpr std::array<std::string_view, 19> kSpaces = {
    "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
    "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200A",
    "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};

Error Bad(std::string_view what) { return {ErrorCode::kCorrupt, std::string(what)}; }

bool HasControl(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
}

/// Takes the part of `rest` before `separator`, and the separator; all of it when there is none.
std::string_view TakeUntil(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return part;
}

std::string TypedKey(const PublicKey& key) {
  std::string typed(1, static_cast<char>(kEd25519));
  typed.append(AsText(key));
  return typed;
}

Result<SignatureLine> ParseSignatureLine(std::string_view line) {
  if (!line.starts_with(kDash)) return Bad("a signature line that does not start with a dash");
  line.remove_prefix(kDash.size());
  const std::string_view name = TakeUntil(line, ' ');
  if (!IsKeyName(name)) return Bad("a signature line without a valid key name");
  const Result<Bytes> bytes = FromBase64(line);
  if (!bytes.ok() || bytes.value().size() <= sizeof(KeyId))
    return Bad("a signature line whose signature is not strict base64");
  SignatureLine parsed{.name = std::string(name), .id = {}, .signature = {}};
  std::ranges::copy_n(bytes.value().begin(), sizeof(KeyId), parsed.id.begin());
  parsed.signature.assign(bytes.value().begin() + sizeof(KeyId), bytes.value().end());
  return parsed;
}

bool IsBy(const SignatureLine& line, const VerifierKey& key) {
  return line.name == key.name && line.id == key.id;
}

}  // namespace

VerifierKey MakeVerifierKey(std::string_view name, const PublicKey& key) {
  const std::string hashed = fmt::format("{}\n{}", name, TypedKey(key));
  const Digest digest = Sha256(hashed);
  VerifierKey made{.name = std::string(name), .id = {}, .key = key};
  std::ranges::copy_n(digest.bytes.begin(), sizeof(KeyId), made.id.begin());
  return made;
}

std::string Format(const VerifierKey& key) {
  return fmt::format("{}+{}+{}", key.name, ToHex(key.id), ToBase64(AsBytes(TypedKey(key.key))));
}

Result<VerifierKey> ParseVkey(std::string_view text) {
  const auto bad = [](std::string_view what) {
    return Error{ErrorCode::kInvalidArgument, fmt::format("verifier key: {}", what)};
  };
  const std::string_view name = TakeUntil(text, '+');
  const std::string_view id_hex = TakeUntil(text, '+');
  if (!IsKeyName(name)) return bad("no valid name before the first '+'");
  const Result<Bytes> id = FromHex(id_hex);
  if (!id.ok() || id.value().size() != sizeof(KeyId)) return bad("the id is not 8 hex digits");
  const Result<Bytes> typed = FromBase64(text);
  if (!typed.ok()) return bad("the key is not base64");
  if (typed.value().size() != 1 + sizeof(PublicKey) || typed.value().front() != kEd25519)
    return bad("the key is not an Ed25519 key");
  PublicKey key{};
  std::ranges::copy(typed.value().begin() + 1, typed.value().end(), key.begin());
  VerifierKey made = MakeVerifierKey(name, key);
  if (!std::ranges::equal(made.id, id.value())) return bad("the id is not that of this key");
  return made;
}

bool IsKeyName(std::string_view name) {
  if (name.empty() || !IsUtf8(name)) return false;
  if (std::ranges::any_of(name, [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == '+' || c == 0x7f;
      }))
    return false;
  return std::ranges::none_of(
      kSpaces, [&](std::string_view space) { return name.find(space) != std::string_view::npos; });
}

Result<Note> ParseNote(std::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) return Error{ErrorCode::kExhausted, "a note over 1 MiB"};
  if (!IsUtf8(bytes) || HasControl(bytes))
    return Bad("a note with characters that it may not have");
  const std::size_t blank = bytes.rfind("\n\n");
  if (blank == std::string_view::npos) return Bad("a note without a blank line");
  Note note{.text = std::string(bytes.substr(0, blank + 1)), .signatures = {}};
  std::string_view rest = bytes.substr(blank + 2);
  if (rest.empty() || rest.back() != '\n') return Bad("a note that does not end with a signature");
  while (!rest.empty()) {
    if (note.signatures.size() == kMaxSignatures)
      return Error{ErrorCode::kExhausted, "a note with over 100 signatures"};
    ASSAY_LET(SignatureLine line, ParseSignatureLine(TakeUntil(rest, '\n')));
    const bool repeated = std::ranges::any_of(note.signatures, [&](const SignatureLine& other) {
      return other.name == line.name && other.id == line.id;
    });
    if (repeated) return Bad("a note that is signed twice by one key");
    note.signatures.push_back(std::move(line));
  }
  return note;
}

std::string Format(const Note& note) {
  std::string bytes = note.text + "\n";
  for (const SignatureLine& line : note.signatures) {
    std::string blob(AsText(line.id));
    blob.append(AsText(line.signature));
    bytes += fmt::format("{}{} {}\n", kDash, line.name, ToBase64(AsBytes(blob)));
  }
  return bytes;
}

Status CheckSignature(const Note& note, const VerifierKey& key) {
  const auto line = std::ranges::find_if(
      note.signatures, [&](const SignatureLine& candidate) { return IsBy(candidate, key); });
  if (line == note.signatures.end())
    return Bad(fmt::format("no signature by {}+{}", key.name, ToHex(key.id)));
  const ByteView text = AsBytes(note.text);
  if (line->signature.size() != crypto_sign_BYTES ||
      crypto_sign_verify_detached(line->signature.data(), text.data(), text.size(),
                                  key.key.data()) != 0)
    return Bad(fmt::format("the signature by {}+{} is wrong", key.name, ToHex(key.id)));
  return Done{};
}

std::string Format(const Checkpoint& checkpoint) {
  return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size,
                     ToBase64(checkpoint.root.bytes));
}

Result<std::uint64_t> ParseDecimal(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool canonical = !text.empty() && (text == "0" || text.front() != '0');
  if (!canonical || error != std::errc{} || end != text.data() + text.size())
    return Bad("a number that is not plain decimal");
  return number;
}

Result<Digest> DigestFromBase64(std::string_view text) {
  const Result<Bytes> bytes = FromBase64(text);
  Digest digest;
  if (!bytes.ok() || bytes.value().size() != digest.bytes.size())
    return Bad("a hash that is not base64 of 32 bytes");
  std::ranges::copy(bytes.value(), digest.bytes.begin());
  return digest;
}

Result<Checkpoint> ParseCheckpoint(std::string_view text) {
  if (std::ranges::count(text, '\n') != 3 || text.back() != '\n')
    return Bad("a checkpoint has three lines");
  Checkpoint checkpoint;
  checkpoint.origin = std::string(TakeUntil(text, '\n'));
  if (!IsKeyName(checkpoint.origin)) return Bad("a checkpoint without a valid origin");
  ASSAY_LET(checkpoint.size, ParseDecimal(TakeUntil(text, '\n')));
  ASSAY_LET(checkpoint.root, DigestFromBase64(TakeUntil(text, '\n')));
  return checkpoint;
}

Result<Checkpoint> OpenCheckpoint(std::string_view bytes, const VerifierKey& key) {
  ASSAY_LET(const Note note, ParseNote(bytes));
  ASSAY_LET(Checkpoint checkpoint, ParseCheckpoint(note.text));
  if (checkpoint.origin != key.name)
    return Bad(fmt::format("the checkpoint is of {}, the key of {}", checkpoint.origin, key.name));
  ASSAY_TRY(CheckSignature(note, key));
  // We write our own line first and witnesses add theirs below: another order was made elsewhere.
  if (!IsBy(note.signatures.front(), key)) return Bad("the log's signature is not the first one");
  return checkpoint;
}

}  // namespace assay::ledger
