// SPDX-License-Identifier: Apache-2.0
//
// Asks first: what each origin says, for how long that is believed, and whether an address may
// then be fetched. It makes permits through policy and fetches nothing itself.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "assay/acquire/web_url.h"
#include "assay/core/decision.h"
#include "assay/core/fact.h"
#include "assay/policy/engine.h"
#include "assay/policy/permit.h"
#include "assay/rights/probe.h"
#include "assay/rights/site.h"

namespace assay::acquire {

/// How an origin answered one of its well-known files.
struct ProbeResult {
  policy::WellKnown file = policy::WellKnown::kRobots;
  rights::ProbeAnswer answer;
  std::string body;
  policy::Time at{};
};

struct GateOptions {
  Use use;
  std::string token = "AssayBot";
  std::chrono::seconds believed{86'400};  ///< RFC 9309 2.4: at most 24 h
};

/// Threads: one. Memory: the answers of every origin that was asked.
class Gate {
 public:
  /// `engine` must outlive it.
  Gate(policy::Engine& engine, GateOptions options)
      : engine_(engine), options_(std::move(options)) {}

  /// What `origin` has to be asked before anything else, in order. Only robots.txt as long as that
  /// did not answer: who cannot be asked one question is not asked three.
  [[nodiscard]] std::vector<policy::WellKnown> Missing(const std::string& origin,
                                                       policy::Time now) const;

  void Take(const std::string& origin, ProbeResult result);

  /// Licence documents that robots.txt of `url`'s origin or `response` declare and that have to be
  /// asked for, as addresses without fragment; at most eight of one robots.txt, and sixteen of all
  /// responses of an origin. Requires that nothing else is missing.
  [[nodiscard]] std::vector<std::string> MissingLicences(const WebUrl& url,
                                                         const rights::ResponseSigns& response,
                                                         policy::Time now);
  [[nodiscard]] bool KnowsLicence(const std::string& address, policy::Time now) const;
  void TakeLicence(const std::string& address, rights::LicenceAnswer answer, policy::Time at);

  /// Leave to ask for a licence document, at its address or where `from` has led.
  /// Errors:  as PermitProbe::ForLicence and Follow. Requires that `url`'s robots.txt was asked.
  [[nodiscard]] Result<policy::PermitProbe> AskLicence(
      const WebUrl& url, const policy::PermitProbe* from = nullptr) const;

  /// Clauses of an origin's terms and what was concluded about them, in place of earlier ones.
  void SetTerms(const std::string& origin, std::vector<Fact> facts);

  /// Requires that nothing is missing. `is_image` when a page shows `url` as a picture: some rules
  /// are for pictures only.
  std::variant<policy::Permit, Decision> Ask(const WebUrl& url, policy::Time now,
                                             bool is_image = false);

  /// What came along with a response adds: a decision that forbids, or nothing.
  std::optional<Decision> Refusal(const WebUrl& url, const rights::ResponseSigns& response,
                                  bool is_image);

  /// Everything that is known of `url`, with what came along with it.
  [[nodiscard]] std::vector<Fact> FactsAbout(const WebUrl& url,
                                             const rights::ResponseSigns& response,
                                             bool is_image) const;

  /// As far as it is known.
  [[nodiscard]] std::optional<std::chrono::milliseconds> CrawlDelay(
      const std::string& origin) const;
  [[nodiscard]] std::vector<std::string> Sitemaps(const std::string& origin) const;
  [[nodiscard]] const GateOptions& options() const { return options_; }

 private:
  struct Origin {
    rights::SiteAnswers answers;
    std::map<policy::WellKnown, policy::Time> asked;
    std::map<policy::WellKnown, Fact> probes;
    std::vector<Fact> terms;
    std::set<std::string> named;  ///< licence documents, by its responses
    bool answered = false;        ///< robots.txt did, in whatever way
  };
  struct Licence {
    rights::LicenceAnswer answer;
    policy::Time at{};
  };
  [[nodiscard]] const Origin& Known(const std::string& origin) const;
  [[nodiscard]] rights::WebContext ContextOf(const WebUrl& url, bool is_image) const;

  policy::Engine& engine_;
  GateOptions options_;
  std::map<std::string, Origin> origins_;
  std::map<std::string, Licence> licences_;  ///< by address
};

/// "robots", "tdmrep", "ai.txt", "rsl": the protocol that a probe's fact names.
std::string_view ProtocolOf(policy::WellKnown file);

}  // namespace assay::acquire
