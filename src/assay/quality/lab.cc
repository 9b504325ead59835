// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/lab.h"

#include <cmath>
#include <numbers>

namespace assay::quality {
namespace {

constexpr double kDegrees = 180.0 / std::numbers::pi;

double Linear(double encoded) {
  return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
}

/// CIE's f: a cube root with a straight foot.
double Response(double ratio) {
  constexpr double kFoot = 216.0 / 24389.0;
  constexpr double kSlope = 24389.0 / 27.0;
  return ratio > kFoot ? std::cbrt(ratio) : (kSlope * ratio + 16.0) / 116.0;
}

double Sin(double degrees) { return std::sin(degrees / kDegrees); }
double Cos(double degrees) { return std::cos(degrees / kDegrees); }

/// 1 for vivid colours, 0 for grey: sqrt(C^7 / (C^7 + 25^7)).
double Vividness(double chroma) {
  constexpr double kTwentyFive7 = 6103515625.0;
  const double power = std::pow(chroma, 7);
  return std::sqrt(power / (power + kTwentyFive7));
}

/// The shorter way from one hue to another, -180 to 180 degrees.
double Turn(double from_deg, double to_deg) {
  const double turn = to_deg - from_deg;
  if (turn > 180.0) return turn - 360.0;
  return turn < -180.0 ? turn + 360.0 : turn;
}

/// Halfway on the shorter arc; the sum where one of the two is grey and has no hue.
double MeanHue(const Lab& one, const Lab& other) {
  const double first = HueDeg(one);
  const double second = HueDeg(other);
  const double sum = first + second;
  if (Chroma(one) * Chroma(other) == 0) return sum;
  if (std::abs(first - second) <= 180.0) return sum / 2;
  return (sum < 360.0 ? sum + 360.0 : sum - 360.0) / 2;
}

/// How far a turn in blue changes chroma, and the weights of the three differences.
struct Weights {
  double lightness = 1;
  double chroma = 1;
  double hue = 1;
  double rotation = 0;
};

Weights WeightsAt(double lightness, double chroma, double hue_deg) {
  const double t = 1.0 - 0.17 * Cos(hue_deg - 30.0) + 0.24 * Cos(2.0 * hue_deg) +
                   0.32 * Cos(3.0 * hue_deg + 6.0) - 0.20 * Cos(4.0 * hue_deg - 63.0);
  const double off_middle = (lightness - 50.0) * (lightness - 50.0);
  const double blue = (hue_deg - 275.0) / 25.0;
  return {1.0 + 0.015 * off_middle / std::sqrt(20.0 + off_middle), 1.0 + 0.045 * chroma,
          1.0 + 0.015 * chroma * t, -Sin(60.0 * std::exp(-blue * blue)) * 2.0 * Vividness(chroma)};
}

}  // namespace

Lab ToLab(const std::array<double, 3>& rgb) {
  const double r = Linear(rgb[0]);
  const double g = Linear(rgb[1]);
  const double b = Linear(rgb[2]);
  const double x = Response((0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.95047);
  const double y = Response(0.212671 * r + 0.715160 * g + 0.072169 * b);
  const double z = Response((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.08883);
  return {116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)};
}

double Chroma(const Lab& colour) { return std::sqrt(colour.a * colour.a + colour.b * colour.b); }

double HueDeg(const Lab& colour) {
  const double angle = std::atan2(colour.b, colour.a) * kDegrees;
  const double turned = angle < 0 ? angle + 360.0 : angle;
  return turned < 360.0 ? turned : 0.0;
}

std::optional<double> ItaDeg(const Lab& colour) {
  if (!(colour.b > 0)) return std::nullopt;
  return std::atan((colour.l - 50.0) / colour.b) * kDegrees;
}

double Ciede2000(const Lab& one, const Lab& other) {
  const double grey = 0.5 * (1.0 - Vividness((Chroma(one) + Chroma(other)) / 2));
  const Lab first{one.l, (1.0 + grey) * one.a, one.b};
  const Lab second{other.l, (1.0 + grey) * other.a, other.b};
  const double chroma1 = Chroma(first);
  const double chroma2 = Chroma(second);
  const double turn = chroma1 * chroma2 == 0 ? 0 : Turn(HueDeg(first), HueDeg(second));
  const Weights weights =
      WeightsAt((one.l + other.l) / 2, (chroma1 + chroma2) / 2, MeanHue(first, second));
  const double lightness = (other.l - one.l) / weights.lightness;
  const double chroma = (chroma2 - chroma1) / weights.chroma;
  const double hue = 2.0 * std::sqrt(chroma1 * chroma2) * Sin(turn / 2) / weights.hue;
  return std::sqrt(lightness * lightness + chroma * chroma + hue * hue +
                   weights.rotation * chroma * hue);
}

}  // namespace assay::quality
