// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/address_guard.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <string>

namespace assay::acquire {
namespace {

bool Permits(const AddressRules& rules, const std::string& text) {
  sockaddr_storage storage{};
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  v4.sin_family = AF_INET;
  v6.sin6_family = AF_INET6;
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1)
    std::memcpy(&storage, &v4, sizeof v4);
  else if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1)
    std::memcpy(&storage, &v6, sizeof v6);
  return rules.Permits(reinterpret_cast<const sockaddr&>(storage));
}

TEST(AddressRules, PublicAddressesArePermitted) {
  for (const char* text :
       {"1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "223.255.255.1", "2606:4700::1111",
        "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"})
    EXPECT_TRUE(Permits({}, text)) << text;
}

TEST(AddressRules, NothingOfOurOwnNetworkIsReached) {
  for (const char* text :
       {"127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.192", "198.18.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "203.0.113.7"})
    EXPECT_FALSE(Permits({}, text)) << text;
  for (const char* text : {"::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1",
                           "2001:db8::1", "2002:7f00:1::", "2001::1", "::ffff:127.0.0.1",
                           "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1"})
    EXPECT_FALSE(Permits({}, text)) << text;
}

TEST(AddressRules, WhatAPlanAllowsIsPermittedAndNothingBesideIt) {
  const auto rules = AddressRules::Make({"127.0.0.0/30", "fd00::/8", "10.0.0.9"}).value();
  for (const char* text : {"127.0.0.1", "127.0.0.3", "fd00::1", "10.0.0.9", "::ffff:127.0.0.1"})
    EXPECT_TRUE(Permits(rules, text)) << text;
  for (const char* text : {"127.0.0.4", "10.0.0.8", "fc00::1", "192.168.0.1"})
    EXPECT_FALSE(Permits(rules, text)) << text;
}

TEST(AddressRules, WhatIsNoNetworkIsRefused) {
  for (const char* text :
       {"", "10.0.0.0/33", "10.0.0/8", "localhost", "::1/129", "1.2.3.4/-1", "1.2.3.4/8x", "/8"})
    EXPECT_FALSE(AddressRules::Make({text}).ok()) << text;
}

TEST(AddressRules, WhatIsNoInternetAddressIsRefused) {
  sockaddr address{};
  address.sa_family = AF_UNIX;
  EXPECT_FALSE(AddressRules().Permits(address));
}

}  // namespace
}  // namespace assay::acquire
