// SPDX-License-Identifier: Apache-2.0
//
// How alerts arrive at a real receiver: tests/e2e/run_alerts.py.
#include "assay/pipeline/alert.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace assay::pipeline {
namespace {

using Variables = std::map<std::string, std::string>;

Result<std::optional<AlertOptions>> Find(const AlertSpec& flag, const AlertSpec& plan,
                                         const Variables& variables) {
  return FindAlert(flag, plan, [&variables](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(FindAlert, TheFlagThenTheEnvironmentThenThePlan) {
  const Variables named = {{"ASSAY_ALERT_URL", "http://variable/x"}, {"ASSAY_ALERT_SECRET", "s"}};
  EXPECT_EQ(Find({"http://flag/x"}, {"http://plan/x"}, named).value()->origin, "http://flag");
  EXPECT_EQ(Find({}, {"http://plan/x"}, named).value()->origin, "http://variable");
  EXPECT_EQ(Find({}, {"http://plan/x"}, named).value()->secret, "s");
  EXPECT_EQ(Find({}, {"http://plan/x", true}, {}).value()->origin, "http://plan");
  EXPECT_TRUE(Find({}, {"http://plan/x", true}, {}).value()->spec.success);
  EXPECT_FALSE(Find({}, {}, {}).value().has_value());
}

TEST(FindAlert, AWrongAddressIsNotRepeated) {
  const auto wrong = Find({}, {}, {{"ASSAY_ALERT_URL", "hooks.example/T0/secret"}});
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.error().what.find("ASSAY_ALERT_URL"), std::string::npos);
  EXPECT_EQ(wrong.error().what.find("secret"), std::string::npos);
  EXPECT_FALSE(Find({"", true}, {}, {}).ok()) << "success, but told to whom?";
}

/// Events that are worth an alert, of which none gets anywhere.
std::vector<std::string> Alerted(const AlertSpec& spec,
                                 const std::vector<std::pair<std::string, Json>>& events) {
  AlertOptions options;
  options.spec = spec;
  options.spec.url = "http://127.0.0.1:1/";  // nobody listens on tcpmux
  options.tries = 1;
  Alerts alerts(options, nullptr);
  for (const auto& [name, fields] : events) alerts.Take({7, Level::kInfo, name, fields});
  std::vector<std::string> names;
  for (const Alerts::Delivery& delivery : alerts.Finish()) {
    EXPECT_FALSE(delivery.delivered);
    EXPECT_EQ(delivery.problem.find("127.0.0.1"), std::string::npos);
    names.push_back(delivery.event);
  }
  return names;
}

TEST(Alerts, OnlyWhatIsBadUnlessAsked) {
  using Names = std::vector<std::string>;
  const Json none = Json::object();
  const Json unmet = {{"count", "dead"}, {"expected", "<= 1%"}, {"found", 4}, {"seen", 28}};
  EXPECT_EQ(Alerted({}, {{"run.started", none}, {"run.finished", none}}), Names{});
  EXPECT_EQ(Alerted({"", true}, {{"run.finished", none}}), Names{"run.finished"});
  EXPECT_EQ(Alerted({}, {{"run.stopped", {{"signal", 15}}}}), Names{});
  EXPECT_EQ(Alerted({}, {{"run.failed", {{"code", "A0500"}}}}), Names{"run.failed"});
  EXPECT_EQ(Alerted({}, {{"expect.unmet", unmet}, {"run.finished", none}}), Names{"expect.unmet"});
  EXPECT_EQ(Alerted({}, {{"disk.full", {{"waits", true}}},
                         {"disk.waiting", none},
                         {"disk.full", {{"waits", true}}},
                         {"disk.waiting", none}}),
            Names{"disk.waiting"});
  EXPECT_EQ(Alerted({}, {{"disk.full", {{"waits", false}}}}), Names{"run.failed"});
}

}  // namespace
}  // namespace assay::pipeline
