// SPDX-License-Identifier: Apache-2.0
#include "assay/worker/inspect.h"

#include <gtest/gtest.h>

#include <string>

#include "assay/core/record.h"

namespace assay::worker {
namespace {

/// A GIF of one pixel whose XMP names `creators` people.
std::string GifByManyHands(int creators) {
  std::string xmp =
      R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">)"
      R"(<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq>)";
  for (int i = 0; i < creators; ++i)
    xmp += "<rdf:li>Person of the long name " + std::to_string(i) + "</rdf:li>";
  xmp += "</rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>";
  std::string magic = "\x01";  // leads a reader of blocks to the terminator from any byte before it
  for (int i = 255; i >= 0; --i) magic += static_cast<char>(i);
  const std::string header("GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff", 19);
  const std::string picture(",\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;", 16);
  return header + "!\xff\x0bXMP DataXMP" + xmp + magic + std::string(1, '\0') + picture;
}

Inspection InspectGif(const std::string& gif, const Json& arguments = Json::object()) {
  const Reply reply = Inspect(AsBytes(gif), arguments).value();
  return InspectionFromJson(ParseJson(reply.json, {.bytes = 64U << 20U}).value()).value();
}

TEST(Inspect, RefusesAFileWithMoreFactsThanAnAnswerHolds) {
  const Inspection few = InspectGif(GifByManyHands(300));
  EXPECT_EQ(Name(few.outcome), "ok");
  EXPECT_GT(few.facts.size(), 300U);
  const Inspection many = InspectGif(GifByManyHands(20'000));
  EXPECT_EQ(Name(many.outcome), "bomb");
  EXPECT_EQ(many.codes, std::vector<std::string>{"limit.facts"});
  EXPECT_EQ(many.media_type, "image/gif");
  EXPECT_TRUE(many.facts.empty());
}

TEST(Inspect, MeasuresSkinOnlyWhenItIsNamed) {
  const std::string gif = GifByManyHands(1);
  EXPECT_EQ(Find(InspectGif(gif).facts, "quality.skin_tone"), nullptr);
  const Inspection asked = InspectGif(gif, {{"steps", {"skin_tone"}}});
  ASSERT_NE(Find(asked.facts, "quality.skin_tone"), nullptr);
  EXPECT_EQ(Find(asked.facts, "quality.skin_tone")->state, FactState::kAbsent);
  EXPECT_EQ(Find(asked.facts, "quality.scores"), nullptr);
}

TEST(Inspect, RefusesArgumentsThatNobodyDefined) {
  EXPECT_EQ(Inspect({}, {{"colour", 1}}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Inspect({}, {{"thumbnail_px", -1}}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Inspect({}, {{"thumbnail_px", 100000}}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Inspect({}, {{"keep_as", true}}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Inspect({}, {{"steps", "rights"}}).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::worker
