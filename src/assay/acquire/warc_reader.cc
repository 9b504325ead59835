// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "assay/acquire/exchange_internal.h"
#include "assay/acquire/fetcher.h"
#include "assay/acquire/warc.h"
#include "assay/acquire/warc_input_internal.h"
#include "assay/acquire/warc_text_internal.h"

namespace assay::acquire {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHeaders_bytes = 1U << 20U;
constexpr std::string_view kCrlf = "\r\n";
constexpr std::string_view kBlankLine = "\r\n\r\n";
/// What is read here may stand in a record once: two of them would let two readers differ.
constexpr std::array<std::string_view, 6> kOnce = {"warc-type",         "warc-record-id",
                                                   "warc-date",         "content-length",
                                                   "warc-block-digest", "warc-payload-digest"};
constexpr std::array<std::string_view, 4> kMandatory = {"WARC-Type", "WARC-Record-ID", "WARC-Date",
                                                        "Content-Length"};

Error Corrupt(std::string what) { return {ErrorCode::kCorrupt, std::move(what)}; }

/// Everything up to and with the first blank line.
Result<std::string> ReadHeaders(WarcInput& input) {
  std::string text;
  for (;;) {
    ASSAY_LET(const ByteView next, input.Peek());
    if (next.empty()) return Corrupt("a record ends within its header");
    const std::size_t known = text.size();
    text += AsText(next);
    const std::size_t from = known - std::min(known, kBlankLine.size() - 1);
    const std::size_t end = text.find(kBlankLine, from);
    if (end != std::string::npos) text.resize(end + kBlankLine.size());
    input.Take(text.size() - known);
    if (text.size() > kHeaders_bytes)
      return Corrupt(fmt::format("a record's header has more than {} bytes", kHeaders_bytes));
    if (end != std::string::npos) return text;
  }
}

Result<Bytes> ReadBlock(WarcInput& input, std::size_t length) {
  Bytes block;
  while (block.size() < length) {
    ASSAY_LET(const ByteView next, input.Peek());
    if (next.empty())
      return Corrupt(fmt::format("a record ends after {} of {} bytes", block.size(), length));
    const ByteView part = next.first(std::min(next.size(), length - block.size()));
    block.insert(block.end(), part.begin(), part.end());
    input.Take(part.size());
  }
  return block;
}

/// One line, or several where it was folded.
Status ParseField(std::string_view line, std::vector<rights::HeaderLine>& headers) {
  if (line.starts_with(' ') || line.starts_with('\t')) {
    if (headers.empty()) return Corrupt("a record's header begins with a folded line");
    std::string& value = headers.back().value;
    const std::string_view more = Trim(line);
    if (!value.empty() && !more.empty()) value += ' ';
    value += more;
    return Done{};
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !IsToken(line.substr(0, colon)))
    return Corrupt(fmt::format("'{}' is no field", ToPrintable(line.substr(0, 80))));
  const std::string_view name = line.substr(0, colon);
  const std::string lower = ToLowerAscii(name);
  const auto is_same = [&lower](const rights::HeaderLine& other) {
    return ToLowerAscii(other.name) == lower;
  };
  if (std::ranges::count(kOnce, lower) > 0 && std::ranges::any_of(headers, is_same))
    return Corrupt(fmt::format("{} stands twice", lower));
  headers.push_back({std::string(name), std::string(Trim(line.substr(colon + 1)))});
  return Done{};
}

Result<std::vector<rights::HeaderLine>> ParseHeaders(std::string_view text) {
  const std::size_t end = text.find(kCrlf);
  const std::string_view version = text.substr(0, end);
  if (version != "WARC/1.1" && version != "WARC/1.0")
    return Corrupt(
        fmt::format("'{}' is no version that is read here", ToPrintable(version.substr(0, 80))));
  text.remove_prefix(end + kCrlf.size());
  std::vector<rights::HeaderLine> headers;
  while (!text.empty() && text != kCrlf) {
    const std::string_view line = text.substr(0, text.find(kCrlf));
    if (line.find_first_of("\r\n") != std::string_view::npos ||
        line.find('\0') != std::string_view::npos)
      return Corrupt("a field holds a NUL or half a line end");
    ASSAY_TRY(ParseField(line, headers));
    text.remove_prefix(line.size() + kCrlf.size());
  }
  for (const std::string_view name : kMandatory)
    if (FindHeader(headers, name).empty()) return Corrupt(fmt::format("{} is missing", name));
  return headers;
}

Result<std::size_t> ContentLength(const std::vector<rights::HeaderLine>& headers,
                                  std::size_t record_bytes) {
  const std::string_view text = FindHeader(headers, "Content-Length");
  std::uint64_t length = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (end != text.data() + text.size() || problem == std::errc::invalid_argument)
    return Corrupt(fmt::format("'{}' is no length", ToPrintable(text.substr(0, 80))));
  if (problem == std::errc::result_out_of_range || length > record_bytes)
    return Error{ErrorCode::kExhausted,
                 fmt::format("a record has {} bytes, the limit is {}", text, record_bytes)};
  return static_cast<std::size_t>(length);
}

/// Source:  RFC 4648, section 6.
std::string ToBase32(ByteView bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  unsigned bits = 0;
  unsigned held = 0;
  for (const std::uint8_t byte : bytes) {
    bits = ((bits << 8U) | byte) & 0xFFFU;  // at most 4 bits are left from before
    for (held += 8; held >= 5; held -= 5) out += kAlphabet[(bits >> (held - 5)) & 0x1FU];
  }
  if (held > 0) out += kAlphabet[(bits << (5 - held)) & 0x1FU];
  return out;
}

/// `label` is "sha256:" and the digest in hex or base32; other algorithms are not known here.
Status CheckDigest(std::string_view label, ByteView bytes, std::string_view name) {
  if (label.empty()) return Done{};
  const std::size_t colon = label.find(':');
  if (colon == std::string_view::npos)
    return Corrupt(fmt::format("{} is no labelled digest", name));
  const std::string algorithm = ToLowerAscii(label.substr(0, colon));
  if (algorithm != "sha256" && algorithm != "sha-256") return Done{};
  std::string_view value = label.substr(colon + 1);
  const Digest digest = Sha256(bytes);
  if (ToLowerAscii(value) == digest.Hex()) return Done{};
  while (value.ends_with('=')) value.remove_suffix(1);
  if (value == ToBase32(digest.bytes)) return Done{};
  return Corrupt(fmt::format("{} is not that of what is here: {}", name, digest.Hex()));
}

/// The payload of a response is what follows its HTTP head. Of a revisit it lies elsewhere, of a
/// segment it is a part, and in a transfer coding it is not what the digest was taken of.
Status CheckPayload(const WarcRecord& record) {
  const std::string_view block = AsText(record.block);
  const bool is_whole_response =
      record.Header("WARC-Type") == "response" && record.Header("WARC-Segment-Number").empty() &&
      ToLowerAscii(record.Header("Content-Type")).starts_with("application/http");
  if (!is_whole_response) return Done{};
  const std::size_t blank = block.find(kBlankLine);
  const std::size_t start =
      blank == std::string_view::npos ? block.size() : blank + kBlankLine.size();
  if (ToLowerAscii(block.substr(0, start)).find("\ntransfer-encoding:") != std::string::npos)
    return Done{};
  return CheckDigest(record.Header("WARC-Payload-Digest"), record.block.subspan(start),
                     "WARC-Payload-Digest");
}

Status ReadOne(WarcInput& input, std::size_t record_bytes, WarcRecord& record, Bytes& block) {
  ASSAY_LET(const std::string text, ReadHeaders(input));
  ASSAY_LET(record.headers, ParseHeaders(text));
  ASSAY_LET(const std::size_t length, ContentLength(record.headers, record_bytes));
  ASSAY_LET(block, ReadBlock(input, length));
  record.block = block;
  ASSAY_LET(const Bytes end, ReadBlock(input, kBlankLine.size()));
  if (AsText(end) != kBlankLine) return Corrupt("no blank line follows a record's block");
  ASSAY_TRY(input.End());
  ASSAY_TRY(CheckDigest(record.Header("WARC-Block-Digest"), record.block, "WARC-Block-Digest"));
  return CheckPayload(record);
}

/// False at the end of the file.
Result<bool> ReadNext(WarcInput& input, const fs::path& file, std::size_t record_bytes,
                      const std::function<Status(const WarcRecord&)>& visit) {
  WarcRecord record;
  Bytes block;
  record.offset = input.offset();
  const auto here = [&](const Error& error) {
    return Error(error).In(fmt::format("{}, offset {}", ToPrintable(file.native()), record.offset));
  };
  const Result<bool> begun = input.Begin();
  if (!begun.ok()) return here(begun.error());
  if (!begun.value()) return false;
  const Status read = ReadOne(input, record_bytes, record, block);
  if (!read.ok()) return here(read.error());
  ASSAY_TRY(visit(record));
  return true;
}

}  // namespace

std::string_view WarcRecord::Header(std::string_view name) const {
  return FindHeader(headers, name);
}

Status ReadWarc(const fs::path& file, const std::function<Status(const WarcRecord&)>& visit,
                std::size_t record_bytes) {
  ASSAY_LET(WarcInput input, WarcInput::Open(file, 0));
  for (;;) {
    ASSAY_LET(const bool has_record, ReadNext(input, file, record_bytes, visit));
    if (!has_record) return Done{};
  }
}

Status ReadWarcRecord(const fs::path& file, std::uint64_t offset,
                      const std::function<Status(const WarcRecord&)>& visit,
                      std::size_t record_bytes) {
  ASSAY_LET(WarcInput input, WarcInput::Open(file, offset));
  ASSAY_LET(const bool has_record, ReadNext(input, file, record_bytes, visit));
  if (!has_record)
    return Corrupt(
        fmt::format("{}, offset {}: no record begins there", ToPrintable(file.native()), offset));
  return Done{};
}

}  // namespace assay::acquire
