// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <chrono>
#include <string>

#include "assay/pipeline/network_plan_internal.h"

namespace assay::pipeline::internal {

Status NetworkReader::ReadNetwork(const YAML::Node& node, Network& network) const {
  constexpr std::array<std::string_view, 9> kKeys = {"contact", "agent",           "delay_ms",
                                                     "allow",   "resolve",         "ca",
                                                     "timeout", "connect_timeout", "max_body"};
  ASSAY_TRY(OnlyKeys(node, kKeys));
  ASSAY_LET(network.contact, Text(node, "contact", ""));
  ASSAY_LET(network.token, Text(node, "agent", network.token));
  ASSAY_LET(const std::int64_t delay_ms, Count(node, "delay_ms", network.delay.count()));
  network.delay = std::chrono::milliseconds(delay_ms);
  ASSAY_LET(network.networks, Texts(node, "allow"));
  ASSAY_LET(network.resolve, Texts(node, "resolve"));
  ASSAY_LET(const std::string ca, Text(node, "ca", ""));
  if (!ca.empty()) network.ca_file = Resolve(ca).string();
  return ReadNetworkLimits(node, network);
}

Status NetworkReader::ReadNetworkLimits(const YAML::Node& node, Network& network) const {
  using std::chrono::seconds;
  const auto in_s = [](auto time) { return std::chrono::ceil<seconds>(time).count(); };
  acquire::FetchLimits& limits = network.limits;
  ASSAY_LET(const std::int64_t total_s,
            CountWithin(node, "timeout", in_s(limits.total), 1, kLongestWait_s));
  ASSAY_LET(const std::int64_t connect_s,
            CountWithin(node, "connect_timeout", in_s(limits.connect), 1, kLongestWait_s));
  limits.total = seconds(total_s);
  limits.connect = seconds(connect_s);
  if (!node["max_body"].IsDefined()) return Done{};
  ASSAY_LET(const std::int64_t body_bytes,
            CountWithin(node, "max_body", 0, kLeastBody_bytes, kMostBody_bytes));
  network.SetBody(body_bytes);
  return Done{};
}

}  // namespace assay::pipeline::internal
