// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/web_signals.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "assay/rights/resolve.h"
#include "assay/rights/rights.h"
#include "assay/rights/web_testing.h"

namespace assay::rights {
namespace {

using Facts = std::vector<Fact>;
using Lines = std::vector<std::string>;

WebContext Context(std::string path = "/a/b.jpg") {
  WebContext context;
  context.path = std::move(path);
  context.date = "2026-11-22";
  context.source = "url:https://e.example/";
  return context;
}

Facts Headers(const char* name, const Lines& values, const WebContext& context = Context()) {
  std::vector<HeaderLine> headers;
  for (const std::string& value : values) headers.push_back({name, value});
  return FromHeaders(headers, context);
}

Facts RobotsFacts(std::string_view text, std::string path = "/a/b.jpg") {
  return FromRobots(Robots::Parse(text), Context(std::move(path)));
}

Facts operator+(Facts a, const Facts& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

struct TagRow {
  const char* name;
  Lines lines;
  const char* want;
};

// Rights-signal conformance table, section "X-Robots-Tag". Here "otherbot" is no word to us.
TEST(RobotsTagConformance, X1ToX12) {
  const std::vector<TagRow> rows = {
      {"X1", {"noai"}, "-NGX"},
      {"X2", {"NoAI"}, "-NGX"},
      {"X3", {"otherbot: noai, noimageai"}, "?"},
      {"X4", {"ASSAYBOT: noai"}, "-NGX"},
      {"X5", {"max-image-preview:large, noai"}, "-NGX"},
      {"X6", {"noai, unavailable_after: 2099-06-25"}, "-NGX"},
      {"X7", {"unavailable_after: Saturday, 30-Aug-25 15:00:00 GMT, noai"}, "-SNGX"},
      {"X8", {"none"}, "-SX"},
      {"X9", {"otherbot: noindex", "noai"}, "-NGX"},
      {"X10", {"noindex, otherbot: nofollow, noai"}, "-SX"},
      {"X11", {"all, noai"}, "-NGX"},
      {"X12", {"assaybot: all", "noai"}, "-NGX"},
  };
  for (const TagRow& row : rows) {
    EXPECT_EQ(Letters(Headers("X-Robots-Tag", row.lines)), row.want) << row.name;
  }
}

TEST(RobotsTag, ReadsDatesInEveryFormOfTheWeb) {
  const auto read = [](const std::string& date) {
    return Letters(Headers("x-robots-tag", {"unavailable_after: " + date}));
  };
  for (const char* past :
       {"25 Jun 2020 15:00:00 PST", "Thu, 25 Jun 2020 15:00:00 GMT", "2020-06-25",
        "2020-06-25T15:00:00+02:00", "Thursday, 25-Jun-20 15:00:00 GMT", "2026-11-22"}) {
    EXPECT_EQ(read(past), "-SX") << past;
  }
  EXPECT_EQ(read("Wed, 25 Jun 2031 15:00:00 GMT"), "?");
  EXPECT_TRUE(HasMalformed(Headers("x-robots-tag", {"unavailable_after: soon"})));
}

TEST(RobotsTag, ImageWordsHoldForImages) {
  EXPECT_EQ(Letters(Headers("X-Robots-Tag", {"noimageai, noimageindex"})), "?");
  WebContext image = Context();
  image.is_image = true;
  EXPECT_EQ(Letters(Headers("X-Robots-Tag", {"noimageai"}, image)), "-NGX");
  EXPECT_EQ(Letters(Headers("X-Robots-Tag", {"noimageindex"}, image)), "-SX");
}

TEST(RobotsTag, SnippetsArchivesAndUnknownWords) {
  EXPECT_EQ(Letters(Headers("X-Robots-Tag", {"nosnippet"})), "-I");
  EXPECT_EQ(Letters(Headers("X-Robots-Tag", {"max-snippet: 0"})), "-I");
  EXPECT_EQ(Letters(Headers("X-Robots-Tag", {"max-snippet:20, max-new-thing:1, noarchive"})), "-R");
  const Facts odd = Headers("X-Robots-Tag", {"noaix, index"});
  EXPECT_EQ(Letters(odd), "?");
  EXPECT_EQ(odd.at(0).value.at("lints"), Json::array({"unknown directive"}));
  EXPECT_TRUE(HasMalformed(Headers("X-Robots-Tag", {"noai; noimageai"})));
  EXPECT_EQ(Letters(Headers("X-Robots-Tag", {"\"index\", noai"})), "-NGX");
}

TEST(MetaRobots, ForAllAndForUs) {
  const std::vector<MetaTag> metas = {
      {"otherbot", "noindex"}, {"ROBOTS", "NOAI"}, {"AssayBot", "noarchive"}, {"viewport", "x"}};
  const Facts facts = FromMeta(metas, Context());
  EXPECT_EQ(Letters(facts), "-RNGX");
  EXPECT_EQ(facts.at(0).value.at("scope"), "page");
  EXPECT_EQ(facts.at(1).evidence.carrier, "html:meta assaybot");
}

struct UsageRow {
  const char* name;
  const char* value;
  const char* want;
  bool malformed;
};

// Section "AIPREF".
TEST(AiprefConformance, U1ToU9) {
  const std::vector<UsageRow> rows = {
      {"U1", "train-ai=n", "-NG", false},
      {"U2", "train-ai=y, train-ai, search=n, search=\"n\"", "?", false},
      {"U3", "Train-AI=n", "?", true},
      {"U4", "train-ai=n,", "?", true},
      {"U5", "train-ai=n, train-ai=y", "+G", false},
      {"U6", "train-ai=n; search=n", "-NG", false},
  };
  for (const UsageRow& row : rows) {
    const Facts facts = Headers("Content-Usage", {row.value});
    EXPECT_EQ(Letters(facts), row.want) << row.name;
    EXPECT_EQ(HasMalformed(facts), row.malformed) << row.name;
  }
  EXPECT_EQ(Headers("Content-Usage", {"train-ai=n, train-ai=y"}).at(0).value.at("lints"),
            Json::array({"repeated key"}));
  const Facts robots = RobotsFacts("User-agent: *\nContent-Usage: train-ai=n\n");
  EXPECT_EQ(Letters(Headers("Content-Usage", {"train-ai=y"}) + robots), "-NG") << "U7";
  const char* two = "User-agent: *\nContent-Usage: train-ai=n\nContent-Usage: /ok/ train-ai=y\n";
  EXPECT_EQ(Letters(RobotsFacts(two, "/ok/t")), "+G") << "U8";
  EXPECT_EQ(Letters(RobotsFacts(two, "/t")), "-NG") << "U8";
  const Facts star = RobotsFacts("User-agent: *\nContent-Usage: *.jpg train-ai=n\n");
  EXPECT_EQ(Letters(star), "?") << "U9";
  EXPECT_TRUE(HasMalformed(star)) << "U9";
}

TEST(Aipref, LinesOfOneHeaderAreOneDictionary) {
  EXPECT_EQ(Letters(Headers("content-usage", {"train-ai=n", "", "train-ai=y, search=n"})), "-S+G");
}

TEST(Aipref, OlderLabelsDenyAndGrantNothing) {
  for (const char* wide : {"tdm=n", "all=n", "bots=n"}) {
    EXPECT_EQ(Letters(Headers("Content-Usage", {wide})), "-STNGIX") << wide;
  }
  EXPECT_EQ(Letters(Headers("Content-Usage", {"ai=n"})), "-NG");
  EXPECT_EQ(Letters(Headers("Content-Usage", {"genai=n, ai-use=n"})), "-GI");
  EXPECT_EQ(Letters(Headers("Content-Usage", {"all=y, ai=y, tdm=y, train-genai=y"})), "?");
}

TEST(Aipref, EqualPathsCombineAndBrokenLinesTakeGrants) {
  const std::string group = "User-agent: *\n";
  EXPECT_EQ(
      Letters(RobotsFacts(group + "Content-Usage: /a train-ai=y\nContent-Usage: /a train-ai=n\n")),
      "-NG");
  EXPECT_EQ(
      Letters(RobotsFacts(group + "Content-Usage: train-ai=y\nContent-Usage: /a train_ai n\n")),
      "?");
  EXPECT_EQ(
      Letters(RobotsFacts(group + "Content-Usage: train-ai=n\nContent-Usage: /a train_ai n\n")),
      "-NG");
  EXPECT_EQ(Letters(RobotsFacts(group + "Content-Usage: /z ?\nContent-Usage: train-ai=y\n")), "+G");
}

// Section "Content-Signal".
TEST(ContentSignalConformance, S1ToS5) {
  const auto robots = [](const std::string& value) {
    return RobotsFacts("User-agent: *\nContent-Signal: " + value + "\n");
  };
  EXPECT_EQ(Letters(robots("search=yes,ai-train=no")), "-NG+S") << "S1";
  EXPECT_EQ(Letters(RobotsFacts(
                "User-agent: AssayBot\nAllow: /x\nUser-agent: *\nContent-Signal: ai-train=no\n")),
            "?")
      << "S2";
  EXPECT_EQ(Letters(robots("ai-train=maybe")), "?") << "S3";
  EXPECT_EQ(Letters(robots("AI-Train=NO")), "-NG") << "S4";
  EXPECT_EQ(robots("AI-Train=NO").at(0).value.at("lints"), Json::array({"upper case"})) << "S4";
  EXPECT_EQ(Letters(robots("ai_train=no")), "?") << "S5";
  EXPECT_EQ(robots("ai_train=no").at(0).value.at("lints"), Json::array({"unknown key"})) << "S5";
}

TEST(ContentSignal, HeadersTooAndGarbageKeepsOnlyDenials) {
  const Facts facts = Headers("Content-Signal", {"ai-train=no, ai-input=yes, whatever"});
  EXPECT_EQ(Letters(facts), "-NG");
  EXPECT_TRUE(HasMalformed(facts));
  EXPECT_EQ(Letters(Headers("Content-Signal", {"ai-train=yes", "ai-train=no"})), "-NG");
}

/// Reservation facts of a file, one header and one meta tag; null for one that is not there.
Facts Tdm(const char* file, const char* header, const char* meta, const char* embedded = "",
          std::string path = "/a/b.jpg") {
  const std::string text = file == nullptr ? "" : file;
  std::vector<HeaderLine> headers;
  std::vector<MetaTag> metas;
  if (header != nullptr) headers.push_back({"TDM-Reservation", header});
  if (meta != nullptr) metas.push_back({"tdm-reservation", meta});
  return FromTdm({file == nullptr ? nullptr : &text, headers, metas, embedded},
                 Context(std::move(path)));
}

constexpr const char* kFile1 = R"([{"location": "/", "tdm-reservation": 1}])";
constexpr const char* kDenied = "-TNGX";
constexpr const char* kAllowed = "+TNGX";

// Section "TDMRep".
TEST(TdmConformance, T1ToT10) {
  EXPECT_EQ(Letters(Tdm(kFile1, nullptr, nullptr)), kDenied) << "T1";
  EXPECT_EQ(Letters(Tdm(kFile1, "0", nullptr)), kAllowed) << "T2";
  EXPECT_EQ(Letters(Tdm(kFile1, nullptr, "0")), kAllowed) << "T3";
  const Facts pdf = FromMarks(std::vector<Mark>{{"xmp", "tdm:reservation", "0", ""}});
  EXPECT_EQ(Letters(Tdm(nullptr, "1", nullptr, "0") + pdf), kAllowed) << "T4";
  EXPECT_EQ(Letters(Tdm(nullptr, "1", nullptr) + pdf), kAllowed) << "T4, resolved by carrier";
  EXPECT_EQ(Letters(Tdm(kFile1, "2", nullptr)), kDenied) << "T5";
  EXPECT_TRUE(HasMalformed(Tdm(kFile1, "2", nullptr))) << "T5";
  const char* two = R"([{"location": "/a/", "tdm-reservation": 0},
                        {"location": "/a/b/", "tdm-reservation": 1}])";
  EXPECT_EQ(Letters(Tdm(two, nullptr, nullptr, "", "/a/b/x")), kAllowed) << "T6";
  const char* one = R"([{"location": "/a/", "tdm-reservation": 1}])";
  EXPECT_EQ(Letters(Tdm(one, nullptr, nullptr, "", "/z")), "?") << "T7";
  const char* jpg = R"([{"location": "/i/*.jpg", "tdm-reservation": 1}])";
  EXPECT_EQ(Letters(Tdm(jpg, nullptr, nullptr, "", "/i/k/y.jpg")), kDenied) << "T8";
  const Facts free =
      Tdm(R"([{"location": "/", "tdm-reservation": 0, "tdm-policy": "https://e.example/p"}])",
          nullptr, nullptr);
  EXPECT_EQ(Letters(free), kAllowed) << "T9";
  EXPECT_FALSE(free.at(0).value.contains("policy")) << "T9";
  const Facts object = Tdm(R"({"location": "/", "tdm-reservation": 0})", nullptr, nullptr);
  EXPECT_EQ(Letters(object), "?") << "T10";
  EXPECT_TRUE(HasMalformed(object)) << "T10";
}

TEST(Tdm, TheOverruledCarrierIsKeptAndSaysByWhom) {
  const Facts facts = Tdm(kFile1, "0", nullptr);
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_EQ(facts[1].value.at("superseded_by"), "header:tdm-reservation");
  EXPECT_EQ(facts[1].value.at("value"), "1");
  EXPECT_EQ(facts[1].value.at("asserts"), Json::array());
  EXPECT_EQ(facts[1].value.at("selector"), (Json{{"pattern", "/"}, {"line", 1}}));
}

TEST(Tdm, ConditionsAndDisagreements) {
  const char* file =
      R"([{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://e.example/p"}])";
  EXPECT_EQ(Letters(Tdm(file, nullptr, nullptr)), "~TNGX");
  const std::vector<HeaderLine> both = {{"tdm-reservation", "0"}, {"tdm-reservation", "1"}};
  const Facts facts = FromTdm({nullptr, both, {}, ""}, Context());
  EXPECT_EQ(Letters(facts), kDenied);
  EXPECT_TRUE(HasMalformed(facts));
  const char* garbage_first =
      R"([{"location": 7, "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 0}])";
  EXPECT_EQ(Letters(Tdm(garbage_first, nullptr, nullptr)), "?");
}

TEST(WebRobots, AccessNamesItsRule) {
  const Facts facts = RobotsFacts("User-agent: *\nDisallow: /a/\n");
  EXPECT_EQ(Letters(facts), "-A");
  EXPECT_EQ(facts.at(0).value.at("selector"),
            (Json{{"group", "*"}, {"pattern", "/a/"}, {"line", 2}}));
  EXPECT_EQ(facts.at(0).evidence.carrier, "robots:Disallow");
  EXPECT_EQ(Letters(RobotsFacts("User-agent: *\nAllow: /a/\n")), "+A");
  EXPECT_TRUE(RobotsFacts("User-agent: *\nDisallow: /z\n").empty());
}

TEST(WebHeaders, LicenceLinksAreReadLikeFields) {
  const Facts facts = Headers(
      "Link",
      {"<https://creativecommons.org/licenses/by/4.0/>; rel=\"copyright LICENSE\", <x>; rel=next",
       "</rsl.xml>; rel=license; type=\"application/rsl+xml\"",
       "<https://creativecommons.org/licenses/by-nd/4.0/>; rel=license; anchor=\"/other\""});
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_EQ(facts[0].name, "rights.licence");
  EXPECT_EQ(facts[0].value.at("spdx"), "CC-BY-4.0");
  EXPECT_EQ(facts[0].value.at("scope"), "asset");
  EXPECT_EQ(facts[1].value.at("protocol"), "rsl");
  EXPECT_EQ(facts[1].value.at("value"), "/rsl.xml");
}

// P9 of section "embedded".
TEST(Resolve, DenialsOfOneProtocolStandBesideGrantsOfAnother) {
  const Facts plus = FromMarks(std::vector<Mark>{
      {"xmp", "plus:DataMining", "http://ns.useplus.org/ldf/vocab/DMI-ALLOWED", ""}});
  const Facts facts = plus + Headers("X-Robots-Tag", {"noai"});
  EXPECT_EQ(Letters(facts), "-NGX+T");
  const Resolved resolved = Resolve(facts);
  EXPECT_EQ(resolved[Use::kTrain].by,
            (std::vector<ProtocolWord>{{"plus", UseWord::kAllow}, {"robots_tag", UseWord::kDeny}}));
  EXPECT_TRUE(resolved[Use::kTrain].has_conflict());
  EXPECT_FALSE(resolved[Use::kTdm].has_conflict());
  EXPECT_EQ(resolved.ToJson().at("tdm"),
            (Json{{"value", "allow"},
                  {"conflict", false},
                  {"by", {{{"protocol", "plus"}, {"value", "allow"}}}}}));
}

TEST(FromAiTxt, AnEndingStandsForItsKindOfMedia) {
  const std::string text = "User-agent: *\nDisallow: *.jpg\nAllow: *.gif\n";
  const auto train = [&text](const std::string& path, bool is_image) {
    WebContext context;
    context.path = path;
    context.is_image = is_image;
    return Resolve(FromAiTxt(text, context))[Use::kTrain].word;
  };
  EXPECT_EQ(train("/a.jpg", true), UseWord::kDeny);
  EXPECT_EQ(train("/a.avif", true), UseWord::kDeny);
  EXPECT_EQ(train("/a", true), UseWord::kDeny);
  EXPECT_EQ(train("/a.gif", true), UseWord::kUnknown);
  EXPECT_EQ(train("/a.txt", false), UseWord::kUnknown);
}

}  // namespace
}  // namespace assay::rights
