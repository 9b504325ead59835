// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/signal_tables.h"

#include <gtest/gtest.h>

#include "assay/rights/embedded_internal.h"
#include "assay/rights/web_signals.h"
#include "assay/rights/web_testing.h"

namespace assay::rights {
namespace {

class SignalTablesTest : public testing::Test {
 protected:
  Json lists_ = ParseJson(embedded::LicenceLists()).value();

  void TearDown() override { ASSERT_TRUE(UseSignalTables(embedded::LicenceLists()).ok()); }

  [[nodiscard]] ErrorCode Refused() const {
    const Status used = UseSignalTables(Canonical(lists_));
    return used.ok() ? ErrorCode::kNotFound : used.error().code;
  }
  static std::string Says(const char* value) {
    WebContext context;
    context.path = "/";
    return Letters(FromHeaders(std::vector<HeaderLine>{{"Content-Usage", value}}, context));
  }
};

TEST_F(SignalTablesTest, ALabelOfANewDraftIsData) {
  EXPECT_EQ(Says("train-models=n"), "?");
  lists_["signals"]["aipref"]["labels"]["train-models"] = {{"n", {{"deny", {"train_gen"}}}}};
  ASSERT_TRUE(UseSignalTables(Canonical(lists_)).ok());
  EXPECT_EQ(Says("train-models=n"), "-G");
}

TEST_F(SignalTablesTest, WhatIsLeftOutIsBuiltIn) {
  lists_["signals"] = {{"rsl", {{"sources", Json::array()}}}};
  ASSERT_TRUE(UseSignalTables(Canonical(lists_)).ok());
  EXPECT_EQ(Says("train-ai=n"), "-NG");
  ASSERT_TRUE(UseSignalTables("{}").ok());
  EXPECT_EQ(Says("train-ai=n"), "-NG");
}

TEST_F(SignalTablesTest, WhatGrammarsLookForHasItsType) {
  lists_["signals"]["aipref"]["labels"] = Json::array();
  EXPECT_EQ(Refused(), ErrorCode::kInvalidArgument);
  lists_["signals"]["aipref"] = 1;
  EXPECT_EQ(Refused(), ErrorCode::kInvalidArgument);
  lists_["signals"] = 1;
  EXPECT_EQ(Refused(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(Says("train-ai=n"), "-NG") << "what was refused changes nothing";
}

TEST_F(SignalTablesTest, ARowThatNamesNoUseIsRefused) {
  lists_["signals"]["aipref"]["labels"]["train-models"] = {{"n", {{"deny", {"trian"}}}}};
  EXPECT_EQ(Refused(), ErrorCode::kInvalidArgument);
  lists_["signals"]["aipref"]["labels"]["train-models"] = {{"n", {{"deny", "train"}}}};
  EXPECT_EQ(Refused(), ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::rights
