// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "assay/worker/decode_internal.h"
#include "assay/worker/transform_wish_internal.h"

namespace assay::worker::internal {
namespace {

constexpr std::int64_t kSideLimit_px = 65'535;

/// Far beyond any picture, and far from where a double loses its precision.
constexpr double kCoordinateLimit_px = 1e7;

/// A whole number between both, else none.
std::optional<std::int64_t> Whole(const Json& value, std::int64_t low, std::int64_t high) {
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned() &&
      value.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
    return std::nullopt;
  const auto number = value.get<std::int64_t>();
  if (number < low || number > high) return std::nullopt;
  return number;
}

Status TakeWhole(const char* name, const Json& value, std::pair<std::int64_t, std::int64_t> range,
                 std::int32_t& to) {
  const auto number = Whole(value, range.first, range.second);
  if (!number) return BadArgument(name);
  to = static_cast<std::int32_t>(*number);
  return Done{};
}

template <typename Choice>
using Names = std::initializer_list<std::pair<std::string_view, Choice>>;

template <typename Choice>
Status TakeName(const char* name, const Json& value, Names<Choice> names, Choice& to) {
  if (!value.is_string()) return BadArgument(name);
  for (const auto& [word, choice] : names) {
    if (value.get_ref<const std::string&>() != word) continue;
    to = choice;
    return Done{};
  }
  return BadArgument(name);
}

Status TakeBool(const char* name, const Json& value, bool& to) {
  if (!value.is_boolean()) return BadArgument(name);
  to = value.get<bool>();
  return Done{};
}

Status TakeColour(const char* name, const Json& value, media::Rgb& to) {
  if (!value.is_array() || value.size() != to.size()) return BadArgument(name);
  for (std::size_t i = 0; i < to.size(); ++i) {
    const auto number = Whole(value[i], 0, 255);
    if (!number) return BadArgument(name);
    to.at(i) = static_cast<std::uint8_t>(*number);
  }
  return Done{};
}

Status TakeCrop(const Json& value, TransformWish& wish) {
  if (!value.is_array() || value.size() != 4) return BadArgument("crop");
  std::array<std::int32_t, 4> edges{};
  for (std::size_t i = 0; i < edges.size(); ++i)
    ASSAY_TRY(TakeWhole("crop", value[i], {0, kSideLimit_px}, edges.at(i)));
  wish.crop = media::Crop{edges[0], edges[1], edges[2], edges[3]};
  return Done{};
}

Status TakeResizeMember(const std::string& name, const Json& value, media::ResizeWish& resize,
                        media::Rgb& background) {
  using media::ResizeMode;
  if (name == "mode")
    return TakeName<ResizeMode>("resize.mode", value,
                                {{"fit", ResizeMode::kFit},
                                 {"cover", ResizeMode::kCover},
                                 {"pad", ResizeMode::kPad},
                                 {"exact", ResizeMode::kExact}},
                                resize.mode);
  if (name == "width_px")
    return TakeWhole("resize.width_px", value, {1, kSideLimit_px}, resize.size.width_px);
  if (name == "height_px")
    return TakeWhole("resize.height_px", value, {1, kSideLimit_px}, resize.size.height_px);
  if (name == "enlarge") return TakeBool("resize.enlarge", value, resize.may_enlarge);
  if (name == "background") return TakeColour("resize.background", value, background);
  return BadArgument("resize." + name);
}

Status TakeResize(const Json& value, TransformWish& wish) {
  if (!value.is_object()) return BadArgument("resize");
  media::ResizeWish resize;
  for (const auto& [name, member] : value.items())
    ASSAY_TRY(TakeResizeMember(name, member, resize, wish.background));
  if (resize.size.width_px == 0) return BadArgument("resize.width_px");
  if (resize.size.height_px == 0) return BadArgument("resize.height_px");
  wish.resize = resize;
  return Done{};
}

Status TakeEncodeMember(const std::string& name, const Json& value, codec::Encoding& encoding) {
  using codec::Container;
  if (name == "format")
    return TakeName<Container>(
        "encode.format", value,
        {{"jpeg", Container::kJpeg}, {"webp", Container::kWebp}, {"png", Container::kPng}},
        encoding.container);
  if (name == "quality") return TakeWhole("encode.quality", value, {1, 100}, encoding.quality);
  if (name == "subsampling")
    return TakeName<bool>("encode.subsampling", value, {{"420", true}, {"444", false}},
                          encoding.is_subsampled);
  if (name == "lossless") return TakeBool("encode.lossless", value, encoding.is_lossless);
  return BadArgument("encode." + name);
}

Status TakeEncode(const Json& value, TransformWish& wish) {
  if (!value.is_object()) return BadArgument("encode");
  for (const auto& [name, member] : value.items())
    ASSAY_TRY(TakeEncodeMember(name, member, wish.encoding));
  return Done{};
}

template <std::size_t kCount>
Result<std::array<double, kCount>> Coordinates(const char* name, const Json& value) {
  if (!value.is_array() || value.size() != kCount) return BadArgument(name);
  std::array<double, kCount> numbers{};
  for (std::size_t i = 0; i < kCount; ++i) {
    if (!value[i].is_number()) return BadArgument(name);
    numbers.at(i) = value[i].get<double>();
    // Written so that a NaN is refused too.
    if (!(std::abs(numbers.at(i)) <= kCoordinateLimit_px)) return BadArgument(name);
  }
  return numbers;
}

Status TakeBoxes(const Json& value, TransformWish& wish) {
  if (!value.is_array()) return BadArgument("boxes");
  for (const Json& box : value) {
    ASSAY_LET(const auto at, Coordinates<4>("boxes", box));
    if (at[0] >= at[2] || at[1] >= at[3]) return BadArgument("boxes");
    wish.boxes.push_back({at[0], at[1], at[2], at[3]});
  }
  return Done{};
}

Status TakePoints(const Json& value, TransformWish& wish) {
  if (!value.is_array()) return BadArgument("points");
  for (const Json& point : value) {
    ASSAY_LET(const auto at, Coordinates<2>("points", point));
    wish.points.push_back({at[0], at[1]});
  }
  return Done{};
}

Status TakePixels(const Json& value, TransformWish& wish) {
  const auto pixels = Whole(value, 0, std::numeric_limits<std::int64_t>::max());
  if (!pixels) return BadArgument("pixels");
  wish.limits.pixels = *pixels;
  return Done{};
}

Status TakeFlatten(const Json& value, TransformWish& wish) {
  return TakeColour("flatten", value, wish.flatten.emplace());
}

Status TakeKeptAs(const Json& value, TransformWish& wish) {
  if (!value.is_string()) return BadArgument("kept_as");
  wish.kept_as = value.get<std::string>();
  return Done{};
}

Status TakeArgument(const std::string& name, const Json& value, TransformWish& wish) {
  using Take = Status (*)(const Json&, TransformWish&);
  constexpr std::array<std::pair<std::string_view, Take>, 8> kTakes = {{{"crop", TakeCrop},
                                                                        {"resize", TakeResize},
                                                                        {"encode", TakeEncode},
                                                                        {"flatten", TakeFlatten},
                                                                        {"boxes", TakeBoxes},
                                                                        {"points", TakePoints},
                                                                        {"pixels", TakePixels},
                                                                        {"kept_as", TakeKeptAs}}};
  for (const auto& [known, take] : kTakes) {
    if (known == name) return take(value, wish);
  }
  if (name == "colour")
    return TakeName<bool>("colour", value, {{"keep", false}, {"rgb", true}}, wish.wants_colours);
  if (name == "coordinates")
    return TakeName<bool>("coordinates", value, {{"upright", false}, {"stored", true}},
                          wish.are_stored);
  return BadArgument(name);
}

}  // namespace

Result<TransformWish> ReadTransformWish(const Json& arguments) {
  TransformWish wish;
  for (const auto& [name, value] : arguments.items()) ASSAY_TRY(TakeArgument(name, value, wish));
  // What is made has to fit where what is read has to fit.
  if (wish.resize && std::int64_t{wish.resize->size.width_px} * wish.resize->size.height_px >
                         codec::Limits{}.pixels)
    return BadArgument("resize");
  return wish;
}

}  // namespace assay::worker::internal
