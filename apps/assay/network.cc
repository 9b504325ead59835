// SPDX-License-Identifier: Apache-2.0
#include "network.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <string>

#include "assay/pipeline/plan.h"

#include "assay/rights/signal_tables.h"

namespace assay::cli {
namespace {

using pipeline::Network;

std::chrono::milliseconds Milliseconds(double seconds) {
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

/// An option whose value `put` writes, when it is given.
template <typename Value>
CLI::Option* Add(CLI::App& command, NetworkFlags& flags, const char* name, const char* help,
                 void (*put)(Network&, const Value&)) {
  return command.add_option_function<Value>(
      name,
      [&flags, put](const Value& value) {
        flags.emplace_back([put, value](Network& network) { put(network, value); });
      },
      help);
}

void Append(const std::vector<std::string>& more, std::vector<std::string>& list) {
  list.insert(list.end(), more.begin(), more.end());
}

void AddLimits(CLI::App& command, NetworkFlags& flags) {
  constexpr double kLeast_s = 0.1;
  const CLI::Range times(kLeast_s, static_cast<double>(pipeline::kLongestWait_s));
  Add<double>(command, flags, "--timeout", "seconds until an answer has to be whole (120)",
              [](Network& network, const double& s) { network.limits.total = Milliseconds(s); })
      ->type_name("S")
      ->check(times);
  Add<double>(command, flags, "--connect-timeout", "seconds until a host has to be reached (10)",
              [](Network& network, const double& s) { network.limits.connect = Milliseconds(s); })
      ->type_name("S")
      ->check(times);
  Add<std::string>(
      command, flags, "--max-body", "the most of an answer that is taken, also unpacked (64MiB)",
      [](Network& network, const std::string& size) {
        network.SetBody(pipeline::ParseAmount(size).value_or(pipeline::kMostBody_bytes));
      })
      ->type_name("SIZE")
      ->check(Amount(pipeline::kLeastBody_bytes, pipeline::kMostBody_bytes));
}

}  // namespace

Network Over(Network network, const NetworkFlags& flags) {
  for (const auto& put : flags) put(network);
  return network;
}

void TakeBrackets(CLI::Option& option) { option.allow_extra_args(false); }

CLI::Validator Amount(std::int64_t least, std::int64_t most) {
  return CLI::Validator(
      [least, most](const std::string& text) {
        const auto amount = pipeline::ParseAmount(text);
        if (amount && *amount >= least && *amount <= most) return std::string();
        return fmt::format("'{}' is no size from {} to {}, such as 64MiB", text, least, most);
      },
      "");
}

void AddNetwork(CLI::App& command, NetworkFlags& flags) {
  using Texts = std::vector<std::string>;
  Add<std::string>(command, flags, "--contact",
                   "https://... or mailto:...: who asks; sent with every request",
                   [](Network& network, const std::string& text) { network.contact = text; })
      ->type_name("URL");
  Add<std::string>(command, flags, "--agent", "product token, for hosts' rules (AssayBot)",
                   [](Network& network, const std::string& text) { network.token = text; })
      ->type_name("TOKEN");
  Add<double>(command, flags, "--delay",
              "seconds between two requests to a host (1); hosts may ask for more",
              [](Network& network, const double& s) { network.delay = Milliseconds(s); })
      ->type_name("S")
      ->check(CLI::Range(0.0, static_cast<double>(pipeline::kLongestWait_s)));
  AddLimits(command, flags);
  Add<Texts>(command, flags, "--allow-network",
             "a network that may be asked although it is not public",
             [](Network& network, const Texts& list) { Append(list, network.networks); })
      ->type_name("CIDR")
      ->take_all();
  Add<Texts>(command, flags, "--resolve", "HOST:PORT:ADDRESS, in place of DNS",
             [](Network& network, const Texts& list) { Append(list, network.resolve); })
      ->type_name("H:P:A")
      ->take_all();
  Add<std::string>(command, flags, "--ca", "authorities to trust, in place of the system's",
                   [](Network& network, const std::string& file) { network.ca_file = file; })
      ->type_name("FILE");
}

Status UseTablesOf(const policy::Pack& pack) {
  const auto lists = pack.files().find("licences.json");
  if (lists == pack.files().end()) return Done{};
  const Status used = rights::UseSignalTables(lists->second);
  return used.ok() ? used : Status(Error(used.error()).In("licences.json"));
}

}  // namespace assay::cli
