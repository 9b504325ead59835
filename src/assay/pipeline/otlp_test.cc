// SPDX-License-Identifier: Apache-2.0
//
// What is sent, and how it goes with a real collector: tests/e2e/otlp_traces.py.
#include "assay/pipeline/otlp.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace assay::pipeline {
namespace {

using Variables = std::map<std::string, std::string>;

Result<std::optional<OtlpOptions>> Find(const std::string& flag, const Variables& variables) {
  return FindOtlp(flag, "1.2.3", [&variables](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(FindOtlp, NobodyIsToldUnlessSomebodyAsks) {
  EXPECT_FALSE(Find("", {}).value().has_value());
  EXPECT_FALSE(Find("", {{"OTEL_EXPORTER_OTLP_ENDPOINT", ""}}).value().has_value());
  EXPECT_FALSE(
      Find("", {{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:1"}, {"OTEL_SDK_DISABLED", "TRUE"}})
          .value()
          .has_value());
}

TEST(FindOtlp, TheFlagThenTracesThenAll) {
  const Variables both = {{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:4318/base/"},
                          {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:1/as/it/is"}};
  EXPECT_EQ(Find("http://flag:4318", both).value()->url, "http://flag:4318/v1/traces");
  EXPECT_EQ(Find("http://flag/v1/traces", both).value()->url, "http://flag/v1/traces");
  EXPECT_EQ(Find("", both).value()->url, "http://traces:1/as/it/is");
  EXPECT_EQ(Find("", {{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:4318/base/"}}).value()->url,
            "http://all:4318/base/v1/traces");
}

TEST(FindOtlp, HeadersAndResourceAreDecoded) {
  const auto found = Find("http://a:4318", {{"OTEL_EXPORTER_OTLP_HEADERS", "x-key=a%2Cb, y=c=d"},
                                            {"OTEL_SERVICE_NAME", "nightly"},
                                            {"OTEL_RESOURCE_ATTRIBUTES", "team=data%20ops"}})
                         .value();
  EXPECT_EQ(found->headers, (std::vector<std::string>{"x-key: a,b", "y: c=d"}));
  const std::string resource = Canonical(found->resource);
  EXPECT_NE(resource.find(R"({"key":"service.name","value":{"stringValue":"nightly"}})"),
            std::string::npos);
  EXPECT_NE(resource.find("data ops"), std::string::npos);
  EXPECT_NE(resource.find("1.2.3"), std::string::npos);
}

TEST(FindOtlp, AWrongValueIsNamedByItsVariableAndNotRepeated) {
  for (const auto& [name, value] :
       Variables{{"OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://secret"},
                 {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://user:secret@host/"}}) {
    const auto found = Find("", {{name, value}});
    ASSERT_FALSE(found.ok()) << name;
    EXPECT_NE(found.error().what.find(name), std::string::npos);
    EXPECT_EQ(found.error().what.find("secret"), std::string::npos);
  }
  for (const char* bad : {"secret", "=secret", "a=sec%0Aret: x"}) {
    const auto found = Find("http://a", {{"OTEL_EXPORTER_OTLP_HEADERS", bad}});
    ASSERT_FALSE(found.ok()) << bad;
    EXPECT_NE(found.error().what.find("OTEL_EXPORTER_OTLP_HEADERS"), std::string::npos);
    EXPECT_EQ(found.error().what.find("sec"), std::string::npos);
  }
}

OtlpOptions ToNobody() {
  OtlpOptions options;
  options.url = "http://127.0.0.1:1/v1/traces";  // nobody listens on tcpmux
  options.last = std::chrono::milliseconds(100);
  options.pause = std::chrono::milliseconds(1);
  return options;
}

TEST(OtlpExporter, CountsEverySpanAsSentOrDropped) {
  OtlpExporter exporter(ToNobody());
  for (int i = 0; i < 10; ++i) exporter.Add({{"name", "run"}});
  const auto delivery = exporter.Finish();
  EXPECT_EQ(delivery.sent, 0);
  EXPECT_EQ(delivery.dropped, 10);
  EXPECT_FALSE(delivery.problem.empty());
}

TEST(OtlpExporter, AFullQueueDropsAndDoesNotBlock) {
  OtlpOptions options = ToNobody();
  options.queue_spans = 4;
  OtlpExporter exporter(std::move(options));
  for (int i = 0; i < 100; ++i) exporter.Add({{"name", "run"}});
  EXPECT_EQ(exporter.Finish().dropped, 100);
  exporter.Add({{"name", "late"}});
  EXPECT_EQ(exporter.Finish().dropped, 101);
}

}  // namespace
}  // namespace assay::pipeline
