// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/address_guard.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "assay/core/bytes.h"

namespace assay::acquire {
namespace {

constexpr std::size_t kIpv4_bytes = 4;
constexpr std::size_t kIpv6_bytes = 16;

/// Registered for something else than being reached by everybody: private, loopback, link-local,
/// shared, documentation, benchmarking, protocol assignments, multicast, reserved.
constexpr std::array<std::string_view, 17> kSpecial4 = {
    "0.0.0.0/8",      "10.0.0.0/8",     "100.64.0.0/10",   "127.0.0.0/8",     "169.254.0.0/16",
    "172.16.0.0/12",  "192.0.0.0/24",   "192.0.2.0/24",    "192.31.196.0/24", "192.52.193.0/24",
    "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",   "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/3"};
/// Of IPv6 only 2000::/3 is global unicast; these are its special parts. 2002::/16 and 2001::/23
/// carry IPv4 addresses inside, and so reach any of them.
constexpr std::array<std::string_view, 5> kSpecial6 = {"2001::/23", "2001:db8::/32", "2002::/16",
                                                       "2620:4f:8000::/48", "3fff::/20"};
constexpr std::string_view kGlobal6 = "2000::/3";
constexpr std::string_view kMapped4 = "::ffff:0:0/96";
constexpr std::string_view kTranslated4 = "64:ff9b::/96";  // NAT64, RFC 6052

struct Prefix {
  std::string bytes;
  int bits = 0;
};

std::string Packed(const std::string& text) {
  std::string bytes(kIpv6_bytes, '\0');
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return bytes.substr(0, kIpv4_bytes);
  return inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1 ? bytes : "";
}

/// Empty bytes for what is no network.
Prefix ParsePrefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  Prefix prefix{Packed(std::string(text.substr(0, slash))), 0};
  const int most = static_cast<int>(prefix.bytes.size() * 8);
  prefix.bits = most;
  if (slash == std::string_view::npos) return prefix;
  const std::string_view number = text.substr(slash + 1);
  const auto [end, problem] =
      std::from_chars(number.data(), number.data() + number.size(), prefix.bits);
  const bool is_whole = problem == std::errc() && end == number.data() + number.size();
  return is_whole && prefix.bits >= 0 && prefix.bits <= most ? prefix : Prefix{};
}

bool Contains(std::string_view network, int bits, std::string_view address) {
  if (network.size() != address.size()) return false;
  for (std::size_t i = 0; i < network.size(); ++i) {
    const int left = bits - static_cast<int>(i) * 8;
    if (left <= 0) return true;
    const int mask = left >= 8 ? 0xFF : (0xFF << (8 - left)) & 0xFF;
    if (((network[i] ^ address[i]) & mask) != 0) return false;
  }
  return true;
}

bool In(std::string_view network, std::string_view address) {
  const Prefix prefix = ParsePrefix(network);
  return Contains(prefix.bytes, prefix.bits, address);
}

std::string BytesOf(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return {reinterpret_cast<const char*>(&v4.sin_addr), kIpv4_bytes};
  }
  if (address.sa_family != AF_INET6) return "";
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof v6);
  std::string bytes(reinterpret_cast<const char*>(&v6.sin6_addr), kIpv6_bytes);
  return In(kMapped4, bytes) ? bytes.substr(kIpv6_bytes - kIpv4_bytes) : bytes;
}

bool IsPublic(std::string_view bytes) {
  const auto is_in = [bytes](std::string_view network) { return In(network, bytes); };
  if (bytes.size() == kIpv4_bytes) return std::ranges::none_of(kSpecial4, is_in);
  if (In(kTranslated4, bytes)) return IsPublic(bytes.substr(kIpv6_bytes - kIpv4_bytes));
  return In(kGlobal6, bytes) && std::ranges::none_of(kSpecial6, is_in);
}

}  // namespace

Result<AddressRules> AddressRules::Make(const std::vector<std::string>& allowed) {
  AddressRules rules;
  for (const std::string& text : allowed) {
    Prefix prefix = ParsePrefix(text);
    if (prefix.bytes.empty())
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("'{}' is no network such as 10.0.0.0/8", ToPrintable(text))};
    rules.allowed_.push_back({std::move(prefix.bytes), prefix.bits});
  }
  return rules;
}

bool AddressRules::Permits(const sockaddr& address) const {
  const std::string bytes = BytesOf(address);
  if (bytes.empty()) return false;
  const auto is_in = [&bytes](const Network& network) {
    return Contains(network.bytes, network.bits, bytes);
  };
  return IsPublic(bytes) || std::ranges::any_of(allowed_, is_in);
}

}  // namespace assay::acquire
