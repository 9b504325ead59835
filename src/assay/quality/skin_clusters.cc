// SPDX-License-Identifier: Apache-2.0
#include "assay/quality/skin_clusters_internal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include "assay/core/result.h"

namespace assay::quality::internal {
namespace {

constexpr std::size_t kClusters = 5;
constexpr std::size_t kLightest = 3;
constexpr int kMostMoves = 100;
constexpr double kCut_deg = 240.0;

/// Lightness, hue from -120 to 240 degrees, a*, b*.
using Sample = std::array<double, 4>;
constexpr std::size_t kHue = 1;

struct Cluster {
  std::size_t size = 0;
  Sample mode{};
};

std::vector<Sample> Ordered(const std::vector<Lab>& pixels) {
  std::vector<Sample> samples;
  samples.reserve(pixels.size());
  for (const Lab& pixel : pixels) {
    const double hue = HueDeg(pixel);
    samples.push_back({pixel.l, hue < kCut_deg ? hue : hue - 360.0, pixel.a, pixel.b});
  }
  std::ranges::sort(samples);
  return samples;
}

double SquaredDistance(const Sample& one, const Sample& other) {
  const double lightness = one[0] - other[0];
  const double hue = one[kHue] - other[kHue];
  return lightness * lightness + hue * hue;
}

std::uint8_t Nearest(const Sample& sample, const std::array<Sample, kClusters>& centres) {
  std::size_t best = 0;
  double least = SquaredDistance(sample, centres[0]);
  for (std::size_t i = 1; i < kClusters; ++i) {
    const double distance = SquaredDistance(sample, centres.at(i));
    if (distance >= least) continue;
    least = distance;
    best = i;
  }
  return static_cast<std::uint8_t>(best);
}

/// Centres of what was assigned to them; one without a pixel stays where it is.
void MoveCentres(const std::vector<Sample>& samples, const std::vector<std::uint8_t>& labels,
                 std::array<Sample, kClusters>& centres) {
  std::array<std::tuple<double, double, double>, kClusters> sums{};
  for (std::size_t i = 0; i < samples.size(); ++i) {
    auto& [lightness, hue, count] = sums.at(labels[i]);
    lightness += samples[i][0];
    hue += samples[i][kHue];
    count += 1;
  }
  for (std::size_t i = 0; i < kClusters; ++i) {
    const auto& [lightness, hue, count] = sums.at(i);
    if (count > 0) centres.at(i) = {lightness / count, hue / count, 0, 0};
  }
}

std::vector<std::uint8_t> Labels(const std::vector<Sample>& samples) {
  std::array<Sample, kClusters> centres{};
  for (std::size_t i = 0; i < kClusters; ++i)
    centres.at(i) = samples[(2 * i + 1) * samples.size() / (2 * kClusters)];
  std::vector<std::uint8_t> labels(samples.size(), kClusters);
  for (int move = 0; move < kMostMoves; ++move) {
    bool has_changed = false;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const std::uint8_t label = Nearest(samples[i], centres);
      has_changed = has_changed || label != labels[i];
      labels[i] = label;
    }
    if (!has_changed) break;
    MoveCentres(samples, labels, centres);
  }
  return labels;
}

double Mode(const std::vector<Sample>& samples, std::size_t channel) {
  double low = samples[0].at(channel);
  double high = low;
  for (const Sample& sample : samples) {
    low = std::min(low, sample.at(channel));
    high = std::max(high, sample.at(channel));
  }
  if (!(high > low)) return low;
  const double count = std::ceil(std::log2(static_cast<double>(samples.size())) + 1.0);
  std::vector<std::size_t> bins(static_cast<std::size_t>(count));
  for (const Sample& sample : samples) {
    const double position = (sample.at(channel) - low) / (high - low) * count;
    ++bins[std::min(static_cast<std::size_t>(position), bins.size() - 1)];
  }
  const auto fullest = std::ranges::max_element(bins) - bins.begin();
  return low + (static_cast<double>(fullest) + 0.5) * (high - low) / count;
}

std::vector<Cluster> Clusters(const std::vector<Sample>& samples) {
  const std::vector<std::uint8_t> labels = Labels(samples);
  std::vector<Cluster> clusters;
  for (std::size_t label = 0; label < kClusters; ++label) {
    std::vector<Sample> members;
    for (std::size_t i = 0; i < samples.size(); ++i)
      if (labels[i] == label) members.push_back(samples[i]);
    if (members.empty()) continue;
    Cluster& cluster = clusters.emplace_back();
    cluster.size = members.size();
    for (std::size_t channel = 0; channel < cluster.mode.size(); ++channel)
      cluster.mode.at(channel) = Mode(members, channel);
  }
  return clusters;
}

}  // namespace

Apparent ApparentColour(const std::vector<Lab>& pixels) {
  ASSAY_CHECK(!pixels.empty());
  std::vector<Cluster> clusters = Clusters(Ordered(pixels));
  std::ranges::sort(clusters, [](const Cluster& one, const Cluster& other) {
    return one.mode != other.mode ? one.mode > other.mode : one.size > other.size;
  });
  if (clusters.size() > kLightest) clusters.resize(kLightest);
  Sample sum{};
  double weight = 0;
  for (const Cluster& cluster : clusters) {
    const auto size = static_cast<double>(cluster.size);
    weight += size;
    for (std::size_t i = 0; i < sum.size(); ++i) sum.at(i) += size * cluster.mode.at(i);
  }
  const double hue = sum[kHue] / weight;
  return {{sum[0] / weight, sum[2] / weight, sum[3] / weight}, hue < 0 ? hue + 360.0 : hue};
}

}  // namespace assay::quality::internal
