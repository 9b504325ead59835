// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/skin_tone.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "assay/media/resize.h"
#include "assay/quality/skin_clusters_internal.h"
#include "assay/quality/tones.h"

namespace assay::quality {
namespace {

constexpr std::size_t kLeastPixels = 100;
constexpr std::int32_t kLongSide_px = 512;
constexpr std::uint8_t kOpaque = 255;

using Rgb = std::array<double, 3>;

/// exp(-k^2 / 2) for k = 0 to 4, divided by the sum of all nine.
constexpr std::array<double, 5> kGauss = {0.39894346935609776, 0.24197144565660073,
                                          0.05399112742070441, 0.00443186162003127,
                                          0.00013383062461474};

Rgb Pixel(std::span<const std::uint8_t> row, std::int32_t x, std::int32_t channels) {
  const auto at = static_cast<std::size_t>(x) * static_cast<std::size_t>(channels);
  if (channels == 1) return {row[at] / 255.0, row[at] / 255.0, row[at] / 255.0};
  return {row[at] / 255.0, row[at + 1] / 255.0, row[at + 2] / 255.0};
}

/// One line of pixels, blurred along itself; its ends are repeated outwards.
void Blur(std::vector<Rgb>& line) {
  const std::vector<Rgb> sharp = line;
  const auto last = static_cast<std::ptrdiff_t>(line.size()) - 1;
  const auto at = [&](std::ptrdiff_t i) -> const Rgb& {
    return sharp[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i, 0, last))];
  };
  for (std::ptrdiff_t i = 0; i <= last; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      double sum = kGauss[0] * at(i).at(c);
      for (std::ptrdiff_t k = 1; k < std::ssize(kGauss); ++k)
        sum += kGauss.at(static_cast<std::size_t>(k)) * (at(i - k).at(c) + at(i + k).at(c));
      line[static_cast<std::size_t>(i)].at(c) = sum;
    }
  }
}

std::vector<Rgb> Blurred(const media::ImageView& image) {
  const auto width = static_cast<std::size_t>(image.width_px());
  const auto height = static_cast<std::size_t>(image.height_px());
  std::vector<Rgb> pixels;
  pixels.reserve(width * height);
  std::vector<Rgb> line(width);
  for (std::int32_t y = 0; y < image.height_px(); ++y) {
    for (std::int32_t x = 0; x < image.width_px(); ++x)
      line[static_cast<std::size_t>(x)] = Pixel(image.Row(y), x, image.channels());
    Blur(line);
    pixels.insert(pixels.end(), line.begin(), line.end());
  }
  line.resize(height);
  for (std::size_t x = 0; x < width; ++x) {
    for (std::size_t y = 0; y < height; ++y) line[y] = pixels[y * width + x];
    Blur(line);
    for (std::size_t y = 0; y < height; ++y) pixels[y * width + x] = line[y];
  }
  return pixels;
}

bool IsOpaque(const media::ImageView& image, std::int32_t x, std::int32_t y) {
  constexpr std::size_t kRgba = 4;
  if (image.channels() != static_cast<std::int32_t>(kRgba)) return true;
  return image.Row(y)[static_cast<std::size_t>(x) * kRgba + 3] == kOpaque;
}

bool IsClipped(const Rgb& pixel) {
  return std::ranges::any_of(pixel, [](double sample) { return sample <= 0 || sample >= 1; });
}

/// The picture's opaque pixels, told apart.
struct Parts {
  std::vector<Lab> skin;
  std::vector<Lab> others;
  std::size_t clipped = 0;  // of the skin
};

Parts Split(const media::ImageView& image, const std::optional<media::ImageView>& mask) {
  const std::vector<Rgb> blurred = Blurred(image);
  Parts parts;
  std::size_t i = 0;
  for (std::int32_t y = 0; y < image.height_px(); ++y) {
    for (std::int32_t x = 0; x < image.width_px(); ++x, ++i) {
      if (!IsOpaque(image, x, y)) continue;
      const Lab colour = ToLab(blurred[i]);
      const bool is_skin =
          mask ? mask->Row(y)[static_cast<std::size_t>(x)] != 0 : IsSkinColour(colour);
      (is_skin ? parts.skin : parts.others).push_back(colour);
      if (is_skin && IsClipped(Pixel(image.Row(y), x, image.channels()))) ++parts.clipped;
    }
  }
  return parts;
}

void MeasureCast(const std::vector<Lab>& pixels, Illumination& illumination) {
  constexpr double kMost = 100.0;
  if (pixels.size() < kLeastPixels) return;
  const auto n = static_cast<double>(pixels.size());
  Lab mean;
  for (const Lab& pixel : pixels) {
    mean.a += pixel.a / n;
    mean.b += pixel.b / n;
  }
  Lab spread;
  for (const Lab& pixel : pixels) {
    spread.a += std::abs(pixel.a - mean.a) / n;
    spread.b += std::abs(pixel.b - mean.b) / n;
  }
  const double chroma = Chroma(mean);
  illumination.cast_chroma = chroma;
  illumination.cast_ratio = chroma < kMost * Chroma(spread) ? chroma / Chroma(spread) : kMost;
}

void NameColour(const internal::Apparent& apparent, SkinTone& tone) {
  tone.colour = apparent.colour;
  if (Chroma(apparent.colour) >= 1.0) tone.hue_deg = apparent.hue_deg;
  tone.ita_deg = ItaDeg(apparent.colour);
  for (std::size_t i = 0; i < kMonkSwatches.size(); ++i) {
    const double distance = Ciede2000(LabOf(kMonkSwatches.at(i)), apparent.colour);
    if (i > 0 && distance >= tone.monk_distance) continue;
    tone.monk = static_cast<int>(i) + 1;
    tone.monk_distance = distance;
  }
}

double Rounded(double value) { return std::floor(value * 1e4 + 0.5) / 1e4; }

Json ToJson(const SkinTone& tone) {
  const Illumination& light = tone.illumination;
  Json value = {{"a", Rounded(tone.colour.a)},
                {"b", Rounded(tone.colour.b)},
                {"brightness", Rounded(light.brightness)},
                {"clipped", Rounded(light.clipped)},
                {"illumination", Flags(light)},
                {"lightness", Rounded(tone.colour.l)},
                {"monk", tone.monk},
                {"monk_distance", Rounded(tone.monk_distance)},
                {"pixels", tone.pixels},
                {"region", "skin_colours"},
                {"share", Rounded(tone.share)}};
  if (light.cast_chroma) value["cast_chroma"] = Rounded(*light.cast_chroma);
  if (light.cast_ratio) value["cast_ratio"] = Rounded(*light.cast_ratio);
  if (tone.hue_deg) value["hue_deg"] = Rounded(*tone.hue_deg);
  if (tone.ita_deg) {
    value["ita_deg"] = Rounded(*tone.ita_deg);
    value["ita_bin"] = ItaBin(*tone.ita_deg);
  }
  return value;
}

}  // namespace

Lab LabOf(std::uint32_t rgb) {
  const auto sample = [&](std::uint32_t shift) { return ((rgb >> shift) & 0xffU) / 255.0; };
  return ToLab({sample(16), sample(8), sample(0)});
}

bool IsSkinColour(const Lab& colour) {
  if (colour.l < 10.0 || colour.l > 98.0) return false;
  const double chroma = Chroma(colour);
  if (chroma < 8.0 - std::abs(colour.l - 55.0) / 9.0 || chroma > 50.0) return false;
  const double hue_deg = HueDeg(colour);
  return hue_deg >= 20.0 && hue_deg <= 100.0;
}

std::vector<std::string_view> Flags(const Illumination& illumination) {
  std::vector<std::string_view> flags;
  if (illumination.clipped > 0.05) flags.emplace_back("clipped");
  if (illumination.cast_ratio.value_or(0) > 1.5 && illumination.cast_chroma.value_or(0) > 10.0)
    flags.emplace_back("colour_cast");
  if (illumination.brightness < 0.32) flags.emplace_back("low_light");
  return flags;
}

std::string_view ItaBin(double ita_deg) {
  constexpr std::array<std::pair<double, std::string_view>, 5> kOver = {
      {{55, "very_light"}, {41, "light"}, {28, "intermediate"}, {10, "tan"}, {-30, "brown"}}};
  for (const auto& [limit_deg, name] : kOver)
    if (ita_deg > limit_deg) return name;
  return "dark";
}

Result<std::optional<SkinTone>> MeasureSkinTone(const media::ImageView& image,
                                                const std::optional<media::ImageView>& mask) {
  if (image.width_px() < 1)
    return Error{ErrorCode::kInvalidArgument, "there is no picture to measure"};
  if (mask && (mask->channels() != 1 || mask->width_px() != image.width_px() ||
               mask->height_px() != image.height_px()))
    return Error{ErrorCode::kInvalidArgument,
                 "a mask needs one channel and the size of its picture"};
  const Parts parts = Split(image, mask);
  if (parts.skin.size() < kLeastPixels) return std::optional<SkinTone>();
  SkinTone tone;
  tone.pixels = std::ssize(parts.skin);
  const auto used = static_cast<double>(tone.pixels);
  tone.share = used / image.width_px() / image.height_px();
  tone.illumination.clipped = static_cast<double>(parts.clipped) / used;
  tone.illumination.brightness = MeasureTones(image).dark;
  MeasureCast(parts.others, tone.illumination);
  NameColour(internal::ApparentColour(parts.skin), tone);
  return std::optional<SkinTone>(tone);
}

Result<Fact> SkinToneFact(const media::ImageView& image) {
  if (image.width_px() < 1)
    return Error{ErrorCode::kInvalidArgument, "there is no picture to measure"};
  const media::Size size = media::FitLongSide({image.width_px(), image.height_px()}, kLongSide_px);
  ASSAY_LET(const media::Image small, media::Resized(image, size, media::Filter::kArea));
  ASSAY_LET(const std::optional<SkinTone> tone, MeasureSkinTone(small.view(), std::nullopt));
  Fact fact;
  fact.name = "quality.skin_tone";
  fact.state = tone ? FactState::kPresent : FactState::kAbsent;
  if (tone) fact.value = ToJson(*tone);
  fact.evidence = {"skin_tone", "1", "pixels", "asset", ""};
  return fact;
}

}  // namespace assay::quality
