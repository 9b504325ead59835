// SPDX-License-Identifier: Apache-2.0
#include "assay/store/tar.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "assay/store/append_file.h"

namespace assay::store {
namespace {

constexpr std::size_t kName_bytes = 100;
constexpr std::uint64_t kContents_bytes = 1ULL << 33U;  // eleven octal digits
constexpr std::size_t kSizeAt = 124;
constexpr std::size_t kChecksumAt = 148;
constexpr TarBlock kZeros{};

void Set(TarBlock& block, std::size_t at, std::string_view text) {
  std::ranges::copy(AsBytes(text), block.begin() + static_cast<std::ptrdiff_t>(at));
}

/// Contents end at a block.
std::uint64_t Padding(std::uint64_t bytes) {
  return (kTarBlock_bytes - bytes % kTarBlock_bytes) % kTarBlock_bytes;
}

/// The field of an octal number, or none when it is anything but `digits` octal digits.
std::optional<std::uint64_t> Octal(const TarBlock& block, std::size_t at, std::size_t digits) {
  std::uint64_t value = 0;
  for (const std::uint8_t c : ByteView(block).subspan(at, digits)) {
    if (c < '0' || c > '7') return std::nullopt;
    value = value * 8 + (c - std::uint64_t{'0'});
  }
  return value;
}

}  // namespace

std::uint64_t TarMemberBytes(std::uint64_t bytes) {
  return kTarBlock_bytes + bytes + Padding(bytes);
}

std::uint64_t TarEndBytes(std::uint64_t bytes) {
  const std::uint64_t least = bytes + 2 * kTarBlock_bytes;
  return (least + kTarRecord_bytes - 1) / kTarRecord_bytes * kTarRecord_bytes - bytes;
}

Result<TarBlock> TarHeader(std::string_view name, std::uint64_t bytes) {
  if (name.empty() || name.size() > kName_bytes || name.find('\0') != std::string_view::npos)
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("a tar archive holds no member named {}", ToPrintable(name))};
  if (bytes >= kContents_bytes)
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} has {} bytes: a tar archive holds less than 8 GiB",
                             ToPrintable(name), bytes)};
  TarBlock block{};
  Set(block, 0, name);
  Set(block, 100, "0000444");
  Set(block, 108, "0000000");
  Set(block, 116, "0000000");
  Set(block, kSizeAt, fmt::format("{:011o}", bytes));
  Set(block, 136, "00000000000");
  Set(block, kChecksumAt, "        ");
  Set(block, 156, "0");
  Set(block, 257, std::string_view("ustar\00000", 8));
  Set(block, 329, "0000000");
  Set(block, 337, "0000000");
  unsigned sum = 0;
  for (const std::uint8_t c : block) sum += c;
  Set(block, kChecksumAt, fmt::format("{:06o}", sum));
  block[kChecksumAt + 6] = 0;
  return block;
}

Result<std::optional<TarMember>> ParseTarHeader(const TarBlock& block) {
  if (block == kZeros) return std::optional<TarMember>();
  const auto name_end = std::find(block.begin(), block.begin() + kName_bytes, 0);
  TarMember member{std::string(block.begin(), name_end),
                   Octal(block, kSizeAt, 11).value_or(kContents_bytes)};
  const auto same = TarHeader(member.name, member.bytes);
  if (!same.ok() || same.value() != block)
    return Error{ErrorCode::kCorrupt, "bytes that are no header of ours"};
  return std::optional(std::move(member));
}

struct TarWriter::State {
  AppendFile file;
  Sha256Stream hash;

  Status Append(ByteView bytes) {
    hash.Add(bytes);
    return file.Append(bytes);
  }
};

TarWriter::TarWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
TarWriter::TarWriter(TarWriter&&) noexcept = default;
TarWriter& TarWriter::operator=(TarWriter&&) noexcept = default;
TarWriter::~TarWriter() = default;

Result<TarWriter> TarWriter::Create(const std::filesystem::path& file) {
  ASSAY_LET(AppendFile opened, AppendFile::Create(file, 0644));
  return TarWriter(std::make_unique<State>(State{std::move(opened), {}}));
}

Result<std::uint64_t> TarWriter::Add(std::string_view name, ByteView contents) {
  ASSAY_LET(const TarBlock header, TarHeader(name, contents.size()));
  ASSAY_TRY(state_->Append(header));
  const std::uint64_t begin = state_->file.bytes();
  ASSAY_TRY(state_->Append(contents));
  ASSAY_TRY(state_->Append(ByteView(kZeros).first(Padding(contents.size()))));
  return begin;
}

std::uint64_t TarWriter::bytes() const { return state_->file.bytes(); }

Result<TarWriter::Whole> TarWriter::Finish() {
  for (std::uint64_t left = TarEndBytes(bytes()); left > 0; left -= kTarBlock_bytes)
    ASSAY_TRY(state_->Append(kZeros));
  ASSAY_TRY(state_->file.Sync());
  return Whole{bytes(), state_->hash.Finish()};
}

}  // namespace assay::store
