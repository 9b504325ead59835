// SPDX-License-Identifier: Apache-2.0
#include "assay/worker/transform.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/codec/encode.h"
#include "assay/codec/picture.h"
#include "assay/core/record.h"
#include "assay/media/compose.h"
#include "assay/media/layout.h"
#include "assay/worker/decode_internal.h"
#include "assay/worker/transform_wish_internal.h"

namespace assay::worker {
namespace {

using internal::TransformWish;
using media::Affine;
using media::Image;
using media::Layout;
using media::Rgb;
using media::Size;

/// Scaled decodes that are worth it: libjpeg-turbo 2.1 has fast code for these only. CPU for one of
/// 18 photographs of 4.4 megapixels, at 1 to 8 eighths: 5.2, 5.9, 8.5, 8.1, 15, 21, 22, 10 ms.
constexpr std::array kEighths = {1, 2, 4, 8};

/// A scaled decode is as good as a whole one once twice the wanted size is left for the filter.
/// Source: mean 53.8 dB against a full decode, over 300 photographs; once the size gives 45.5 dB.
constexpr double kOversize = 2;

/// The smallest decode that leaves enough of the part of the picture that is wanted, but none that
/// is smaller than what inspectors see: in a build they have paid for that one.
int EighthsFor(const TransformWish& wish, Size upright) {
  const int least = codec::EighthsLeaving(upright, internal::kInspected_px);
  const auto layout = media::MakeLayout(upright, wish.crop, wish.resize);
  if (!layout.ok()) return least;  // it will be refused; its outcome is still wanted
  const media::Box& source = layout.value().source;
  const Size size = layout.value().size;
  // A side of the output may have been rounded up by half a pixel: that is not worth a larger
  // decode.
  const auto serves = [](double source_px, int eighths, std::int32_t side_px) {
    return source_px * eighths / 8 >= kOversize * (side_px - 0.5);
  };
  const auto* const enough = std::ranges::find_if(kEighths, [&](int eighths) {
    return eighths >= least && serves(source.right_px - source.left_px, eighths, size.width_px) &&
           serves(source.bottom_px - source.top_px, eighths, size.height_px);
  });
  return enough == kEighths.end() ? 8 : *enough;
}

/// Whether what is kept is what Decode would make.
bool IsTheSame(const Kept& kept, const TransformWish& wish) {
  return !wish.kept_as.empty() && kept.name == wish.kept_as && kept.limits == wish.limits &&
         (!kept.scaled_from || EighthsFor(wish, *kept.scaled_from) == kept.picture.eighths);
}

codec::Picture Decode(ByteView bytes, const TransformWish& wish, std::optional<Kept> kept) {
  if (kept && IsTheSame(*kept, wish)) return std::move(kept->picture);
  kept.reset();  // two pictures may be more than memory holds
  codec::Options options;
  options.limits = wish.limits;
  options.eighths = [&](Size upright) { return EighthsFor(wish, upright); };
  return internal::Decode(bytes, options);
}

// ---- samples ----

bool IsWhole(double number) { return std::floor(number) == number; }

/// The wanted part of the picture at the wanted size. What is not resized is copied.
Result<Image> Render(codec::Picture& picture, const Layout& layout) {
  const double scale = picture.eighths / 8.0;
  const media::Box& extent = picture.extent;
  const media::Box& source = layout.source;
  const media::Box box{extent.left_px + source.left_px * scale,
                       extent.top_px + source.top_px * scale,
                       std::min(extent.left_px + source.right_px * scale, extent.right_px),
                       std::min(extent.top_px + source.bottom_px * scale, extent.bottom_px)};
  const Image& image = picture.image;
  const bool is_copy = IsWhole(box.left_px) && IsWhole(box.top_px) &&
                       box.right_px - box.left_px == layout.size.width_px &&
                       box.bottom_px - box.top_px == layout.size.height_px;
  if (!is_copy) return media::Resized(image.view(), box, layout.size, media::Filter::kLanczos3);
  if (layout.size == Size{image.width_px(), image.height_px()}) return std::move(picture.image);
  return media::Cut(image.view(), static_cast<std::int32_t>(box.left_px),
                    static_cast<std::int32_t>(box.top_px), layout.size);
}

/// The colour that the picture has to be laid over, if any.
std::optional<Rgb> Ground(const TransformWish& wish, const Image& image) {
  constexpr Rgb kWhite = {255, 255, 255};
  if (image.channels() != 4) return std::nullopt;
  if (wish.flatten) return wish.flatten;
  if (wish.encoding.container == codec::Container::kJpeg) return kWhite;
  return std::nullopt;
}

// ---- answers ----

Json BoxesOn(const Layout& layout, const Affine& map, const std::vector<media::Box>& boxes) {
  Json list = Json::array();
  for (const media::Box& box : boxes) {
    const auto moved = media::Mapped(layout, map, box);
    list.push_back(moved ? Json{moved->left_px, moved->top_px, moved->right_px, moved->bottom_px}
                         : Json());
  }
  return list;
}

Json PointsOn(const Layout& layout, const Affine& map, const std::vector<media::Point>& points) {
  Json list = Json::array();
  for (const media::Point& point : points) {
    const auto moved = media::Mapped(layout, map, point);
    list.push_back(moved ? Json{moved->x_px, moved->y_px} : Json());
  }
  return list;
}

Json Source(const codec::Picture& picture) {
  return {{"width_px", picture.upright.width_px},
          {"height_px", picture.upright.height_px},
          {"orientation", picture.header.at("orientation")},
          {"frames", picture.frames},
          {"scale", std::to_string(picture.eighths) + "/8"}};
}

Reply Refusal(const codec::Picture& picture, std::string_view code, std::string_view what) {
  Reply reply;
  reply.is_refusal = true;
  reply.json = Canonical({{"code", code},
                          {"what", what},
                          {"outcome", Name(picture.outcome)},
                          {"codes", picture.codes}});
  return reply;
}

/// From the pixels that boxes are given in to those of the output.
Affine MapOf(const TransformWish& wish, const Layout& layout, const codec::Picture& picture) {
  if (!wish.are_stored) return layout.Map();
  const int orientation = picture.header.at("orientation").get<int>();
  Size stored = picture.upright;
  if (orientation >= 5) std::swap(stored.width_px, stored.height_px);
  return media::Then(media::Upright(stored, orientation), layout.Map());
}

Json Describe(const TransformWish& wish, const Layout& layout, const codec::Picture& picture) {
  const Affine map = MapOf(wish, layout, picture);
  return {{"outcome", Name(picture.outcome)},
          {"codes", picture.codes},
          {"media_type", codec::MediaType(wish.encoding.container)},
          {"affine", layout.Map().m},
          {"boxes", BoxesOn(layout, map, wish.boxes)},
          {"points", PointsOn(layout, map, wish.points)},
          {"encoder", codec::Describe(wish.encoding)},
          {"source", Source(picture)}};
}

void DescribeOutput(const Image& image, Json& answer) {
  const media::Sums sums = media::SumsOf(image.view());
  answer["width_px"] = image.width_px();
  answer["height_px"] = image.height_px();
  answer["channels"] = image.channels();
  answer["sums"] = {{"n", sums.n}, {"sum", sums.sum}, {"squares", sums.squares}};
}

Result<Reply> Make(const TransformWish& wish, const Layout& layout, codec::Picture& picture) {
  Json answer = Describe(wish, layout, picture);
  ASSAY_LET(Image image, Render(picture, layout));
  picture.image = {};
  if (const auto ground = Ground(wish, image)) {
    answer["flatten"] = *ground;
    image = media::Flattened(std::move(image), *ground);
  }
  if (wish.wants_colours) image = media::WithColours(std::move(image));
  if (image.width_px() != layout.canvas.width_px || image.height_px() != layout.canvas.height_px) {
    answer["background"] = wish.background;
    image = media::OnCanvas(std::move(image), layout.canvas, layout.left_px, layout.top_px,
                            wish.background);
  }
  DescribeOutput(image, answer);
  ASSAY_LET(Bytes blob, codec::Encode(image.view(), wish.encoding));
  return Reply{Canonical(answer), std::move(blob)};
}

}  // namespace

Result<Reply> Transform(ByteView bytes, const Json& arguments, std::optional<Kept> kept) {
  ASSAY_LET(const TransformWish wish, internal::ReadTransformWish(arguments));
  codec::Picture picture = Decode(bytes, wish, std::move(kept));
  if (!IsDecided(picture.outcome)) return Refusal(picture, "undecided", Name(picture.outcome));
  const auto layout = media::MakeLayout(picture.upright, wish.crop, wish.resize);
  if (!layout.ok()) return Refusal(picture, "crop.outside", layout.error().what);
  const Size canvas = layout.value().canvas;
  if (std::max(canvas.width_px, canvas.height_px) > codec::LongestSide(wish.encoding.container))
    return Refusal(picture, "encode.side", "a side is longer than the format can hold");
  return Make(wish, layout.value(), picture);
}

}  // namespace assay::worker
