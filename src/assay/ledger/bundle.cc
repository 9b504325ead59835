// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "assay/core/bytes.h"
#include "assay/ledger/bundle_internal.h"

namespace assay::ledger {
namespace {

constexpr std::uint8_t kErasedTag = 0;
constexpr std::uint8_t kPresentTag = 1;

void AppendBigEndian(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<char>((number >> static_cast<unsigned>(shift)) & 0xffU));
}

/// Takes bytes from the front of a bundle; remembers once that they ran out.
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  std::string_view Take(std::size_t bytes) {
    if (bytes > rest_.size()) {
      short_ = true;
      bytes = rest_.size();
    }
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }
  std::size_t TakeBigEndian(std::size_t bytes) {
    std::size_t number = 0;
    for (const std::uint8_t byte : AsBytes(Take(bytes))) number = number << 8U | byte;
    return number;
  }
  [[nodiscard]] bool is_short() const { return short_; }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
  bool short_ = false;
};

Error Bad(std::uint64_t place, std::string_view what) {
  return {ErrorCode::kCorrupt, fmt::format("place {} of the bundle: {}", place, what)};
}

Status CheckEnd(const Reader& reader, std::uint64_t width) {
  if (reader.left() == 0) return Done{};
  return Bad(width, fmt::format("{} bytes too many", reader.left()));
}

}  // namespace

void AppendEntry(std::string& bundle, std::string_view entry) {
  ASSAY_CHECK(entry.size() <= kMaxEntryBytes);
  AppendBigEndian(bundle, entry.size(), 2);
  bundle.append(entry);
}

Result<std::vector<std::string_view>> ParseEntries(std::string_view bundle, std::uint64_t width) {
  Reader reader(bundle);
  std::vector<std::string_view> entries;
  entries.reserve(width);
  for (std::uint64_t i = 0; i < width; ++i) {
    entries.push_back(reader.Take(reader.TakeBigEndian(2)));
    if (reader.is_short()) return Bad(i, "the entry is cut off");
  }
  ASSAY_TRY(CheckEnd(reader, width));
  return entries;
}

void AppendPayload(std::string& bundle, std::string_view salt, std::string_view payload) {
  ASSAY_CHECK(salt.size() == kSaltBytes && payload.size() <= kMaxPayloadBytes);
  bundle.push_back(static_cast<char>(kPresentTag));
  AppendBigEndian(bundle, payload.size(), 4);
  bundle.append(salt);
  bundle.append(payload);
}

void AppendErased(std::string& bundle) { bundle.push_back(static_cast<char>(kErasedTag)); }

Result<std::vector<StoredPayload>> ParsePayloads(std::string_view bundle, std::uint64_t width) {
  Reader reader(bundle);
  std::vector<StoredPayload> payloads;
  payloads.reserve(width);
  for (std::uint64_t i = 0; i < width; ++i) {
    const std::size_t tag = reader.TakeBigEndian(1);
    if (tag > kPresentTag) return Bad(i, "neither a payload nor an erased one");
    StoredPayload stored{.erased = tag == kErasedTag, .salt = {}, .payload = {}};
    if (!stored.erased) {
      const std::size_t size_bytes = reader.TakeBigEndian(4);
      if (size_bytes > kMaxPayloadBytes) return Bad(i, "a payload over the limit");
      stored.salt = reader.Take(kSaltBytes);
      stored.payload = reader.Take(size_bytes);
    }
    if (reader.is_short()) return Bad(i, "the payload is cut off");
    payloads.push_back(stored);
  }
  ASSAY_TRY(CheckEnd(reader, width));
  return payloads;
}

}  // namespace assay::ledger
