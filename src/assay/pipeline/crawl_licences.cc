// SPDX-License-Identifier: Apache-2.0
//
// Licence documents of a crawl: asked for before the addresses that they speak of are judged.
#include <algorithm>
#include <utility>

#include "assay/pipeline/ask_site.h"
#include "assay/pipeline/crawl.h"
#include "assay/pipeline/crawl_internal.h"
#include "assay/pipeline/run.h"
#include "assay/policy/engine.h"

namespace assay::pipeline::internal {

using acquire::WebUrl;
using policy::WellKnown;

std::string Crawler::Question::Place() const {
  if (!trail.empty()) return trail.back();
  return licence.empty() ? origin : licence;
}

std::string Crawler::Question::Name() const {
  return licence.empty() ? origin + std::string(policy::PathOf(file)) : licence;
}

/// The first of `questions`; before a licence document, the robots.txt of where it lies now.
Result<Crawler::Question> Crawler::Foremost(const Host& host) {
  const Question& question = host.questions.back();
  if (question.file != WellKnown::kLicence) return question;
  ASSAY_LET(const WebUrl place, WebUrl::Parse(question.Place()));
  ASSAY_TRY(LoadOrigin(place.Origin()));
  const auto missing = gate_.Missing(place.Origin(), WallTime());
  const bool is_known = missing.empty() || missing.front() != WellKnown::kRobots;
  if (is_known) return question;
  return Question{place.Origin(), WellKnown::kRobots, "", {}};
}

/// Puts the next question of a host, unless somebody else's turn has put it.
Status Crawler::StartQuestion(const std::string& name) {
  Host& host = hosts_[name];
  ASSAY_LET(const Question question, Foremost(host));
  const bool is_licence = question.file == WellKnown::kLicence;
  const bool is_new = question.trail.empty();
  if (is_licence && is_new && gate_.KnowsLicence(question.licence, WallTime())) {
    host.questions.pop_back();
    Schedule(name, {});
    return Release();
  }
  if (is_new && WaitsFor(name, question)) return Done{};
  const std::string asked = WebUrl::Parse(question.Place()).value().host;
  ASSAY_TRY(LoadHost(asked));
  if (!IsDue(name, asked)) return Done{};
  if (question.Name() == host.questions.back().Name()) host.questions.pop_back();
  return StartProbe(name, question);
}

/// Is that being asked already? Then `name` has its turn a little later.
bool Crawler::WaitsFor(const std::string& name, const Question& question) {
  constexpr std::chrono::milliseconds kBusy{50};
  if (!asking_.contains(question.Name())) return false;
  Schedule(name, std::chrono::steady_clock::now() + kBusy);
  return true;
}

void Crawler::Want(const std::string& name, const std::vector<std::string>& licences) {
  std::vector<Question>& questions = hosts_[name].questions;
  for (const std::string& address : licences) {
    if (std::ranges::count(questions, address, &Question::licence) > 0) continue;
    const std::string origin = WebUrl::Parse(address).value().Origin();
    questions.insert(questions.begin(), {origin, WellKnown::kLicence, address, {}});
  }
}

/// Of a read page or picture: the documents that it declares are asked for before it is judged.
bool Crawler::Hold(Read& read) {
  const bool is_judged = read.reading.kind == "page" || read.reading.kind == "picture";
  if (!read.answer.ok() || !is_judged) return false;
  const WebUrl url = WebUrl::Parse(read.reading.row.url).value();
  const auto signs = SignsOf(read.answer.value(), read.reading.exchange, "url:" + url.Text());
  const auto missing = gate_.MissingLicences(url, signs, WallTime());
  if (missing.empty()) return false;
  Want(url.host, missing);
  held_.push_back({missing, std::move(read)});
  if (idle_.erase(url.host) > 0) Schedule(url.host, {});
  return true;
}

/// Judges what has waited for the last answer.
Status Crawler::Release() {
  std::vector<Held> held = std::exchange(held_, {});
  const auto waits = [this](const Held& one) {
    return std::ranges::any_of(one.licences, [this](const std::string& address) {
      return !gate_.KnowsLicence(address, WallTime());
    });
  };
  for (Held& one : held) {
    if (waits(one))
      held_.push_back(std::move(one));
    else
      ASSAY_TRY(Judge(std::move(one.read)));
  }
  return Done{};
}

}  // namespace assay::pipeline::internal
