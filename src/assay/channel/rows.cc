// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <set>
#include <utility>

#include "assay/channel/layers.h"
#include "assay/channel/protocol.h"
#include "assay/channel/rows_internal.h"
#include "assay/core/bytes.h"
#include "assay/core/json.h"

namespace assay::channel::internal {
namespace {

constexpr std::size_t kColumns = 4096;
constexpr std::size_t kWhat_bytes = 2048;

Error Lie(std::string_view what) {
  return {ErrorCode::kCorrupt, fmt::format("the table reader broke its protocol: {}", what)};
}

/// The codes that a reader may report; any other word is its own fault.
ErrorCode CodeOf(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, ErrorCode>, 4> kCodes = {{
      {"invalid_argument", ErrorCode::kInvalidArgument},
      {"unsupported", ErrorCode::kUnsupported},
      {"exhausted", ErrorCode::kExhausted},
      {"unavailable", ErrorCode::kUnavailable},
  }};
  for (const auto& [known, code] : kCodes) {
    if (known == name) return code;
  }
  return ErrorCode::kCorrupt;
}

const Json* Member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

}  // namespace

std::uint32_t LayersFor(const Options& options) {
  return options.mode == "sanitizer" ? 0 : kRequiredLayers;
}

Status RowLines::Take(std::string_view text) {
  if (has_ended()) return Lie("words after the last");
  const auto line = ParseJson(text, {.bytes = kManifestLine_bytes, .depth = 3});
  if (!line.ok()) return Lie(line.error().what);
  if (state_ == State::kStarting) return TakeReady(line.value());
  if (line.value().is_array()) return TakeRow(line.value());
  if (line.value().is_object()) return TakeWord(line.value());
  return Lie("neither a row nor a word");
}

Status RowLines::TakeReady(const Json& line) {
  const Json* layers = line.is_object() ? Member(line, "layers") : nullptr;
  const Json* protocol = line.is_object() ? Member(line, "protocol") : nullptr;
  if (layers == nullptr || !layers->is_number_unsigned() || protocol == nullptr ||
      *protocol != kProtocol)
    return Error{ErrorCode::kUnavailable, "the table reader is of another version"};
  const auto lacking = layers_ & ~layers->get<std::uint32_t>();
  if (lacking != 0)
    return Error{ErrorCode::kUnavailable,
                 "the kernel refuses layers of the sandbox: " + LayerNames(lacking)};
  state_ = State::kReading;
  return Done{};
}

Status RowLines::TakeWord(const Json& line) {
  if (const Json* names = Member(line, "names")) return TakeNames(*names);
  if (const Json* sample = Member(line, "sample"); sample != nullptr && has_samples_)
    return TakeSample(*sample);
  state_ = State::kEnded;
  if (const Json* rows = Member(line, "rows"))
    return *rows == rows_ ? Status(Done{}) : Lie("its rows do not add up");
  if (Member(line, "error") == nullptr) return Lie("an unknown word");
  const std::string what = ToPrintable(StringOr(line, "what", "no reason given"));
  return Error{CodeOf(StringOr(line, "error")), what.substr(0, kWhat_bytes)};
}

Status RowLines::TakeNames(const Json& names) {
  if (!names.is_array() || names.size() > kColumns) return Lie("columns without names");
  std::set<std::string> seen;
  names_.clear();
  for (const Json& name : names) {
    if (!name.is_string()) return Lie("columns without names");
    names_.push_back(name.get<std::string>());
    if (!seen.insert(names_.back()).second)
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("two columns are named '{}'", ToPrintable(names_.back()))};
  }
  return Done{};
}

Status RowLines::TakeRow(const Json& values) {
  if (values.size() != names_.size()) return Lie("a row of another width than its names");
  if (++rows_ > kManifestRows)
    return Error{ErrorCode::kExhausted, fmt::format("over {} rows", kManifestRows)};
  if (has_samples_ && !sample_) return Lie("a row that is no sample");
  Sample sample = std::exchange(sample_, std::nullopt).value_or(Sample{});
  sample.number = rows_;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (values[i].is_null()) continue;
    if (!values[i].is_string()) return Lie("a value that is no text");
    sample.columns.emplace(names_[i], values[i].get<std::string>());
  }
  return visit_(std::move(sample));
}

Status RowLines::TakeSample(const Json& line) {
  const auto number = [&line](const char* name) {
    const Json* member = Member(line, name);
    return member != nullptr && member->is_number_unsigned() ? member->get<std::uint64_t>() : 0;
  };
  if (!line.is_object() || sample_) return Lie("a sample within a sample");
  Sample sample;
  const auto key = FromHex(StringOr(line, "key"));
  if (!key.ok()) return Lie("a key that is none");
  sample.key = AsText(key.value());
  sample.offset_bytes = number("offset");
  sample.bytes = number("bytes");
  sample.problem = StringOr(line, "problem");
  sample.why = ToPrintable(StringOr(line, "why")).substr(0, kWhat_bytes);
  if (Member(line, "picture") != nullptr) {
    wanted_bytes_ = number("picture");
    if (wanted_bytes_ > kSamplePicture_bytes) return Lie("a picture over the limit");
    sample.picture.emplace();
  }
  sample_ = std::move(sample);
  return Done{};
}

void RowLines::TakePicture(std::string_view piece) {
  const ByteView bytes = AsBytes(piece);
  sample_->picture->insert(sample_->picture->end(), bytes.begin(), bytes.end());
  wanted_bytes_ -= bytes.size();
}

}  // namespace assay::channel::internal
