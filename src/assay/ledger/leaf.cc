// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <utility>

#include "assay/ledger/bundle_internal.h"
#include "assay/ledger/leaf_internal.h"
#include "assay/ledger/ledger.h"

namespace assay::ledger {
namespace {

constexpr std::string_view kBeforeCommit = R"({"commit":")";
constexpr std::string_view kBeforeMeta = R"(","meta":)";
constexpr std::string_view kBeforeTime = R"(,"time":")";
constexpr std::string_view kBeforeType = R"(","type":")";
constexpr std::string_view kEnd = R"(","v":1})";
constexpr std::string_view kTimeForm = "dddd-dd-ddTdd:dd:ddZ";
constexpr std::size_t kMaxTypeBytes = 64;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

int Two(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

bool IsTime(std::string_view time) {
  const auto fits = [](char c, char form) { return form == 'd' ? IsDigit(c) : c == form; };
  if (!std::ranges::equal(time, kTimeForm, fits)) return false;
  const int month = Two(time, 5);
  const int day = Two(time, 8);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && Two(time, 11) < 24 &&
         Two(time, 14) < 60 && Two(time, 17) < 61;
}

bool IsType(std::string_view type) {
  return !type.empty() && type.size() <= kMaxTypeBytes && std::ranges::all_of(type, [](char c) {
    return (c >= 'a' && c <= 'z') || IsDigit(c) || c == '.' || c == '_' || c == '-';
  });
}

/// Removes `suffix`; false when it is not there.
bool DropSuffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

bool DropPrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string_view TakeBack(std::string_view& text, std::size_t bytes) {
  bytes = std::min(bytes, text.size());
  const std::string_view taken = text.substr(text.size() - bytes);
  text.remove_suffix(bytes);
  return taken;
}

std::string_view TakeTypeBack(std::string_view& text) {
  const std::size_t quote = text.rfind('"');
  return TakeBack(text, quote == std::string_view::npos ? text.size() : text.size() - quote - 1);
}

bool DropCommit(std::string_view& text, Digest& commit) {
  const Result<Digest> digest = ParseDigest(text.substr(0, 64));
  if (!digest.ok()) return false;
  commit = digest.value();
  if (commit.Hex() != text.substr(0, 64)) return false;  // upper case is another text
  text.remove_prefix(64);
  return true;
}

Error Invalid(std::string_view what) { return {ErrorCode::kInvalidArgument, std::string(what)}; }

}  // namespace

Digest CommitOf(std::string_view salt, std::string_view payload) {
  std::string joined(salt);  // one hash call is far cheaper than a stream for so little
  joined.append(payload);
  return Sha256(joined);
}

Result<LeafView> ParseLeaf(std::string_view entry) {
  LeafView leaf;
  bool fits = DropPrefix(entry, kBeforeCommit) && DropCommit(entry, leaf.commit) &&
              DropPrefix(entry, kBeforeMeta) && DropSuffix(entry, kEnd);
  if (fits) {
    leaf.type = TakeTypeBack(entry);
    fits = DropSuffix(entry, kBeforeType);
    leaf.time = TakeBack(entry, kTimeForm.size());
    fits = fits && DropSuffix(entry, kBeforeTime) && IsTime(leaf.time) && IsType(leaf.type);
    leaf.meta = entry;
    fits = fits && leaf.meta.starts_with('{') && leaf.meta.ends_with('}');
  }
  if (fits) return leaf;
  return Error{ErrorCode::kCorrupt, "no leaf of the form {commit, meta, time, type, v}"};
}

Result<std::optional<std::uint64_t>> TombstoneTarget(const LeafView& leaf, std::uint64_t index) {
  if (leaf.type != kTombstone) return std::optional<std::uint64_t>{};
  const Error bad{ErrorCode::kCorrupt, "a tombstone that names no earlier entry"};
  const Result<Json> meta = ParseJson(leaf.meta);
  if (!meta.ok() || !meta.value().is_object()) return bad;
  const auto target = meta.value().find("target");
  if (target == meta.value().end() || !target->is_number_unsigned()) return bad;
  const auto number = target->get<std::uint64_t>();
  if (number >= index) return bad;
  return std::optional<std::uint64_t>(number);
}

Result<PreparedLeaf> Prepare(std::uint64_t index, std::string_view type, std::string_view time,
                             const Json& meta, const Json& payload) {
  if (!IsType(type)) return Invalid("a leaf's type has 1 to 64 of a-z, 0-9, '.', '_' and '-'");
  if (!IsTime(time)) return Invalid("a leaf's time is written 2026-11-22T10:00:00Z");
  if (!meta.is_object()) return Invalid("a leaf's meta is an object");
  ASSAY_CHECK(sodium_init() >= 0);
  PreparedLeaf leaf{.index = index, .salt = {}, .payload = Canonical(payload), .bytes = {}};
  randombytes_buf(leaf.salt.data(), leaf.salt.size());
  leaf.bytes = Canonical({{"commit", CommitOf(AsText(leaf.salt), leaf.payload).Hex()},
                          {"meta", meta},
                          {"time", time},
                          {"type", type},
                          {"v", 1}});
  if (leaf.bytes.size() > kMaxEntryBytes || leaf.payload.size() > kMaxPayloadBytes)
    return Error{
        ErrorCode::kExhausted,
        fmt::format("a leaf of {} bytes with a payload of {}; at most {} and {}", leaf.bytes.size(),
                    leaf.payload.size(), kMaxEntryBytes, kMaxPayloadBytes)};
  return leaf;
}

Result<PreparedLeaf> PrepareErasure(std::uint64_t index, const Erasure& erasure) {
  if (erasure.target >= index) return Invalid("only an earlier entry can be erased");
  return Prepare(
      index, kTombstone, erasure.time,
      {{"authority", erasure.authority}, {"reason", erasure.reason}, {"target", erasure.target}},
      Json::object());
}

}  // namespace assay::ledger
