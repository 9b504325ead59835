// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/probe.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assay/rights/resolve.h"

namespace assay::rights {
namespace {

struct Row {
  ProbeAnswer answer;
  ProbeOutcome outcome;
};

TEST(Probe, EveryStatusAndFailureHasAnOutcome) {
  const std::vector<Row> rows = {
      {{FetchFailure::kNone, 200, false, true}, ProbeOutcome::kPresent},
      {{FetchFailure::kNone, 204, false, true}, ProbeOutcome::kPresent},
      {{FetchFailure::kNone, 200, false, false}, ProbeOutcome::kMalformed},
      {{FetchFailure::kNone, 404, false, true}, ProbeOutcome::kAbsent},
      {{FetchFailure::kNone, 410, false, true}, ProbeOutcome::kAbsent},
      {{FetchFailure::kNone, 401, false, true}, ProbeOutcome::kRefused},
      {{FetchFailure::kNone, 402, false, true}, ProbeOutcome::kRefused},
      {{FetchFailure::kNone, 403, false, true}, ProbeOutcome::kRefused},
      {{FetchFailure::kNone, 407, false, true}, ProbeOutcome::kRefused},
      {{FetchFailure::kNone, 418, false, true}, ProbeOutcome::kRefused},
      {{FetchFailure::kNone, 451, false, true}, ProbeOutcome::kRefused},
      {{FetchFailure::kNone, 429, false, true}, ProbeOutcome::kRateLimited},
      {{FetchFailure::kNone, 503, true, true}, ProbeOutcome::kRateLimited},
      {{FetchFailure::kNone, 503, false, true}, ProbeOutcome::kUnreachable},
      {{FetchFailure::kNone, 500, false, true}, ProbeOutcome::kUnreachable},
      {{FetchFailure::kNone, 304, false, true}, ProbeOutcome::kUnreachable},
      {{FetchFailure::kNone, 0, false, true}, ProbeOutcome::kUnreachable},
      {{FetchFailure::kTls, 200, false, true}, ProbeOutcome::kUnreachable},
      {{FetchFailure::kCutBody, 200, false, true}, ProbeOutcome::kUnreachable},
      {{FetchFailure::kRedirects, 302, false, true}, ProbeOutcome::kRefused},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(OutcomeOf(row.answer), row.outcome) << row.answer.status;
  }
}

UseWord Acquire(const ProbeAnswer& answer) {
  const std::vector<Fact> facts = {ProbeFact("robots", "https://e.example/robots.txt", answer)};
  return Resolve(facts)[Use::kAcquire].word;
}

// R14 of the conformance table: 503 or timeout -> deny all; 404 -> allow, absent.
TEST(Probe, NoFaultOfRobotsIsConsent) {
  EXPECT_EQ(Acquire({FetchFailure::kNone, 503, false, true}), UseWord::kDeny);
  EXPECT_EQ(Acquire({FetchFailure::kTimeout, 0, false, true}), UseWord::kDeny);
  EXPECT_EQ(Acquire({FetchFailure::kNone, 429, false, true}), UseWord::kDeny);
  EXPECT_EQ(Acquire({FetchFailure::kNone, 404, false, true}), UseWord::kUnknown);
  EXPECT_EQ(ByRfc9309(ProbeOutcome::kAbsent), RobotsAccess::kAllowAll);
}

// Stricter than RFC 9309, section 2.3.1.3, which lets a crawler in where robots.txt is refused.
TEST(Probe, ARefusedRobotsFileDeniesToAcquire) {
  EXPECT_EQ(Acquire({FetchFailure::kNone, 403, false, true}), UseWord::kDeny);
  EXPECT_EQ(ByRfc9309(ProbeOutcome::kRefused), RobotsAccess::kAllowAll);
}

TEST(Probe, FactsNameProtocolTargetAndOutcome) {
  const Fact fact = ProbeFact("tdmrep", "https://e.example/.well-known/tdmrep.json",
                              {FetchFailure::kNone, 451, false, true});
  EXPECT_EQ(fact.state, FactState::kUnreachable);
  EXPECT_EQ(fact.value, (Json{{"protocol", "tdmrep"},
                              {"target", "https://e.example/.well-known/tdmrep.json"},
                              {"outcome", "refused"},
                              {"status", 451}}));
  EXPECT_EQ(NotProbed("robots", "https://e.example/robots.txt").state, FactState::kNotProbed);
}

}  // namespace
}  // namespace assay::rights
