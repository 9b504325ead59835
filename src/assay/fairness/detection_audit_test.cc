// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/detection_audit.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "assay/fairness/detection_testing.h"
#include "assay/fairness/significance.h"

namespace assay::fairness {
namespace {

using testing::Rows;
using testing::SetOf;
using testing::SkinByNight;

/// 40 pictures by day and 40 by night, each with a dark and a light box. By day all are found; by
/// night every second dark one is not, and there is one false positive in every fourth picture.
Rows Night() {
  Rows rows;
  for (int i = 0; i < 80; ++i) {
    const bool night = i >= 40;
    rows.pictures.push_back(fmt::format("p{} {}", i, night ? 1 : 0));
    rows.truth.push_back(fmt::format("p{} 0 0 10 10 dark", i));
    rows.truth.push_back(fmt::format("p{} 20 0 30 10 light", i));
    rows.detections.push_back(fmt::format("p{} 20 0 30 10 0.9", i));
    if (!night || i % 2 == 0) rows.detections.push_back(fmt::format("p{} 0 0 10 10 0.8", i));
    if (night && i % 4 == 0) rows.detections.push_back(fmt::format("p{} 60 60 70 70 0.7", i));
  }
  return rows;
}

DetectionAudit Audit(const Rows& rows, DetectionQuestion question = {}) {
  DetectionSet set = SetOf(rows);
  auto audit = AuditDetections(set, std::move(question));
  EXPECT_TRUE(audit.ok()) << (audit.ok() ? "" : audit.error().what);
  return std::move(audit).value();
}

const DetectionContrast& Find(const DetectionGrouping& grouping, DetectionMetric metric,
                              const std::vector<std::string>& group) {
  const auto found = std::ranges::find_if(grouping.contrasts, [&](const DetectionContrast& one) {
    return one.metric == metric && grouping.groups[one.group] == group;
  });
  EXPECT_NE(found, grouping.contrasts.end());
  return *found;
}

std::string Counts(const DetectionContrast& one) { return fmt::format("{}/{}", one.k, one.n); }

// Counts by hand from Night; Fisher's p of 60/80 against 80/80 by scipy.stats.fisher_exact, the
// Poisson p by binomtest(10, 10, 0.5): 2 / 2^10.
TEST(AuditDetections, CountsBoxesAndPicturesByTheirGroups) {
  DetectionQuestion question;
  question.depth = 2;
  question.references = {{"skin", "light"}, {"night", "0"}};
  const DetectionAudit audit = Audit(Night(), question);
  ASSERT_EQ(audit.groupings.size(), 4U);
  const auto& skin = audit.groupings[0];
  const auto& dark = Find(skin, DetectionMetric::kRecall, {"dark"});
  EXPECT_EQ(Counts(dark), "60/80");
  EXPECT_EQ(Counts(Find(skin, DetectionMetric::kMissRate, {"dark"})), "20/80");
  EXPECT_EQ(Counts(Find(skin, DetectionMetric::kRecall, {"light"})), "80/80");
  EXPECT_EQ(dark.difference, -0.25);
  EXPECT_EQ(dark.test, "fisher");
  EXPECT_NEAR(dark.p.value(), 4.9117541e-07, 1e-13);
  const auto& both = audit.groupings[2];
  EXPECT_EQ(both.by, (std::vector<std::string>{"skin", "night"}));
  EXPECT_EQ(Counts(Find(both, DetectionMetric::kRecall, {"dark", "1"})), "20/40");
  EXPECT_EQ(Counts(Find(both, DetectionMetric::kRecall, {"dark", "0"})), "40/40");
  const auto& pictures = audit.groupings[3];
  EXPECT_TRUE(pictures.is_of_pictures);
  const auto& night = Find(pictures, DetectionMetric::kFalsePositives, {"1"});
  EXPECT_EQ(Counts(night), "10/40");
  EXPECT_EQ(night.value, 0.25);
  EXPECT_FALSE(night.ratio);  // there is none by day
  EXPECT_DOUBLE_EQ(night.p.value(), 2.0 / 1024);
  EXPECT_EQ(audit.tests, 6U);  // skin 1, night 1, both 3, false positives 1
  EXPECT_EQ(audit.overall.front().all.false_positives, 10);
  EXPECT_EQ(Precision(audit.overall.front().all), (Proportion{140, 150}));
}

TEST(AuditDetections, QIsOfRecallAndFalsePositivesTogether) {
  DetectionQuestion question;
  question.ious = {0.5, 0.75};
  const DetectionAudit audit = Audit(Night(), question);
  std::vector<std::optional<double>> p;
  std::vector<double> q;
  for (const auto& grouping : audit.groupings) {
    for (const auto& one : grouping.contrasts) {
      if (!one.is_tested) continue;
      p.push_back(one.p);
      q.push_back(one.q.value());
    }
  }
  EXPECT_EQ(p.size(), 6U);
  EXPECT_EQ(audit.tests, 6U);
  EXPECT_EQ(q, BenjaminiHochberg(p));
}

// The boxes that are given are 10 x 8 of 10 x 10: 0.8.
TEST(AuditDetections, EachIouMatchesAnew) {
  Rows rows = Night();
  for (std::string& row : rows.detections)
    if (row.find(" 0 0 10 10") != std::string::npos) row.replace(row.find("10 10"), 5, "10 8");
  DetectionQuestion question;
  question.ious = {0.8, 0.81};
  const DetectionAudit audit = Audit(rows, question);
  EXPECT_EQ(audit.overall[0].all.recall, (Proportion{140, 160}));
  EXPECT_EQ(audit.overall[1].all.recall, (Proportion{80, 160}));
  EXPECT_EQ(audit.overall[1].all.false_positives, 70);
}

TEST(AuditDetections, AGroupWithoutBoxesIsUndefinedAndASmallOneInsufficient) {
  Rows rows = Night();
  rows.pictures.push_back("empty fog");
  rows.detections.push_back("empty 0 0 10 10 0.9");
  const DetectionAudit audit = Audit(rows);
  const auto& fog = Find(audit.groupings[1], DetectionMetric::kRecall, {"fog"});
  EXPECT_EQ(fog.standing, Standing::kUndefined);
  EXPECT_EQ(Counts(fog), "0/0");
  EXPECT_FALSE(fog.value);
  EXPECT_FALSE(fog.p);
  EXPECT_EQ(fog.q, 1);
  const auto& rate = Find(audit.groupings[2], DetectionMetric::kFalsePositives, {"fog"});
  EXPECT_EQ(rate.standing, Standing::kInsufficient);
  EXPECT_EQ(Counts(rate), "1/1");
}

// Boxes of a picture that are all found or all missed: the interval of whole pictures is wider than
// that of as many independent boxes, about sqrt(10) times for ten of them.
TEST(AuditDetections, ABootstrapOfPicturesKnowsThatTheirBoxesFailTogether) {
  Rows rows;
  for (int i = 0; i < 80; ++i) {
    for (int box = 0; box < 10; ++box) {
      const std::string where = fmt::format("p{} {} 0 {} 10", i, 20 * box, 20 * box + 10);
      rows.truth.push_back(fmt::format("{} {} 0", where, i % 2 == 0 ? "dark" : "light"));
      if (i % 4 < 2) rows.detections.push_back(where + " 0.5");
    }
  }
  DetectionColumns columns = SkinByNight();
  columns.picture_groups.clear();
  for (std::string& row : rows.truth) row.resize(row.size() - 2);
  DetectionSet set = SetOf(rows, columns);
  DetectionQuestion question;
  question.bootstrap = {.seed = 7, .replicates = 400};
  const auto audit = AuditDetections(set, question);
  ASSERT_TRUE(audit.ok()) << audit.error().what;
  const auto& dark = Find(audit.value().groupings[0], DetectionMetric::kRecall, {"dark"});
  ASSERT_TRUE(dark.drawn && dark.interval);
  EXPECT_EQ(dark.value, 0.5);
  const double times = dark.drawn->interval.Width() / dark.interval->Width();
  EXPECT_GT(times, 2.5);
  EXPECT_LT(times, 4);
}

TEST(AuditDetections, RefusesQuestionsThatHaveNoAnswer) {
  const auto problem = [](DetectionQuestion question, const Rows& rows) {
    DetectionSet set = SetOf(rows);
    const auto audit = AuditDetections(set, std::move(question));
    return audit.ok() ? "" : audit.error().what;
  };
  DetectionQuestion question;
  question.ious = {0};
  EXPECT_EQ(problem(question, Night()), "an IoU is above 0 and at most 1");
  question.ious = {0.5, 0.5};
  EXPECT_EQ(problem(question, Night()), "IoU 0.5 is named twice");
  question = {};
  question.references = {{"skim", "dark"}};
  EXPECT_EQ(problem(question, Night()), "no column of groups 'skim'; did you mean 'skin'?");
  question.references = {{"skin", "drak"}};
  EXPECT_EQ(problem(question, Night()), "no group of 'skin' 'drak'; did you mean 'dark'?");
  EXPECT_EQ(problem({}, {{"a 0", "b 1"}, {}, {"a 0 0 1 1 0.5"}}),
            "the ground truth has no box that counts");
}

}  // namespace
}  // namespace assay::fairness
