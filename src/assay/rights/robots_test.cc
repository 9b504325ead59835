// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/robots.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/file.h"
#include "assay/core/json.h"
#include "assay/rights/path_pattern.h"

namespace assay::rights {
namespace {

constexpr std::string_view kToken = "AssayBot";

bool Allows(std::string_view robots, std::string_view path, std::string_view token = kToken) {
  return Robots::Parse(robots).Match(token, path).access != Access::kDeny;
}

struct Row {
  const char* name;
  std::string robots;
  const char* path;
  bool allowed;
};

// Rights-signal conformance table, section "robots"; R14 stands in probe_test.cc.
TEST(RobotsConformance, R1ToR17) {
  const std::string star = "User-agent: *\n";
  const std::string filler(505'000, '#');
  const std::vector<Row> rows = {
      {"R1", star + "Disallow: /a\nAllow: /a/b\n", "/a/b/c", true},
      {"R2", star + "Disallow: /p\nAllow: /p\n", "/p", true},
      {"R3",
       "User-agent: assaybot\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: "
       "AssayBot\nDisallow: /b\n",
       "/b", false},
      {"R3",
       "User-agent: assaybot\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: "
       "AssayBot\nDisallow: /b\n",
       "/a", false},
      {"R3",
       "User-agent: assaybot\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: "
       "AssayBot\nDisallow: /b\n",
       "/c", true},
      {"R4", star + "Disallow: /\nUser-agent: AssayBot\nAllow: /x\n", "/y", true},
      {"R5", star + "Disallow: /*.jpg$\n", "/a.jpg?x=1", true},
      {"R6", star + "Disallow: /*.jpg$\n", "/d/a.jpg", false},
      {"R7", "\xEF\xBB\xBF" + star + "Disallow: /\n", "/x", false},
      {"R8", star + "Disallow: /a#b\n", "/a", false},
      {"R9", star + "Disallow: /Fish\n", "/fish", true},
      {"R10", star + "Sitemap: u\nDisallow: /x\n", "/x", false},
      {"R11", star + "Allow: /page\nDisallow: /*.htm\n", "/page.htm", false},
      {"R12", "User-agent: Assay\nDisallow: /\n", "/x", true},
      {"R13", star + "Disallow: /foo/\xE3\x83\x84\n", "/foo/%E3%83%84", false},
      {"R15", star + "Disallow: /foo/bar/baz\n", "/foo/bar/%62%61%7A", false},
      {"R16", star + "Disallow: /\n", "/robots.txt", true},
      {"R17", filler + "\n" + star + "Disallow: /late\n", "/late", false},
  };
  for (const Row& row : rows) EXPECT_EQ(Allows(row.robots, row.path), row.allowed) << row.name;
}

TEST(Robots, NamesTheLineThatDecided) {
  const Robots robots = Robots::Parse("# ours\r\nUser-Agent: *\r\n\r\nDisallow: /a/*/b$ # why\r\n");
  const Verdict verdict = robots.Match(kToken, "/a/x/b");
  EXPECT_EQ(verdict.access, Access::kDeny);
  EXPECT_EQ(verdict.line, 4U);
  EXPECT_EQ(verdict.pattern, "/a/*/b$");
  EXPECT_EQ(verdict.group, "*");
  EXPECT_EQ(robots.Match(kToken, "/a/x/bc").access, Access::kNone);
}

TEST(Robots, SilenceIsNoPermission) {
  EXPECT_EQ(Robots::Parse("").Match(kToken, "/x").access, Access::kNone);
  EXPECT_EQ(Robots::Parse("User-agent: *\nDisallow:\n").Match(kToken, "/x").access, Access::kNone);
  EXPECT_EQ(Robots::Parse("User-agent: *\nAllow: /\n").Match(kToken, "/x").access, Access::kAllow);
}

TEST(Robots, ReadsMisspellingsAsMeantAndSaysSo) {
  for (const char* line : {"Disalow: /x", "dissallow: /x", "DISSALOW /x", "diasllow: /x",
                           "disallaw:/x", "Disallow /x", "disallowed: /x"}) {
    const Robots robots = Robots::Parse("useragent: *\n" + std::string(line) + "\n");
    EXPECT_EQ(robots.Match(kToken, "/x").access, Access::kDeny) << line;
    EXPECT_TRUE(robots.flags().typo) << line;
  }
  EXPECT_TRUE(Allows("User-agent: *\nDisallow /x /y\n", "/x"));
  EXPECT_FALSE(Robots::Parse("User-agent: *\nDisallow: /x\nSitemap: u").flags().typo);
}

TEST(Robots, LinesEndAsAnySystemEndsThem) {
  for (const std::string end : {"\n", "\r", "\r\n"}) {
    const Robots robots = Robots::Parse("User-agent: *" + end + end + "Disallow: /x" + end);
    EXPECT_EQ(robots.Match(kToken, "/x").line, 3U);
  }
}

TEST(Robots, TheLineThatTheLimitCutsIsLost) {
  std::string text = "User-agent: *\nDisallow: /early\n";
  text.resize(kRobots_bytes - 20, '\n');
  text += "Allow: /early/but-cut-here-and-longer\n";
  const Robots robots = Robots::Parse(text);
  EXPECT_TRUE(robots.flags().cut);
  EXPECT_EQ(robots.rule_count(), 1U);
  EXPECT_EQ(robots.Match(kToken, "/early/but").access, Access::kDeny);
  EXPECT_FALSE(Robots::Parse(text.substr(0, kRobots_bytes)).flags().cut);
}

TEST(Robots, LongLinesDenyButNeverAllow) {
  const std::string path = "/" + std::string(20'000, 'a');
  EXPECT_FALSE(Allows("User-agent: *\nDisallow: " + path + "b\n", path));
  const Robots robots = Robots::Parse("User-agent: *\nDisallow: /\nAllow: " + path + "\n");
  EXPECT_EQ(robots.Match(kToken, path).access, Access::kDeny);
  EXPECT_TRUE(robots.flags().cut_line);
  EXPECT_FALSE(Allows(std::string("User-agent: *\nDisallow: /\nAllow: /\0x\n", 37), "/a"));
}

TEST(Robots, APageIsNoRobotsFile) {
  for (const char* page : {"<!DOCTYPE html>\nUser-agent: *\nDisallow: /\n",
                           " \n<html>User-agent: *\nDisallow: /\n", "<?xml version='1.0'?>"}) {
    const Robots robots = Robots::Parse(page);
    EXPECT_TRUE(robots.flags().html) << page;
    EXPECT_EQ(robots.rule_count(), 0U) << page;
  }
}

TEST(Robots, Utf16GivesNoRuleAndAFlag) {
  std::string wide = "\xFF\xFE";
  for (const char c : std::string_view("User-agent: *\nDisallow: /\n")) wide += {c, '\0'};
  const Robots robots = Robots::Parse(wide);
  EXPECT_TRUE(robots.flags().binary);
  EXPECT_EQ(robots.rule_count(), 0U);
}

TEST(Robots, TheLongestCrawlDelayOfOurGroupsHolds) {
  const Robots robots = Robots::Parse(
      "User-agent: assaybot\nCrawl-delay: 0.5\nDisallow: /a\nUser-agent: *\nCrawl-delay: 30\n"
      "Disallow:\nUser-agent: ASSAYBOT\nCrawl-delay: 2.25\nAllow: /\n");
  EXPECT_EQ(robots.CrawlDelay(kToken), std::chrono::milliseconds(2250));
  EXPECT_EQ(robots.CrawlDelay("other"), std::chrono::seconds(30));
  EXPECT_FALSE(Robots::Parse("User-agent: *\nCrawl-delay: soon\n").CrawlDelay(kToken));
  EXPECT_EQ(Robots::Parse("User-agent: *\nCrawl-delay: 9999999999999999999\n").CrawlDelay(kToken),
            std::chrono::hours(24));
}

TEST(Robots, SitemapsStandAnywhere) {
  const Robots robots = Robots::Parse("Sitemap: https://a.example/1\nUser-agent: x\nsite-map: 2\n");
  EXPECT_EQ(robots.sitemaps(), (std::vector<std::string_view>{"https://a.example/1", "2"}));
}

TEST(Robots, LinesAboutUseBelongToTheAgentsBeforeThem) {
  const Robots robots = Robots::Parse(
      "License: https://e.example/all\nUser-agent: GPTBot\nContent-Signal: ai-train=yes\n"
      "User-agent: *\nContent-Signal: ai-train=no\nContent-Usage: /a train-ai=n\nDisallow: /x\n"
      "User-agent: *\nLicense: https://e.example/group\n");
  const auto signals = robots.Lines(kToken, LineKind::kContentSignal);
  ASSERT_EQ(signals.size(), 1U);
  EXPECT_EQ(signals[0].value, "ai-train=no");
  EXPECT_EQ(signals[0].line, 5U);
  EXPECT_EQ(robots.Lines(kToken, LineKind::kContentUsage).size(), 1U);
  EXPECT_EQ(robots.Lines(kToken, LineKind::kLicence).at(0).line, 9U);
  EXPECT_EQ(robots.GlobalLines(LineKind::kLicence).at(0).value, "https://e.example/all");
  // For access, an unknown line ends no group: GPTBot shares the rules of the next agent.
  EXPECT_EQ(robots.Match("GPTBot", "/x").access, Access::kDeny);
}

TEST(Robots, OurOwnEmptyGroupHidesTheOneForEverybody) {
  EXPECT_TRUE(Allows("User-agent: *\nDisallow: /\nUser-agent: AssayBot/2.0 (x)\n", "/x"));
  EXPECT_TRUE(Robots::Parse("User-agent: AssayBot/2.0\n").Names(kToken));
  EXPECT_TRUE(Robots::Parse("Disallow: /\n").flags().orphans);
}

TEST(Robots, PercentEncodingIsOneForm) {
  EXPECT_FALSE(Allows("User-agent: *\nDisallow: /%7euser\n", "/~user"));
  EXPECT_FALSE(Allows("User-agent: *\nDisallow: /a%2fb\n", "/a%2Fb"));
  EXPECT_TRUE(Allows("User-agent: *\nDisallow: /a%2fb\n", "/a/b"));
  EXPECT_FALSE(Allows("User-agent: *\nDisallow: /file%2A\n", "/file*"));
  EXPECT_TRUE(Allows("User-agent: *\nDisallow: /file%2A\n", "/filex"));
  EXPECT_FALSE(Allows("User-agent: *\nDisallow: /cash%24\n", "/cash$/more"));
  EXPECT_FALSE(Allows("User-agent: *\nDisallow: /a b\n", "/a%20b"));
  EXPECT_FALSE(Allows("User-agent: *\nDisallow: /?q\n", "?q"));
  EXPECT_TRUE(Allows("User-agent: *\nDisallow: /*q\n", "/x#q"));
}

/// A second opinion: backtracking over the raw characters, all rules tried.
bool NaiveMatch(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return true;
  if (pattern == "$") return path.empty();
  if (pattern[0] == '*')
    return NaiveMatch(pattern.substr(1), path) ||
           (!path.empty() && NaiveMatch(pattern, path.substr(1)));
  return !path.empty() && path[0] == pattern[0] && NaiveMatch(pattern.substr(1), path.substr(1));
}

struct Random {
  std::uint64_t state;
  std::uint64_t Below(std::uint64_t bound) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33U) % bound;
  }
  std::string Text(std::string_view alphabet, std::uint64_t most) {
    std::string text = "/";
    for (auto left = Below(most); left > 0; --left) text += alphabet[Below(alphabet.size())];
    return text;
  }
};

TEST(Robots, AgreesWithTryingEveryRule) {
  Random random{7};
  for (int file = 0; file < 2000; ++file) {
    std::string text = "User-agent: *\n";
    std::vector<std::pair<std::string, bool>> rules;
    for (auto left = random.Below(12); left > 0; --left) {
      const bool allow = random.Below(2) == 1;
      std::string pattern = random.Text("ab/*", 7) + (random.Below(4) == 0 ? "$" : "");
      text += (allow ? "Allow: " : "Disallow: ") + pattern + "\n";
      rules.emplace_back(pattern, allow);
    }
    const Robots robots = Robots::Parse(text);
    for (int i = 0; i < 20; ++i) {
      const std::string path = random.Text("ab/", 9);
      std::size_t longest = 0;
      Access want = Access::kNone;
      for (const auto& [pattern, allow] : rules) {
        if (pattern.size() < longest || !NaiveMatch(pattern, path)) continue;
        const bool tie = pattern.size() == longest;
        want = allow || (tie && want == Access::kAllow) ? Access::kAllow : Access::kDeny;
        longest = pattern.size();
      }
      ASSERT_EQ(robots.Match(kToken, path).access, want) << text << path;
    }
  }
}

/// Files of the shared truth; skips where they are not there.
class RobotsTruth : public testing::Test {
 protected:
  void SetUp() override {
    if (std::getenv("ASSAY_SHARED_DATA") == nullptr) GTEST_SKIP() << "ASSAY_SHARED_DATA is not set";
  }
  static Json Cases(const std::string& name) {
    const std::filesystem::path root = std::getenv("ASSAY_SHARED_DATA");
    return ParseJson(ReadFile(root / "rights/robots" / name, 1U << 20U).value())
        .value()
        .at("cases");
  }
};

/// Path and query of an absolute address; "" of one that has none.
std::string PathOf(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t path = url.find_first_of("/?#", scheme == std::string::npos ? 0 : scheme + 3);
  return path == std::string::npos ? "" : url.substr(path);
}

struct Difference {
  const char* id;
  const char* why;
};
constexpr const char* kRfcForm =
    "RFC 9309, 2.2.2, compares percent-encoded octets; google/robotstxt leaves the address as it "
    "is";
constexpr const char* kIndexHtml =
    "google/robotstxt reads an Allow of index.html as one of its folder; the RFC does not";
constexpr std::array kDifferences = {
    Difference{"ID_Encoding/63", kRfcForm},
    Difference{"ID_Encoding/65", kRfcForm},
    Difference{"ID_Encoding/66", kRfcForm},
    Difference{"GoogleOnly_IndexHTMLisDirectory/78", kIndexHtml},
};

TEST_F(RobotsTruth, AgreesWithGooglesMatcherButForNamedDifferences) {
  int agree = 0;
  for (const Json& item : Cases("google_matcher.json")) {
    const std::string id = StringOr(item, "id");
    const bool allowed =
        Allows(StringOr(item, "robots"), PathOf(StringOr(item, "url")), StringOr(item, "agent"));
    const bool same = allowed == item.at("allowed").get<bool>();
    const auto* known = std::ranges::find(kDifferences, id, &Difference::id);
    EXPECT_EQ(same, known == kDifferences.end()) << item << (same ? "" : " disagrees");
    agree += same ? 1 : 0;
  }
  std::printf("google_matcher: %d agree, %zu differ for a reason\n", agree, kDifferences.size());
}

/// Scheme and port: the shared cases differ in nothing else (and in spellings of one host).
std::string OriginOf(const std::string& url) {
  const std::size_t host = url.find("://") + 3;
  const std::string authority = url.substr(host, url.find('/', host) - host);
  const std::size_t colon = authority.find(':');
  const std::string scheme = url.substr(0, host);
  if (colon != std::string::npos) return scheme + authority.substr(colon + 1);
  return scheme + (scheme == "http://" ? "80" : "443");
}

// The library behind these cases answers "neither" for addresses of other origins; here the
// caller asks no file about them. One case was made by a program whose text is lost: a rule "/"
// followed by lines of a pattern that was once one line of a million wildcards.
TEST_F(RobotsTruth, AgreesWithAnotherParser) {
  int asked = 0;
  for (const Json& item : Cases("robots_parser.json")) {
    if (StringOr(item, "test") == "should handle large wildcards efficiently") continue;
    const Robots robots = Robots::Parse(StringOr(item, "robots"));
    const std::string origin = OriginOf(StringOr(item, "robots_url"));
    for (const bool allowed : {true, false}) {
      for (const Json& url : item.at(allowed ? "allowed" : "disallowed")) {
        if (OriginOf(url) != origin) continue;
        ++asked;
        const bool got = robots.Match("a", PathOf(url)).access != Access::kDeny;
        EXPECT_EQ(got, allowed) << StringOr(item, "test") << " " << url;
      }
    }
  }
  std::printf("robots_parser: %d answers agree\n", asked);
  EXPECT_GT(asked, 100);
}

TEST_F(RobotsTruth, AccessInFilesWithSignals) {
  for (const Json& item : Cases("ai_signals.json")) {
    EXPECT_EQ(
        Allows(StringOr(item, "robots"), PathOf(StringOr(item, "url")), StringOr(item, "agent")),
        StringOr(item, "fetch") == "allow")
        << item;
  }
}

}  // namespace
}  // namespace assay::rights
