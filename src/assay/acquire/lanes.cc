// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>
#include <utility>

#include "assay/acquire/lanes_internal.h"
#include "assay/core/bytes.h"

namespace assay::acquire::internal {
namespace {

std::string LaneOf(std::string_view url) {
  const std::size_t mark = url.find("://");
  const std::size_t host = mark == std::string_view::npos ? 0 : mark + 3;
  return ToLowerAscii(url.substr(0, url.find_first_of("/?#", host)));
}

}  // namespace

Lanes::Lanes(std::size_t most, std::size_t most_per_host)
    : most_(std::max<std::size_t>(most, 1)),
      most_per_host_(std::max<std::size_t>(most_per_host, 1)) {}

void Lanes::MakeReady(Lane& lane) {
  if (lane.is_ready || lane.waiting.empty() || lane.under_way >= most_per_host_) return;
  lane.is_ready = true;
  ready_.push_back(&lane);
}

void Lanes::Add(Request request) {
  Lane& lane = lanes_[LaneOf(request.url())];
  lane.waiting.push_back(std::move(request));
  ++waiting_;
  MakeReady(lane);
}

std::optional<Request> Lanes::Next() {
  if (!has_next()) return std::nullopt;
  Lane& lane = *ready_.front();
  ready_.pop_front();
  lane.is_ready = false;
  Request request = std::move(lane.waiting.front());
  lane.waiting.pop_front();
  --waiting_;
  ++under_way_;
  ++lane.under_way;
  MakeReady(lane);
  return request;
}

void Lanes::Done(const std::string& url) {
  const auto found = lanes_.find(LaneOf(url));
  ASSAY_CHECK(found != lanes_.end() && found->second.under_way > 0);
  Lane& lane = found->second;
  --under_way_;
  --lane.under_way;
  MakeReady(lane);
  if (lane.waiting.empty() && lane.under_way == 0) lanes_.erase(found);
}

}  // namespace assay::acquire::internal
