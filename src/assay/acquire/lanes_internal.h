// SPDX-License-Identifier: Apache-2.0
//
// What waits to be asked, a queue for each host, and which of it is next: hosts take turns, and
// none has more under way than its share. libcurl keeps such a queue too, and walks through all of
// it at every step.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "assay/acquire/request_internal.h"

namespace assay::acquire::internal {

class Lanes {
 public:
  /// How many may be under way, altogether and for one host; 0 counts as 1.
  Lanes(std::size_t most, std::size_t most_per_host);

  void Add(Request request);

  [[nodiscard]] bool has_next() const { return !ready_.empty() && under_way_ < most_; }
  /// The next one that may go out, or none for now. It is under way until Done.
  std::optional<Request> Next();
  void Done(const std::string& url);

  [[nodiscard]] std::size_t waiting() const { return waiting_; }
  [[nodiscard]] std::size_t under_way() const { return under_way_; }

 private:
  struct Lane {
    std::deque<Request> waiting;
    std::size_t under_way = 0;
    bool is_ready = false;  ///< stands in ready_
  };
  void MakeReady(Lane& lane);

  std::size_t most_;
  std::size_t most_per_host_;
  std::size_t waiting_ = 0;
  std::size_t under_way_ = 0;
  std::unordered_map<std::string, Lane> lanes_;  ///< by scheme, host and port
  std::deque<Lane*> ready_;                      ///< have something waiting, and room
};

}  // namespace assay::acquire::internal
