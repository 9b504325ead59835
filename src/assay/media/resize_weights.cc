// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

#include "assay/media/resize_weights_internal.h"

namespace assay::media::internal {
namespace {

/// 1 / (2k (2k + 1)) for k = 9 to 1: what one term of the series of a sine has over the one before.
constexpr std::array kInverses = {1.0 / (18 * 19), 1.0 / (16 * 17), 1.0 / (14 * 15),
                                  1.0 / (12 * 13), 1.0 / (10 * 11), 1.0 / (8 * 9),
                                  1.0 / (6 * 7),   1.0 / (4 * 5),   1.0 / (2 * 3)};

/// sin(pi x) of |x| <= 1 by its series. Not std::sin, whose last bit depends on the processor.
double SinPi(double x) {
  if (x > 0.5) x = 1.0 - x;  // [-1/2, 1/2], where 10 terms reach 1e-16
  if (x < -0.5) x = -1.0 - x;
  const double angle = std::numbers::pi * x;
  const double square = angle * angle;
  double sum = 1.0;
  for (const double inverse : kInverses) sum = 1.0 - square * inverse * sum;
  return angle * sum;
}

/// sinc(x) sinc(x / 3), where sin(3 a) = 3 sin a - 4 (sin a)^3 saves one series.
double Lanczos3(double x) {
  if (x == 0.0) return 1.0;
  if (std::abs(x) >= 3.0) return 0.0;
  const double sine = SinPi(x / 3.0);
  const double angle = std::numbers::pi * x;
  return 3.0 * sine * sine * (3.0 - 4.0 * sine * sine) / (angle * angle);
}

/// Keys' equation 15.
double Bicubic(double x) {
  x = std::abs(x);
  if (x < 1.0) return (1.5 * x - 2.5) * x * x + 1.0;
  return x < 2.0 ? ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0 : 0.0;
}

/// Weights rounded to 14 bits; what rounding loses goes to the largest, so that they add up.
void Quantise(std::span<const double> exact, std::span<std::int16_t> weights) {
  double sum = 0;
  for (const double weight : exact) sum += weight;
  std::int32_t left = 1 << kWeightBits;
  std::size_t largest = 0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    weights[i] = static_cast<std::int16_t>(std::floor(exact[i] / sum * (1 << kWeightBits) + 0.5));
    left -= weights[i];
    if (weights[i] > weights[largest]) largest = i;
  }
  weights[largest] = static_cast<std::int16_t>(weights[largest] + left);
}

/// One output: the interval [low, high) of the input that it covers -> weights of whole samples.
struct Window {
  std::int32_t first = 0;
  std::vector<double> weights;
};

Window AreaWindow(std::int32_t in, double low, double high) {
  Window window;
  window.first = std::clamp(static_cast<std::int32_t>(std::floor(low)), 0, in - 1);
  const auto end = std::clamp(static_cast<std::int32_t>(std::ceil(high)), window.first + 1, in);
  for (std::int32_t i = window.first; i < end; ++i)
    window.weights.push_back(
        std::max(0.0, std::min(high, i + 1.0) - std::max(low, double{1.0} * i)));
  return window;
}

template <typename Kernel>
Window KernelWindow(std::int32_t in, double low, double high, double radius, Kernel kernel) {
  const double stretch = std::max(1.0, high - low);
  const double centre = (low + high) / 2.0;
  const double reach = radius * stretch;
  Window window;
  window.first = std::clamp(static_cast<std::int32_t>(std::floor(centre - reach + 0.5)), 0, in - 1);
  const auto end =
      std::clamp(static_cast<std::int32_t>(std::floor(centre + reach + 0.5)), window.first + 1, in);
  for (std::int32_t i = window.first; i < end; ++i)
    window.weights.push_back(kernel((i + 0.5 - centre) / stretch));
  return window;
}

Window MakeWindow(std::int32_t in, double low, double high, Filter filter) {
  switch (filter) {
    case Filter::kBicubic:
      return KernelWindow(in, low, high, 2.0, Bicubic);
    case Filter::kLanczos3:
      return KernelWindow(in, low, high, 3.0, Lanczos3);
    case Filter::kArea:
      break;
  }
  return AreaWindow(in, low, high);
}

}  // namespace

AxisWeights MakeWeights(std::int32_t in, double low, double high, std::int32_t out, Filter filter) {
  const double scale = (high - low) / out;
  std::vector<Window> windows;
  AxisWeights axis;
  for (std::int32_t i = 0; i < out; ++i) {
    windows.push_back(MakeWindow(in, low + i * scale, low + (i + 1) * scale, filter));
    axis.taps = std::max(axis.taps, windows.back().weights.size());
  }
  axis.weights.resize(axis.taps * windows.size());
  for (std::size_t i = 0; i < windows.size(); ++i) {
    // Moved left at the end of the axis, so that all taps lie inside the input.
    const auto most = in - static_cast<std::int32_t>(axis.taps);
    const std::int32_t first = std::min(windows[i].first, most);
    const auto shift = static_cast<std::size_t>(windows[i].first - first);
    Quantise(windows[i].weights,
             std::span(axis.weights).subspan(i * axis.taps + shift, windows[i].weights.size()));
    axis.first.push_back(first);
  }
  return axis;
}

}  // namespace assay::media::internal
