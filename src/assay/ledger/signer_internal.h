// SPDX-License-Identifier: Apache-2.0
//
// The key of a log and its memory: a checkpoint is signed only when it continues the last one that
// was ever signed. It reads no tiles: whoever asks for a signature proves the prefix.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include "assay/core/result.h"
#include "assay/ledger/note_internal.h"

namespace assay::ledger {

/// Secret; wiped from memory when it dies.
class Signer {
 public:
  /// Reads the key, or makes one. The origin of a new key is assay.local/<8 hex of SHA-256 of the
  /// public key>: stable, and nothing personal.
  ///
  /// Errors:  kDenied when others than the owner may read the file; kCorrupt for a damaged key or
  ///          memory; kNotFound when there is no key and `may_create` is false.
  static Result<Signer> Open(const std::filesystem::path& key_file, bool may_create);

  Signer(Signer&& other) noexcept;
  Signer& operator=(Signer&&) = delete;
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;
  ~Signer();

  [[nodiscard]] const VerifierKey& key() const { return key_; }

  /// What was signed last, or is about to be. Size 0 and the empty root at first.
  [[nodiscard]] const Checkpoint& last() const { return last_; }
  [[nodiscard]] bool has_signed() const { return has_signed_; }

  /// Makes `next` durable as the last one signed, before its signature can leave: from here on the
  /// log must end up there.
  /// Errors:  kCorrupt for another origin, a smaller size, or another root of the same size; as
  ///          SystemError otherwise, and then nothing is signed.
  Status Remember(const Checkpoint& next);

  /// The signed note of `last()`.
  [[nodiscard]] std::string Sign() const;

  /// The signed note over `words`, which must be no checkpoint.
  [[nodiscard]] std::string SignText(std::string words) const;

 private:
  Signer() = default;
  static Result<Signer> Create(const std::filesystem::path& key_file);
  static Result<Signer> Parse(const std::string& text);

  std::filesystem::path memory_file_;
  VerifierKey key_;
  std::array<std::uint8_t, 64> secret_{};
  Checkpoint last_;
  bool has_signed_ = false;
};

/// The verifier key that belongs to a key file.
Result<VerifierKey> ReadVerifierKey(const std::filesystem::path& key_file);

}  // namespace assay::ledger
