// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstring>
#include <limits>
#include <type_traits>

#include "assay/core/bytes.h"
#include "assay/table/arrow_values_internal.h"

namespace assay::table::internal {
namespace {

/// Knuth's: the upper bits of a product with it depend on all bits of a key.
constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;

/// Spreads texts of a column over few slots, by length and ends: most columns hold few texts.
std::size_t SlotOf(std::string_view text) {
  std::uint64_t ends = text.size();
  std::array<char, 8> bytes{};
  const std::size_t half = std::min<std::size_t>(text.size(), 4);
  std::ranges::copy(text.substr(0, half), bytes.begin());
  std::ranges::copy(text.substr(text.size() - half), bytes.begin() + 4);
  std::uint64_t word = 0;
  std::memcpy(&word, bytes.data(), sizeof word);
  return ((word + ends) * kGolden) >> 56U;
}

struct None {};

bool IsSet(const void* bitmap, std::int64_t at) {
  const auto* bytes = static_cast<const std::uint8_t*>(bitmap);
  return (bytes[at / 8] >> (at % 8) & 1) != 0;
}

template <typename T>
T ElementOf(const void* buffer, std::int64_t at) {
  T value;
  std::memcpy(&value, static_cast<const char*>(buffer) + static_cast<std::size_t>(at) * sizeof(T),
              sizeof(T));
  return value;
}

/// Text whose ends are offsets into one buffer.
template <typename Offset>
std::string_view TextOf(const ArrowArray& array, std::int64_t at) {
  const auto begin = ElementOf<Offset>(array.buffers[1], at);
  const auto end = ElementOf<Offset>(array.buffers[1], at + 1);
  if (begin == end) return {};
  return {static_cast<const char*>(array.buffers[2]) + begin,
          static_cast<std::size_t>(end - begin)};
}

/// Text that lies in its own 16 bytes, or in one of several buffers.
std::string_view ViewOf(const ArrowArray& array, std::int64_t at) {
  constexpr std::int32_t kInline_bytes = 12;
  const auto* view = static_cast<const char*>(array.buffers[1]) + at * 16;
  const auto length = ElementOf<std::int32_t>(view, 0);
  const auto size = static_cast<std::size_t>(length);
  if (length <= kInline_bytes) return {view + 4, size};
  const auto buffer = ElementOf<std::int32_t>(view, 2);
  const auto offset = ElementOf<std::int32_t>(view, 3);
  return {static_cast<const char*>(array.buffers[2 + buffer]) + offset, size};
}

/// Calls take(i, value) for each of `count` rows, where value is None, bool, an integer, a real
/// number or text.
template <typename Read, typename Take>
Status Each(const Slice& slice, std::size_t count, Read read, Take take) {
  const void* valid = slice.array.null_count == 0 ? nullptr : slice.array.buffers[0];
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t at = slice.array.offset + slice.first + static_cast<std::int64_t>(i);
    if (valid != nullptr && !IsSet(valid, at))
      take(i, None{});
    else
      take(i, read(slice.array, at));
  }
  return Done{};
}

template <typename T, typename Take>
Status EachElement(const Slice& slice, std::size_t count, Take take) {
  using Wide =
      std::conditional_t<std::is_floating_point_v<T>, T,
                         std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>;
  const auto read = [](const ArrowArray& array, std::int64_t at) {
    return static_cast<Wide>(ElementOf<T>(array.buffers[1], at));
  };
  return Each(slice, count, read, take);
}

template <typename Take>
Status EachNumber(char format, const Slice& slice, std::size_t count, Take take) {
  switch (format) {
    case 'c':
      return EachElement<std::int8_t>(slice, count, take);
    case 'C':
      return EachElement<std::uint8_t>(slice, count, take);
    case 's':
      return EachElement<std::int16_t>(slice, count, take);
    case 'S':
      return EachElement<std::uint16_t>(slice, count, take);
    case 'i':
      return EachElement<std::int32_t>(slice, count, take);
    case 'I':
      return EachElement<std::uint32_t>(slice, count, take);
    case 'l':
      return EachElement<std::int64_t>(slice, count, take);
    case 'L':
      return EachElement<std::uint64_t>(slice, count, take);
    case 'f':
      return EachElement<float>(slice, count, take);
    default:
      return EachElement<double>(slice, count, take);
  }
}

template <typename Take>
Status EachValue(const Slice& slice, std::size_t count, Take take) {
  const std::string_view format = slice.schema.format;
  const auto is_bit = [](const ArrowArray& array, std::int64_t at) {
    return IsSet(array.buffers[1], at);
  };
  if (format.size() == 1 &&
      std::string_view("cCsSiIlLfg").find(format[0]) != std::string_view::npos)
    return EachNumber(format[0], slice, count, take);
  if (format == "b") return Each(slice, count, is_bit, take);
  if (format == "u") return Each(slice, count, TextOf<std::int32_t>, take);
  if (format == "U") return Each(slice, count, TextOf<std::int64_t>, take);
  if (format == "vu") return Each(slice, count, ViewOf, take);
  if (format == "n") {
    for (std::size_t i = 0; i < count; ++i) take(i, None{});
    return Done{};
  }
  return Error{ErrorCode::kUnsupported,
               fmt::format("has the Arrow type '{}', which is not counted: make it text", format)};
}

/// As DuckDB writes them: a real number is never written as a whole one.
template <std::floating_point Real>
std::string TextOfNumber(Real number) {
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}
std::string TextOfNumber(std::int64_t number) { return fmt::format("{}", number); }
std::string TextOfNumber(std::uint64_t number) { return fmt::format("{}", number); }

template <typename Value>
constexpr bool kIsText = std::is_same_v<Value, std::string_view>;

/// NaN for none. Text is for the caller to refuse.
template <typename Value>
double NumberOf(Value value) {
  if constexpr (std::is_arithmetic_v<Value>) return static_cast<double>(value);
  return std::numeric_limits<double>::quiet_NaN();
}

/// In the precision of the column: a FLOAT that was written as 0.1 reaches 0.1.
template <typename Value>
bool Reaches(Value value, double threshold) {
  if constexpr (std::is_same_v<Value, float>) {
    if (std::abs(threshold) <= double{std::numeric_limits<float>::max()})
      return value >= static_cast<float>(threshold);
  }
  return NumberOf(value) >= threshold;
}

template <typename Number>
std::uint64_t BitsOf(Number number) {
  if constexpr (sizeof number == sizeof(std::uint32_t))
    return std::bit_cast<std::uint32_t>(number);
  else
    return std::bit_cast<std::uint64_t>(number);
}

Error NoNumbers() { return {ErrorCode::kInvalidArgument, "holds no numbers"}; }

}  // namespace

std::uint32_t KeyIds::Of(std::uint64_t key) {
  Recent& recent = recent_[(key * kGolden) >> 54U];
  if (recent.id != 0 && recent.key == key) return recent.id;
  const auto next = static_cast<std::uint32_t>(ids_.size() + 1);
  recent = {key, ids_.try_emplace(key, next).first->second};
  return recent.id;
}

std::uint32_t TextIds::Of(std::string_view text) {
  std::uint32_t& recent = recent_[SlotOf(text)];
  if (recent != 0 && texts_[recent - 1] == text) return recent;
  const auto found = ids_.find(text);
  if (found != ids_.end()) return recent = found->second;
  is_utf8_ = is_utf8_ && IsUtf8(text);
  texts_.emplace_back(text);
  recent = static_cast<std::uint32_t>(texts_.size());
  ids_.emplace(texts_.back(), recent);
  return recent;
}

template <typename Number>
std::uint32_t ValueIds::OfNumber(Number number) {
  if constexpr (std::is_floating_point_v<Number>) {
    if (std::isnan(number)) return 0;
  }
  const std::uint32_t id = bits_.Of(BitsOf(number));
  if (id > bit_ids_.size()) bit_ids_.push_back(texts_.Of(TextOfNumber(number)));
  return bit_ids_[id - 1];
}

Status ValueIds::ReadPlain(const Slice& slice, std::span<std::uint32_t> ids) {
  bool has_text = false;
  ASSAY_TRY(EachValue(slice, ids.size(), [&](std::size_t i, auto value) {
    using Value = decltype(value);
    if (threshold_) {
      has_text = has_text || kIsText<Value>;
      ids[i] = std::isnan(NumberOf(value)) ? 0 : texts_.Of(Reaches(value, *threshold_) ? "1" : "0");
    } else if constexpr (std::is_same_v<Value, None>) {
      ids[i] = 0;
    } else if constexpr (std::is_same_v<Value, bool>) {
      ids[i] = texts_.Of(value ? "true" : "false");
    } else if constexpr (kIsText<Value>) {
      ids[i] = texts_.Of(value);
    } else {
      ids[i] = OfNumber(value);
    }
  }));
  if (has_text) return NoNumbers();
  if (texts_.is_utf8()) return Done{};
  return Error{ErrorCode::kInvalidArgument, "holds text that is not UTF-8"};
}

Status ValueIds::Read(const Slice& slice, std::span<std::uint32_t> ids) {
  if (slice.schema.dictionary == nullptr) return ReadPlain(slice, ids);
  if (slice.schema.dictionary->dictionary != nullptr)
    return Error{ErrorCode::kUnsupported, "is a dictionary of a dictionary: make it text"};
  const ArrowArray& dictionary = *slice.array.dictionary;
  if (dictionary_ != &dictionary) {
    dictionary_ids_.resize(static_cast<std::size_t>(dictionary.length));
    ASSAY_TRY(ReadPlain({*slice.schema.dictionary, dictionary}, dictionary_ids_));
    dictionary_ = &dictionary;
  }
  bool is_beyond = false;
  ASSAY_TRY(EachValue(slice, ids.size(), [&](std::size_t i, auto value) {
    ids[i] = 0;
    if constexpr (std::is_integral_v<decltype(value)>) {
      const auto place = static_cast<std::uint64_t>(value);  // of a negative one far beyond
      if (place < dictionary_ids_.size())
        ids[i] = dictionary_ids_[place];
      else
        is_beyond = true;
    }
  }));
  if (!is_beyond) return Done{};
  return Error{ErrorCode::kInvalidArgument, "has an index that its dictionary does not have"};
}

std::optional<std::string> ValueIds::Text(std::uint32_t id) const {
  if (id == 0) return std::nullopt;
  return texts_.Text(id);
}

Status ReadNumbers(const Slice& slice, std::span<double> numbers) {
  bool has_text = slice.schema.dictionary != nullptr;
  ASSAY_TRY(EachValue(slice, numbers.size(), [&](std::size_t i, auto value) {
    has_text = has_text || kIsText<decltype(value)>;
    numbers[i] = NumberOf(value);
  }));
  return has_text ? Status(NoNumbers()) : Status(Done{});
}

}  // namespace assay::table::internal
