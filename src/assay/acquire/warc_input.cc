// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/warc_input_internal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include "assay/core/file.h"

namespace assay::acquire {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBuffer_bytes = 64U << 10U;
constexpr int kGzipOnly = 15 + 16;
constexpr std::array<std::uint8_t, 2> kGzipMagic = {0x1F, 0x8B};
constexpr std::string_view kRecordMagic = "WARC/";

/// A buffer of which a part is not yet taken.
struct Window {
  Bytes buffer = Bytes(kBuffer_bytes);
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] ByteView view() const { return ByteView(buffer).subspan(begin, end - begin); }
  [[nodiscard]] bool empty() const { return begin == end; }
};

}  // namespace

struct WarcInput::State {
  State(fs::path file, Fd opened, std::uint64_t offset)
      : path(std::move(file)), fd(std::move(opened)), file_offset(offset) {
    ASSAY_CHECK(inflateInit2(&stream, kGzipOnly) == Z_OK);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { inflateEnd(&stream); }

  Status Fill();
  Status Unpack();

  fs::path path;
  Fd fd;
  std::uint64_t file_offset;  ///< of what follows `raw`
  Window raw;
  Window unpacked;
  z_stream stream{};
  bool is_gzip = false;
  bool is_at_end = false;  ///< of the member
};

/// Reads until the window is full or the file ends.
Status WarcInput::State::Fill() {
  std::copy(raw.buffer.begin() + static_cast<std::ptrdiff_t>(raw.begin),
            raw.buffer.begin() + static_cast<std::ptrdiff_t>(raw.end), raw.buffer.begin());
  raw.end -= std::exchange(raw.begin, 0);
  while (raw.end < raw.buffer.size()) {
    const ssize_t got = pread(fd.get(), raw.buffer.data() + raw.end, raw.buffer.size() - raw.end,
                              static_cast<off_t>(file_offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(errno, "reading", path);
    if (got == 0) break;
    raw.end += static_cast<std::size_t>(got);
    file_offset += static_cast<std::uint64_t>(got);
  }
  return Done{};
}

/// Fills `unpacked` with something, or comes to the end of the member.
Status WarcInput::State::Unpack() {
  unpacked.begin = unpacked.end = 0;
  while (unpacked.empty() && !is_at_end) {
    if (raw.empty()) ASSAY_TRY(Fill());
    if (raw.empty()) return Error{ErrorCode::kCorrupt, "the file ends within a gzip member"};
    stream.next_in = raw.buffer.data() + raw.begin;
    stream.avail_in = static_cast<uInt>(raw.end - raw.begin);
    stream.next_out = unpacked.buffer.data();
    stream.avail_out = static_cast<uInt>(unpacked.buffer.size());
    const int code = inflate(&stream, Z_NO_FLUSH);
    raw.begin = raw.end - stream.avail_in;
    unpacked.end = unpacked.buffer.size() - stream.avail_out;
    is_at_end = code == Z_STREAM_END;
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
      return Error{ErrorCode::kCorrupt, "a gzip member does not unpack"};
  }
  return Done{};
}

WarcInput::WarcInput(std::unique_ptr<State> state) : state_(std::move(state)) {}
WarcInput::WarcInput(WarcInput&&) noexcept = default;
WarcInput& WarcInput::operator=(WarcInput&&) noexcept = default;
WarcInput::~WarcInput() = default;

Result<WarcInput> WarcInput::Open(const fs::path& file, std::uint64_t offset) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  Fd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  if (!fd.open() || fstat(fd.get(), &status) != 0) return SystemError(errno, "reading", file);
  if (!S_ISREG(status.st_mode))
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is no regular file", ToPrintable(file.native()))};
  return WarcInput(std::make_unique<State>(file, std::move(fd), offset));
}

std::uint64_t WarcInput::offset() const {
  return state_->file_offset - (state_->raw.end - state_->raw.begin);
}

Result<bool> WarcInput::Begin() {
  State& state = *state_;
  if (state.raw.view().size() < kRecordMagic.size()) ASSAY_TRY(state.Fill());
  const std::string_view start = AsText(state.raw.view());
  if (start.empty()) return false;
  state.is_gzip = start.starts_with(AsText(kGzipMagic));
  state.is_at_end = false;
  state.unpacked.begin = state.unpacked.end = 0;
  if (!state.is_gzip && !start.starts_with(kRecordMagic))
    return Error{ErrorCode::kCorrupt, "neither a record nor a gzip member begins here"};
  if (state.is_gzip) ASSAY_CHECK(inflateReset(&state.stream) == Z_OK);
  return true;
}

Result<ByteView> WarcInput::Peek() {
  State& state = *state_;
  if (state.is_gzip) {
    if (state.unpacked.empty()) ASSAY_TRY(state.Unpack());
    return state.unpacked.view();
  }
  if (state.raw.empty()) ASSAY_TRY(state.Fill());
  return state.raw.view();
}

void WarcInput::Take(std::size_t bytes) {
  Window& window = state_->is_gzip ? state_->unpacked : state_->raw;
  ASSAY_CHECK(bytes <= window.end - window.begin);
  window.begin += bytes;
}

Status WarcInput::End() {
  if (!state_->is_gzip) return Done{};
  ASSAY_LET(const ByteView rest, Peek());
  if (!rest.empty()) return Error{ErrorCode::kCorrupt, "a gzip member goes on behind its record"};
  return Done{};
}

}  // namespace assay::acquire
