// SPDX-License-Identifier: Apache-2.0
#include "assay/media/colour.h"

#include <lcms2.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>

namespace assay::media {
namespace {

struct Close {
  void operator()(cmsContext context) const { cmsDeleteContext(context); }
};
struct CloseProfile {
  void operator()(cmsHPROFILE profile) const { cmsCloseProfile(profile); }
};
struct CloseTransform {
  void operator()(cmsHTRANSFORM transform) const { cmsDeleteTransform(transform); }
};
using Context = std::unique_ptr<std::remove_pointer_t<cmsContext>, Close>;
using Profile = std::unique_ptr<void, CloseProfile>;
using Transform = std::unique_ptr<void, CloseTransform>;

/// A context of our own: lcms2's default one is global state, and prints.
Context MakeContext() {
  Context context(cmsCreateContext(nullptr, nullptr));
  ASSAY_CHECK(context != nullptr);
  cmsSetLogErrorHandlerTHR(context.get(), [](cmsContext, cmsUInt32Number, const char*) {});
  return context;
}

/// The profile, when it describes a device or a space whose samples are of `space`; else null.
Profile Open(cmsContext context, ByteView icc, cmsColorSpaceSignature space) {
  if (icc.empty() || icc.size() > std::numeric_limits<cmsUInt32Number>::max()) return nullptr;
  Profile profile(
      cmsOpenProfileFromMemTHR(context, icc.data(), static_cast<cmsUInt32Number>(icc.size())));
  if (profile == nullptr || cmsGetColorSpace(profile.get()) != space) return nullptr;
  switch (cmsGetDeviceClass(profile.get())) {
    case cmsSigInputClass:
    case cmsSigDisplayClass:
    case cmsSigOutputClass:
    case cmsSigColorSpaceClass:
      return profile;
    default:
      return nullptr;
  }
}

/// From `icc` to sRGB; null when the profile cannot be used.
Transform MakeTransform(cmsContext context, ByteView icc, cmsColorSpaceSignature space,
                        cmsUInt32Number format_in, cmsUInt32Number format_out) {
  const Profile from = Open(context, icc, space);
  if (from == nullptr) return nullptr;
  const Profile srgb(cmsCreate_sRGBProfileTHR(context));
  constexpr cmsUInt32Number kFlags = cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_COPY_ALPHA;
  return Transform(cmsCreateTransformTHR(context, from.get(), format_in, srgb.get(), format_out,
                                         INTENT_RELATIVE_COLORIMETRIC, kFlags));
}

Image Apply(const Transform& transform, const ImageView& image, std::int32_t channels_out) {
  Image out(image.width_px(), image.height_px(), channels_out);
  for (std::int32_t y = 0; y < image.height_px(); ++y)
    cmsDoTransform(transform.get(), image.Row(y).data(), out.MutableRow(y).data(),
                   static_cast<cmsUInt32Number>(image.width_px()));
  return out;
}

/// 256 greys through the profile say everything; green stands for the (neutral) result.
Image ApplyToGrey(const Transform& transform, const ImageView& image) {
  std::array<std::uint8_t, 256> greys{};
  for (std::size_t i = 0; i < greys.size(); ++i) greys[i] = static_cast<std::uint8_t>(i);
  std::array<std::uint8_t, 768> colours{};
  cmsDoTransform(transform.get(), greys.data(), colours.data(), 256);
  for (std::size_t i = 0; i < greys.size(); ++i) greys[i] = colours[3 * i + 1];
  Image out(image.width_px(), image.height_px(), 1);
  for (std::int32_t y = 0; y < image.height_px(); ++y) {
    const auto from = image.Row(y);
    const auto to = out.MutableRow(y);
    for (std::size_t x = 0; x < from.size(); ++x) to[x] = greys[from[x]];
  }
  return out;
}

/// Source: IEC 61966-2-1, from linear light to the encoded value.
double SrgbEncoded(double linear) {
  if (linear <= 0.0031308) return 12.92 * linear;
  return 1.055 * std::pow(linear, 1.0 / 2.4) - 0.055;
}

/// A tone curve that moves no value by a whole 8-bit level.
bool IsSrgbCurve(const void* tag) {
  if (tag == nullptr) return false;
  constexpr int kSteps = 64;
  const auto* curve = static_cast<const cmsToneCurve*>(tag);
  for (int i = 0; i <= kSteps; ++i) {
    const float encoded = static_cast<float>(i) / kSteps;
    const double linear = cmsEvalToneCurveFloat(curve, encoded);
    if (!(std::abs(SrgbEncoded(linear) - double{encoded}) < 1.0 / 255.0)) return false;
  }
  return true;
}

bool IsNear(const void* tag, const cmsCIEXYZ& wanted) {
  if (tag == nullptr) return false;
  // Profiles in use differ by 0.0006 (rounding, adaptation); 0.0015 stays under one 8-bit level.
  constexpr double kTolerance = 0.0015;
  const auto* found = static_cast<const cmsCIEXYZ*>(tag);
  return std::abs(found->X - wanted.X) < kTolerance && std::abs(found->Y - wanted.Y) < kTolerance &&
         std::abs(found->Z - wanted.Z) < kTolerance;
}

}  // namespace

bool IsSrgb(ByteView icc) {
  const Context context = MakeContext();
  const Profile profile = Open(context.get(), icc, cmsSigRgbData);
  if (profile == nullptr || !cmsIsMatrixShaper(profile.get())) return false;
  // Tables win over the matrix when a profile has both.
  if (cmsIsTag(profile.get(), cmsSigAToB0Tag) || cmsIsTag(profile.get(), cmsSigAToB1Tag))
    return false;
  const auto tag = [&](cmsTagSignature name) { return cmsReadTag(profile.get(), name); };
  // Source: IEC 61966-2-1 primaries, adapted to D50 by the Bradford transform.
  return IsNear(tag(cmsSigRedColorantTag), {0.43607, 0.22249, 0.01392}) &&
         IsNear(tag(cmsSigGreenColorantTag), {0.38515, 0.71687, 0.09708}) &&
         IsNear(tag(cmsSigBlueColorantTag), {0.14307, 0.06061, 0.71410}) &&
         IsSrgbCurve(tag(cmsSigRedTRCTag)) && IsSrgbCurve(tag(cmsSigGreenTRCTag)) &&
         IsSrgbCurve(tag(cmsSigBlueTRCTag));
}

Result<Image> ToSrgb(const ImageView& image, ByteView icc) {
  const Context context = MakeContext();
  const bool grey = image.channels() == 1;
  const cmsUInt32Number rgb = image.channels() == 4 ? TYPE_RGBA_8 : TYPE_RGB_8;
  const Transform transform =
      MakeTransform(context.get(), icc, grey ? cmsSigGrayData : cmsSigRgbData,
                    grey ? TYPE_GRAY_8 : rgb, grey ? TYPE_RGB_8 : rgb);
  if (transform == nullptr)
    return Error{ErrorCode::kCorrupt, "colour profile is broken or does not fit the picture"};
  return grey ? ApplyToGrey(transform, image) : Apply(transform, image, image.channels());
}

bool IsCmykProfile(ByteView icc) {
  const Context context = MakeContext();
  return MakeTransform(context.get(), icc, cmsSigCmykData, TYPE_CMYK_8, TYPE_RGB_8) != nullptr;
}

Image CmykToRgb(const ImageView& cmyk, ByteView icc_or_empty) {
  ASSAY_CHECK(cmyk.channels() == 4);
  const Context context = MakeContext();
  const Transform transform =
      MakeTransform(context.get(), icc_or_empty, cmsSigCmykData, TYPE_CMYK_8, TYPE_RGB_8);
  if (transform != nullptr) return Apply(transform, cmyk, 3);
  Image out(cmyk.width_px(), cmyk.height_px(), 3);
  for (std::int32_t y = 0; y < cmyk.height_px(); ++y) {
    const auto from = cmyk.Row(y);
    const auto to = out.MutableRow(y);
    for (std::size_t x = 0; x < to.size(); ++x) {
      const std::size_t pixel = x / 3 * 4;
      to[x] = static_cast<std::uint8_t>(
          ((255 - from[pixel + x % 3]) * (255 - from[pixel + 3]) + 127) / 255);
    }
  }
  return out;
}

}  // namespace assay::media
