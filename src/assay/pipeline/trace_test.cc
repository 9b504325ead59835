// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/trace.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace assay::pipeline {
namespace {

const std::string kTraceId = "5b8efff798038103d269b633813fc60c";

/// What a run notes, and the spans that come of it; each event a second after the one before.
class TraceTest : public testing::Test {
 protected:
  void Note(std::string_view name, const Json& fields, Level level = Level::kInfo) {
    now_ns_ += 1'000'000'000;
    trace_.Take({7, level, name, fields});
  }

  [[nodiscard]] const Json& Span(std::string_view name) const {
    static const Json none;
    for (const Json& span : spans_) {
      if (span.at("name") == name) return span;
    }
    return none;
  }

  [[nodiscard]] static Json Attribute(const Json& of, std::string_view key) {
    for (const Json& one : of.at("attributes")) {
      if (one.at("key") == key) return one.at("value");
    }
    return {};
  }

  std::int64_t now_ns_ = 1'800'000'000'000'000'000;
  std::vector<Json> spans_;
  Trace trace_{[this](const Json& span) { spans_.push_back(span); }, [this] { return now_ns_; }};
};

const Json kChunk = {
    {"phase", "inspect"},
    {"seconds", 0.5},
    {"records", 4},
    {"bytes", 1'000},
    {"dead", 1},
    {"effort",
     {{"visit_seconds", 0.75},
      {"visit_longest_s", 0.5},
      {"steps", {{"inspect", {{"times", 4}, {"seconds", 0.7}, {"cpu_s", 0.5}}}}},
      {"killed", {{"crashed", 1}}},
      {"retries", 1},
      {"lost",
       {{{"asset", "sha256:ab"}, {"step", "inspect"}, {"cause", "crashed"}, {"retried", true}}}}}}};

TEST_F(TraceTest, RunHoldsPhaseHoldsChunkHoldsSteps) {
  Note("run.started", {{"trace", kTraceId}, {"plan", "aa"}, {"process", 12}});
  Note("phase.begun", {{"phase", "inspect"}});
  Note("record.dead", {{"key", "anna/passport.jpg"}, {"asset", "sha256:cd"}, {"code", "bomb"}});
  Note("chunk.committed", kChunk, Level::kDetail);
  Note("phase.ended", {{"phase", "inspect"}, {"complete", true}, {"records", 4}});
  Note("run.finished", {{"accounting", {{"allow", 3}, {"dead", 1}}}});
  ASSERT_EQ(spans_.size(), 4U);
  std::set<std::string> ids;
  for (const Json& span : spans_) {
    EXPECT_EQ(span.at("traceId"), kTraceId);
    EXPECT_EQ(span.at("spanId").get<std::string>().size(), 16U);
    EXPECT_EQ(span.at("spanId").get<std::string>().find_first_not_of("0123456789abcdef"),
              std::string::npos);
    ids.insert(span.at("spanId").get<std::string>());
    EXPECT_EQ(Canonical(span).find("anna"), std::string::npos) << "a key names a person";
  }
  EXPECT_EQ(ids.size(), 4U);
  EXPECT_FALSE(Span("run").contains("parentSpanId"));
  EXPECT_EQ(Span("phase inspect").at("parentSpanId"), Span("run").at("spanId"));
  EXPECT_EQ(Span("chunk inspect").at("parentSpanId"), Span("phase inspect").at("spanId"));
  EXPECT_EQ(Span("step inspect").at("parentSpanId"), Span("chunk inspect").at("spanId"));
  EXPECT_EQ(Span("run").at("status"), Json({{"code", 1}}));
}

TEST_F(TraceTest, NumbersAreAsOtlpWritesThem) {
  Note("run.started", {{"trace", kTraceId}});
  Note("phase.begun", {{"phase", "inspect"}});
  Note("chunk.committed", kChunk, Level::kDetail);
  const Json& chunk = Span("chunk inspect");
  EXPECT_EQ(chunk.at("startTimeUnixNano"), "1800000002500000000");
  EXPECT_EQ(chunk.at("endTimeUnixNano"), "1800000003000000000");
  EXPECT_EQ(Attribute(chunk, "assay.records"), Json({{"intValue", "4"}}));
  EXPECT_EQ(Attribute(chunk, "assay.visit.seconds_max"), Json({{"doubleValue", 0.5}}));
  EXPECT_EQ(Attribute(chunk, "assay.worker.cpu_seconds_per_record"),
            Json({{"doubleValue", 0.125}}));
  ASSERT_EQ(chunk.at("events").size(), 1U);
  EXPECT_EQ(chunk.at("events").at(0).at("name"), "retry");
  EXPECT_EQ(Attribute(chunk.at("events").at(0), "assay.asset"),
            Json({{"stringValue", "sha256:ab"}}));
}

TEST_F(TraceTest, EventsOfAChunkAreBoundedAndCounted) {
  Note("run.started", {{"trace", kTraceId}});
  Note("phase.begun", {{"phase", "inspect"}});
  for (int i = 0; i < 200; ++i) Note("record.dead", {{"code", "bomb"}});
  Note("chunk.committed", {{"phase", "inspect"}, {"seconds", 1}, {"records", 200}});
  EXPECT_EQ(spans_.at(0).at("events").size(), 128U);
  EXPECT_EQ(spans_.at(0).at("droppedEventsCount"), 72);
  Note("chunk.committed", {{"phase", "inspect"}, {"seconds", 1}, {"records", 1}});
  EXPECT_EQ(spans_.at(1).at("events").size(), 0U);
}

TEST_F(TraceTest, AStartThatFailedIsARootOfItsOwnInTheSameTrace) {
  Note("run.started", {{"trace", kTraceId}});
  Note("phase.begun", {{"phase", "inspect"}});
  Note("phase.ended", {{"phase", "inspect"}, {"complete", false}});
  Note("disk.full", {{"code", "A0400"}, {"message", "/home/anna is full"}}, Level::kError);
  Note("disk.waiting", {{"free_bytes", 0}});
  Note("run.resumed", {{"trace", kTraceId}});
  Note("run.finished", Json::object(), Level::kError);
  ASSERT_EQ(spans_.size(), 3U);
  EXPECT_EQ(spans_[0].at("status").at("code"), 2);
  EXPECT_EQ(spans_[1].at("status"), Json({{"code", 2}, {"message", "disk.full A0400"}}));
  EXPECT_EQ(spans_[2].at("status").at("code"), 2);
  EXPECT_NE(spans_[1].at("spanId"), spans_[2].at("spanId"));
  EXPECT_EQ(spans_[1].at("traceId"), spans_[2].at("traceId"));
  EXPECT_EQ(Attribute(spans_[2], "assay.run.resumed"), Json({{"boolValue", true}}));
}

TEST_F(TraceTest, SaysNothingBeforeARunHasBegun) {
  Note("phase.begun", {{"phase", "inspect"}});
  Note("run.finished", Json::object());
  EXPECT_TRUE(spans_.empty());
}

}  // namespace
}  // namespace assay::pipeline
