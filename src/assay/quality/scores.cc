// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/scores.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "assay/media/gray.h"
#include "assay/quality/blur.h"
#include "assay/quality/structure.h"

namespace assay::quality {
namespace {

constexpr std::int32_t kLongSide_px = 512;

/// Side of a coder's 8-pixel block after scaling; none below 4, where a grid and detail look alike,
/// or when the scale is not that of a decoder.
std::optional<std::int32_t> BlockSide(const media::ImageView& image, media::Size full) {
  const std::int64_t shown = std::max(image.width_px(), image.height_px());
  const std::int64_t longest = std::max(full.width_px, full.height_px);
  if (shown == longest) return 8;
  if (shown == (longest + 1) / 2) return 4;
  return std::nullopt;
}

double Rounded(double value) { return std::floor(value * 1e4 + 0.5) / 1e4; }

}  // namespace

Result<Scores> Measure(const media::ImageView& image, media::Size full) {
  if (image.width_px() < 1 || full.width_px < 1 || full.height_px < 1)
    return Error{ErrorCode::kInvalidArgument, "there is no picture to measure"};
  const media::Image grey = media::Gray(image);
  const media::Size size = media::FitLongSide({image.width_px(), image.height_px()}, kLongSide_px);
  ASSAY_LET(const media::Image small, media::Resized(grey.view(), size, media::Filter::kArea));
  Scores scores;
  scores.aspect = static_cast<double>(std::min(full.width_px, full.height_px)) /
                  std::max(full.width_px, full.height_px);
  scores.tones = MeasureTones(image);
  scores.information = std::min(1.0, scores.tones.entropy_bits / 10.0);
  scores.blurry = BlurScore(small.view());
  scores.border = BorderShare(small.view());
  scores.sharpness = MeasureSharpness(small.view());
  if (const auto block_px = BlockSide(image, full))
    scores.blockiness = Blockiness(grey.view(), *block_px);
  return scores;
}

Fact ToFact(const Scores& scores) {
  const Tones& tones = scores.tones;
  Json value = {{"aspect", Rounded(scores.aspect)},
                {"blurry", Rounded(scores.blurry)},
                {"border", Rounded(scores.border)},
                {"clipped_black", Rounded(tones.clipped_black)},
                {"clipped_white", Rounded(tones.clipped_white)},
                {"colourfulness", Rounded(tones.colourfulness)},
                {"contrast", Rounded(tones.contrast)},
                {"dark", Rounded(tones.dark)},
                {"entropy_bits", Rounded(tones.entropy_bits)},
                {"grayscale", tones.grayscale},
                {"information", Rounded(scores.information)},
                {"light", Rounded(tones.light)},
                {"sharpness", Rounded(scores.sharpness.whole)},
                {"sharpness_tile_max", Rounded(scores.sharpness.tile_max)},
                {"sharpness_tile_median", Rounded(scores.sharpness.tile_median)}};
  if (scores.blockiness) value["blockiness"] = Rounded(*scores.blockiness);
  Fact fact;
  fact.name = "quality.scores";
  fact.value = std::move(value);
  fact.evidence = {"quality", "1", "pixels", "asset", ""};
  return fact;
}

}  // namespace assay::quality
