// SPDX-License-Identifier: Apache-2.0
#include "network.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "assay/rights/signal_tables.h"

namespace assay::cli {
namespace {

/// `total_s` bounds an exchange; what is only part of one is bounded by no more than that.
acquire::FetchLimits LimitsOf(double total_s) {
  acquire::FetchLimits limits;
  limits.total = std::chrono::milliseconds(std::llround(total_s * 1000));
  limits.connect = std::min(limits.connect, limits.total);
  limits.stall = std::min(limits.stall, std::chrono::ceil<std::chrono::seconds>(limits.total));
  return limits;
}

}  // namespace

void AddNetwork(CLI::App& command, pipeline::Network& network) {
  command
      .add_option("--contact", network.contact,
                  "https://... or mailto:...: who asks; sent with every request")
      ->type_name("URL");
  command.add_option("--agent", network.token, "product token, for hosts' rules")
      ->type_name("TOKEN")
      ->capture_default_str();
  command
      .add_option_function<double>(
          "--delay",
          [&network](double seconds) {
            network.delay = std::chrono::milliseconds(std::llround(seconds * 1000));
          },
          "seconds between two requests to a host (1); hosts may ask for more")
      ->type_name("S")
      ->check(CLI::Range(0.0, 86'400.0));
  command
      .add_option_function<double>(
          "--timeout", [&network](double seconds) { network.limits = LimitsOf(seconds); },
          "seconds until an answer has to be whole (120)")
      ->type_name("S")
      ->check(CLI::Range(0.1, 86'400.0));
  command
      .add_option("--allow-network", network.networks,
                  "a network that may be asked although it is not public")
      ->type_name("CIDR")
      ->take_all();
  command.add_option("--resolve", network.resolve, "HOST:PORT:ADDRESS, in place of DNS")
      ->type_name("H:P:A")
      ->take_all();
  command.add_option("--ca", network.ca_file, "authorities to trust, in place of the system's")
      ->type_name("FILE");
}

Status UseTablesOf(const policy::Pack& pack) {
  const auto lists = pack.files().find("licences.json");
  if (lists == pack.files().end()) return Done{};
  const Status used = rights::UseSignalTables(lists->second);
  return used.ok() ? used : Status(Error(used.error()).In("licences.json"));
}

}  // namespace assay::cli
