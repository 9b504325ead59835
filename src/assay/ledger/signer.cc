// SPDX-License-Identifier: Apache-2.0
#include "assay/ledger/signer_internal.h"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"

namespace assay::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxKeyBytes = 4096;
constexpr std::string_view kKeyPrefix = "PRIVATE+KEY+";

Error Damaged(const fs::path& file, std::string_view what) {
  return {ErrorCode::kCorrupt, fmt::format("{}: {}", ToPrintable(file.native()), what)};
}

/// One line: PRIVATE+KEY+<name>+<hex of id>+<base64 of 01 || seed>, as Go's sumdb/note writes it.
std::string FormatSecret(const VerifierKey& key, const std::array<std::uint8_t, 64>& secret) {
  std::string typed(1, '\x01');
  typed.append(AsText(ByteView(secret).first(crypto_sign_SEEDBYTES)));
  std::string line =
      fmt::format("{}{}+{}+{}\n", kKeyPrefix, key.name, ToHex(key.id), ToBase64(AsBytes(typed)));
  sodium_memzero(typed.data(), typed.size());
  return line;
}

Status CheckMode(const fs::path& file) {
  struct stat status{};
  if (lstat(file.c_str(), &status) != 0) return SystemError(errno, "reading", file);
  if ((status.st_mode & 077U) == 0) return Done{};
  return Error{ErrorCode::kDenied,
               fmt::format("{} can be read by others (mode {:o}): a signing key must have mode 600",
                           ToPrintable(file.native()), status.st_mode & 0777U)};
}

}  // namespace

Signer::Signer(Signer&& other) noexcept
    : memory_file_(std::move(other.memory_file_)),
      key_(std::move(other.key_)),
      secret_(other.secret_),
      last_(std::move(other.last_)),
      has_signed_(other.has_signed_) {
  sodium_memzero(other.secret_.data(), other.secret_.size());
}

Signer::~Signer() { sodium_memzero(secret_.data(), secret_.size()); }

Result<Signer> Signer::Create(const fs::path& key_file) {
  Signer signer;
  PublicKey public_key{};
  crypto_sign_keypair(public_key.data(), signer.secret_.data());
  const std::string tag = Sha256(public_key).Hex().substr(0, 8);
  signer.key_ = MakeVerifierKey(fmt::format("assay.local/{}", tag), public_key);
  std::error_code error;
  fs::create_directories(key_file.parent_path(), error);
  if (error) return SystemError(error.value(), "creating", key_file.parent_path());
  std::string line = FormatSecret(signer.key_, signer.secret_);
  const Status written = WriteFileDurably(key_file, line, 0600);
  sodium_memzero(line.data(), line.size());
  if (!written.ok()) return Error(written.error());
  return signer;
}

Result<Signer> Signer::Parse(const std::string& text) {
  const Error bad{ErrorCode::kCorrupt, "no signing key of the form PRIVATE+KEY+name+id+key"};
  std::string_view rest = text;
  if (!rest.starts_with(kKeyPrefix) || !rest.ends_with('\n')) return bad;
  rest.remove_prefix(kKeyPrefix.size());
  rest.remove_suffix(1);
  const std::size_t first = rest.find('+');
  const std::size_t second = first == std::string_view::npos ? first : rest.find('+', first + 1);
  if (second == std::string_view::npos) return bad;
  Result<Bytes> typed = FromBase64(rest.substr(second + 1));
  if (!typed.ok() || typed.value().size() != 1 + crypto_sign_SEEDBYTES ||
      typed.value().front() != 0x01)
    return bad;
  Signer signer;
  PublicKey public_key{};
  crypto_sign_seed_keypair(public_key.data(), signer.secret_.data(), typed.value().data() + 1);
  sodium_memzero(typed.value().data(), typed.value().size());
  signer.key_ = MakeVerifierKey(rest.substr(0, first), public_key);
  if (!IsKeyName(signer.key_.name) ||
      ToHex(signer.key_.id) != rest.substr(first + 1, second - first - 1))
    return bad;
  return signer;
}

Result<Signer> Signer::Open(const fs::path& key_file, bool may_create) {
  ASSAY_CHECK(sodium_init() >= 0);
  std::error_code ignored;
  const bool exists = fs::exists(fs::symlink_status(key_file, ignored));
  if (!exists && !may_create)
    return Error{ErrorCode::kNotFound, fmt::format("{} is missing, and this log was signed with it",
                                                   ToPrintable(key_file.native()))};
  if (exists) ASSAY_TRY(CheckMode(key_file));
  Result<std::string> text = exists ? ReadFile(key_file, kMaxKeyBytes) : std::string();
  if (!text.ok()) return Error(text.error());
  Result<Signer> made = exists ? Parse(text.value()) : Create(key_file);
  sodium_memzero(text.value().data(), text.value().size());
  if (!made.ok()) return Error(made.error()).In(ToPrintable(key_file.native()));
  Signer signer = std::move(made).value();
  signer.memory_file_ = key_file.native() + ".signed";
  signer.last_ = {.origin = signer.key_.name, .size = 0, .root = TreeRoot({})};
  const Result<std::string> memory = ReadFile(signer.memory_file_, kMaxKeyBytes);
  if (!memory.ok() && memory.error().code == ErrorCode::kNotFound) return signer;
  if (!memory.ok()) return Error(memory.error());
  const Result<Checkpoint> last = ParseCheckpoint(memory.value());
  if (!last.ok()) return Damaged(signer.memory_file_, last.error().what);
  if (last.value().origin != signer.key_.name)
    return Damaged(signer.memory_file_, "it belongs to another key");
  signer.last_ = last.value();
  signer.has_signed_ = true;
  return signer;
}

Status Signer::Remember(const Checkpoint& next) {
  if (next == last_ && has_signed_) return Done{};
  const bool continues = next.origin == last_.origin &&
                         (next.size > last_.size ||
                          (next.size == last_.size && !has_signed_ && next.root == last_.root));
  if (!continues)
    return Error{ErrorCode::kCorrupt,
                 fmt::format("refusing to sign size {} root {}: size {} root {} was signed before",
                             next.size, next.root.Hex(), last_.size, last_.root.Hex())};
  ASSAY_TRY(WriteFileDurably(memory_file_, Format(next), 0600));
  last_ = next;
  has_signed_ = true;
  return Done{};
}

std::string Signer::Sign() const {
  ASSAY_CHECK(has_signed_);
  return SignText(Format(last_));
}

std::string Signer::SignText(std::string words) const {
  Note note{.text = std::move(words), .signatures = {}};
  const ByteView text = AsBytes(note.text);
  SignatureLine line{.name = key_.name, .id = key_.id, .signature = Bytes(crypto_sign_BYTES)};
  ASSAY_CHECK(crypto_sign_detached(line.signature.data(), nullptr, text.data(), text.size(),
                                   secret_.data()) == 0);
  note.signatures.push_back(std::move(line));
  return Format(note);
}

Result<VerifierKey> ReadVerifierKey(const fs::path& key_file) {
  ASSAY_LET(const Signer signer, Signer::Open(key_file, /*may_create=*/false));
  return signer.key();
}

}  // namespace assay::ledger
