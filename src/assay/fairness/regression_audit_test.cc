// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/regression_audit.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace assay::fairness {
namespace {

struct Flat {
  std::string district;
  std::string rent;
  std::string predicted;
  double weight = 1;
  std::string house = {};
};

RegressionQuestion Rents() {
  RegressionQuestion question;
  question.label = "rent";
  question.prediction = "predicted";
  question.grouping.attributes = {"district"};
  return question;
}

Result<RegressionAudit> Audit(const std::vector<Flat>& flats,
                              RegressionQuestion question = Rents()) {
  RegressionReader reader(question);
  for (const Flat& one : flats) {
    const std::array<std::optional<std::string_view>, 4> values = {one.district, one.rent,
                                                                   one.predicted, one.house};
    ASSAY_TRY(reader.Take(std::span(values).first(question.cluster.empty() ? 3 : 4), one.weight));
  }
  const NumberRows rows = std::move(reader).Finish();
  return AuditRegression(rows, std::move(question));
}

std::vector<Flat> Drawn(int n) {
  std::mt19937 engine(7);
  std::vector<Flat> flats;
  for (int i = 0; i < n; ++i) {
    const auto rent = static_cast<int>(engine() % 900 + 300);
    const auto off = static_cast<int>(engine() % 101) - 50;
    flats.push_back({engine() % 3 == 0 ? "east" : "west", std::to_string(rent),
                     std::to_string(rent + off), 1, std::to_string(i / 4)});
  }
  return flats;
}

// Worked by hand: errors 1, -1, 3 of labels 1, 3, 5: mean 1, MAE 5/3, squared 11, deviations 8.
TEST(AuditRegression, OfThreeFlatsIsAsWorkedByHand) {
  const auto audit = Audit({{"east", "1", "2"},
                            {"east", "3", "2"},
                            {"east", "5", "8"},
                            {"west", "4", "4"},
                            {"west", "", "1"},
                            {"west", "1", "NaN"}})
                         .value();
  const NumberGroup& east = audit.groupings[0].groups[0];
  EXPECT_EQ(east.n, 3);
  EXPECT_DOUBLE_EQ(*east.mean_label, 3);
  EXPECT_DOUBLE_EQ(*east.mean_prediction, 4);
  EXPECT_DOUBLE_EQ(*east.mean_error.own.value, 1);
  EXPECT_DOUBLE_EQ(*east.mae.own.value, 5.0 / 3);
  EXPECT_DOUBLE_EQ(*east.rmse, std::sqrt(11.0 / 3));
  EXPECT_DOUBLE_EQ(*east.r2, 1 - 11.0 / 8);
  // Standard error 2 / sqrt(3); t(.975, 2) = 4.302652729749464.
  EXPECT_NEAR(east.mean_error.own.interval->high, 1 + 4.302652729749464 * 2 / std::sqrt(3), 1e-12);
  const NumberGroup& west = audit.groupings[0].groups[1];
  EXPECT_EQ(west.n, 1);
  EXPECT_EQ(west.left_out, 2);
  EXPECT_EQ(west.r2, std::nullopt);
  EXPECT_EQ(west.mean_error.standing, Standing::kInsufficient);
  EXPECT_DOUBLE_EQ(*west.mean_error.difference.value, -1);
  EXPECT_EQ(west.mean_error.p, std::nullopt);
  EXPECT_EQ(west.mean_error.q, 1);  // a test that cannot be made
  EXPECT_EQ(audit.tests, 2U);
}

TEST(AuditRegression, OfAConstantMoreIsThatMuchBias) {
  auto flats = Drawn(200);
  const auto before = Audit(flats).value();
  for (Flat& one : flats)
    if (one.district == "east") one.predicted = std::to_string(std::stoi(one.predicted) + 100);
  const auto after = Audit(flats).value();
  const auto& was = before.groupings[0].groups[0].mean_error;
  const auto& is = after.groupings[0].groups[0].mean_error;
  EXPECT_NEAR(*is.own.value - *was.own.value, 100, 1e-9);
  EXPECT_NEAR(is.own.interval->Width(), was.own.interval->Width(), 1e-9);
  EXPECT_LT(*is.q, 1e-20);
}

TEST(AuditRegression, OfAWeightHasTheValuesOfAsManyRowsAndNoInterval) {
  auto flats = Drawn(100);
  auto twice = flats;
  twice.insert(twice.end(), flats.begin(), flats.begin() + 50);
  for (std::size_t i = 0; i < 50; ++i) flats[i].weight = 2;
  auto question = Rents();
  question.weight = "w";
  const auto weighted = Audit(flats, question).value();
  const auto rows = Audit(twice).value();
  const NumberGroup& one = weighted.groupings[0].groups[0];
  const NumberGroup& other = rows.groupings[0].groups[0];
  EXPECT_NEAR(*one.mean_error.own.value, *other.mean_error.own.value, 1e-9);
  EXPECT_NEAR(*one.rmse, *other.rmse, 1e-9);
  EXPECT_NEAR(*one.r2, *other.r2, 1e-9);
  EXPECT_EQ(one.mae.own.interval, std::nullopt);
  EXPECT_EQ(weighted.tests, 0U);
}

TEST(AuditRegression, DrawsWhatTheFormulaSays) {
  auto question = Rents();
  question.bootstrap = BootstrapPlan{.seed = 1, .replicates = 2000};
  const auto audit = Audit(Drawn(600), question).value();
  for (const Measure* one :
       {&audit.groupings[0].groups[0].mean_error, &audit.groupings[0].groups[0].mae}) {
    EXPECT_NEAR(one->own.drawn->interval.Width() / one->own.interval->Width(), 1, 0.1);
    EXPECT_NEAR(one->difference.drawn->interval.Width() / one->difference.interval->Width(), 1,
                0.1);
  }
  question.cluster = "house";
  const auto clustered = Audit(Drawn(600), question).value();
  EXPECT_EQ(clustered.units, 150U);
  EXPECT_EQ(clustered.tests, 0U);
  EXPECT_TRUE(clustered.overall.mae.own.drawn.has_value());
}

// Many rows of few houses say little: 19 of them give no interval, 20 do.
TEST(AuditRegression, FewClustersGiveNoInterval) {
  auto question = Rents();
  question.cluster = "house";
  question.bootstrap = BootstrapPlan{.seed = 1, .replicates = 100};
  question.grouping.references = {{"district", "west"}};
  const auto audit_of = [&question](int east_houses) {
    std::vector<Flat> flats;
    for (int i = 0; i < 100; ++i) {
      const auto rent = [i](int factor) { return std::to_string(500 + i * factor % 90); };
      flats.push_back({"east", rent(7), rent(11), 1, fmt::format("e{}", i % east_houses)});
      flats.push_back({"west", rent(13), rent(17), 1, fmt::format("w{}", i % 20)});
    }
    return Audit(flats, question).value();
  };
  const auto few = audit_of(19);
  const auto& [by, reference, groups] = few.groupings[0];
  EXPECT_EQ(groups[0].mae.standing, Standing::kInsufficient);
  EXPECT_EQ(groups[0].mae.own.drawn, std::nullopt);
  EXPECT_EQ(groups[0].mae.difference.drawn, std::nullopt);
  EXPECT_TRUE(groups[0].mae.difference.value.has_value());
  EXPECT_TRUE(groups[1].mae.own.drawn.has_value());
  EXPECT_TRUE(few.overall.mae.own.drawn.has_value()) << "39 houses";
  const auto enough = audit_of(20).groupings[0].groups[0];
  EXPECT_EQ(enough.mae.standing, Standing::kOk);
  EXPECT_TRUE(enough.mae.difference.drawn.has_value());
}

TEST(AuditRegression, RefusesWhatIsNoTableOfNumbers) {
  const auto code = [](const std::vector<Flat>& flats,
                       const RegressionQuestion& question = Rents()) {
    return Audit(flats, question).error().code;
  };
  EXPECT_EQ(code({}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({{"east", "", "1"}, {"west", "1", ""}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({{"east", "1", "1"}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({{"east", "cheap", "1"}}), ErrorCode::kInvalidArgument);
  auto question = Rents();
  question.cluster = "house";
  EXPECT_EQ(code(Drawn(20), question), ErrorCode::kInvalidArgument);
  question = Rents();
  question.prediction = "rent";
  EXPECT_EQ(code(Drawn(20), question), ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::fairness
