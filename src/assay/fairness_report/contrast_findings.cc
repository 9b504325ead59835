// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "assay/fairness_report/contrast_internal.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

using page::Html;

/// Those that cannot be tested, as with weights, have no q at all.
bool IsTested(const Comparison& one) {
  return std::ranges::any_of(one.contrasts,
                             [](const Contrast& contrast) { return contrast.q.has_value(); });
}

bool Differs(const Comparisons& all, const Contrast& contrast) {
  return contrast.standing == Standing::kOk && contrast.q && *contrast.q <= 1 - all.confidence;
}

struct Found {
  const Comparison* comparison = nullptr;
  const Contrast* contrast = nullptr;
};

template <typename Keep>
std::vector<Found> Find(const Comparisons& all, Keep keep) {
  std::vector<Found> found;
  for (const Comparison& one : all.list)
    for (const Contrast& contrast : one.contrasts)
      if (keep(one, contrast)) found.push_back({&one, &contrast});
  return found;
}

std::vector<Found> WithStanding(const Comparisons& all, Standing standing) {
  return Find(all, [standing](const Comparison&, const Contrast& contrast) {
    return contrast.standing == standing;
  });
}

std::size_t CountDiffering(const Comparisons& all) {
  return Find(all, [&all](const Comparison&,
                          const Contrast& contrast) { return Differs(all, contrast); })
      .size();
}

std::size_t CountTested(const Comparisons& all) {
  return Find(all,
              [](const Comparison& one, const Contrast& contrast) {
                return IsTested(one) && contrast.standing == Standing::kOk;
              })
      .size();
}

/// "0.031", "12.4", "2.5 ×": how far, in either direction
void SayFar(Html& html, const Quantity& quantity, double distance) {
  if (quantity.distance == Distance::kTimes)
    Say(html, ShowDistance(quantity)(distance));
  else if (quantity.distance == Distance::kPoints)
    Say(html, FarPoints(distance));
  else
    Say(html, Figure{distance, Decimal(std::abs(distance)).text});
}

std::string_view Direction(const Quantity& quantity, double distance) {
  if (quantity.distance == Distance::kTimes) return " as many";
  if (quantity.distance == Distance::kPoints)
    return distance < 0 ? " points lower" : " points higher";
  return distance < 0 ? " lower" : " higher";
}

/// "0.031 lower; anything from 0.012 to 0.050 lower agrees with these numbers"
void SayDistance(Html& html, const Quantity& quantity, const Contrast& contrast) {
  SayFar(html, quantity, *contrast.distance);
  Say(html, Direction(quantity, *contrast.distance));
  if (!contrast.distance_low || !contrast.distance_high) return;
  double from = *contrast.distance_low;
  double to = *contrast.distance_high;
  if (quantity.distance != Distance::kTimes && to < 0) std::swap(from, to);
  Say(html, "; anything from ");
  SayFar(html, quantity, from);
  if (Direction(quantity, from) != Direction(quantity, to)) Say(html, Direction(quantity, from));
  Say(html, " to ");
  SayFar(html, quantity, to);
  Say(html, Direction(quantity, to), " agrees with these numbers");
}

void SayFound(Html& html, const Found& found) {
  const Quantity& quantity = found.comparison->quantity;
  const Contrast& contrast = *found.contrast;
  html.Open("strong").Text(quantity.title).Text(" by ");
  Put(html, ColumnsOf(found.comparison->by));
  html.Text(". ").Close();
  const Show show = ShowValue(quantity);
  Say(html, NameOf(contrast.group), " ", show(contrast.value));
  const auto& others = found.comparison->contrasts;
  const auto reference = std::ranges::find(others, Standing::kReference, &Contrast::standing);
  if (reference != others.end())
    Say(html, ", ", NameOf(reference->group), " ", show(reference->value));
  else
    Say(html, ", held against ", NameOf(found.comparison->reference));
  if (contrast.distance) {
    Say(html, ": ");
    SayDistance(html, quantity, contrast);
  }
  if (contrast.q) Say(html, " (q ", Chance(contrast.q), ")");
  Say(html, ".");
}

/// What is sure first, then what is far; of what was not tested the farthest.
std::vector<Found> Striking(const Comparisons& all) {
  const bool has_tests = CountTested(all) > 0;
  std::vector<Found> found = Find(all, [&](const Comparison&, const Contrast& contrast) {
    return has_tests ? Differs(all, contrast) : contrast.standing == Standing::kOk;
  });
  std::ranges::stable_sort(found, [](const Found& a, const Found& b) {
    const auto key = [](const Found& one) {
      return std::pair(one.contrast->q.value_or(1),
                       -Farness(one.comparison->quantity, *one.contrast));
    };
    return key(a) < key(b);
  });
  return found;
}

}  // namespace

void WriteComparisonLede(Html& html, const Comparisons& all, std::string_view what,
                         const std::string& name) {
  const auto strong = [&html](std::size_t count) {
    html.Tag("strong", page::Grouped(static_cast<std::int64_t>(count)));
  };
  const std::size_t unclear = WithStanding(all, Standing::kInsufficient).size() +
                              WithStanding(all, Standing::kUndefined).size();
  const std::size_t compared = WithStanding(all, Standing::kOk).size();
  html.Open("p", {{"class", "lede"}});
  if (CountTested(all) > 0) {
    strong(CountDiffering(all));
    html.Text(" of ");
    strong(compared + unclear);
    html.Text(fmt::format(" comparisons of {} ", what));
    Put(html, NameOf({name}));
    html.Text(" differ by more than chance explains. ");
  } else {
    strong(compared);
    html.Text(fmt::format(" comparisons of {} ", what));
    Put(html, NameOf({name}));
    html.Text(" were made, and no test. ");
  }
  strong(unclear);
  html.Text(unclear == 1 ? " rests on too few to say." : " rest on too few to say.").Close();
}

void WriteComparisonFindings(Sheet& sheet, const Comparisons& all) {
  Html& html = sheet.html;
  const std::size_t compared = WithStanding(all, Standing::kOk).size();
  const std::size_t tested = CountTested(all);
  const std::size_t differing = CountDiffering(all);
  html.Open("ul", {{"class", "tiles"}});
  if (tested > 0) {
    WriteTile(html, "review", "\u2260 Differ", differing, "chance alone would rarely make it so");
    WriteTile(html, "dead", "\u2248 Not shown to differ", tested - differing,
              "which is not the same as being alike");
  }
  if (compared > tested)
    WriteTile(html, "dead", "\u2194 Compared", compared - tested, "no test was made");
  WriteTile(html, "dead", "? Insufficient", WithStanding(all, Standing::kInsufficient).size(),
            "too few to say");
  WriteTile(html, "dead", "\u2205 Undefined", WithStanding(all, Standing::kUndefined).size(),
            "there is no such number");
  html.Close();
  const std::vector<Found> found = Striking(all);
  if (found.empty()) {
    html.Tag("p", tested > 0 ? "No comparison differs by more than chance explains."
                             : "No group could be compared with its reference.");
    return;
  }
  const std::size_t said = std::min(found.size(), kSentences);
  html.Tag("p", tested > 0 ? "The surest differences:" : "The largest differences:");
  html.Open("ul", {{"class", "list"}});
  for (const Found& one : std::span(found).first(said)) {
    html.Open("li");
    SayFound(html, one);
    html.Close();
  }
  html.Close();
  if (found.size() > said)
    html.Tag("p", fmt::format("{} more stand in the tables.",
                              page::Grouped(static_cast<std::int64_t>(found.size() - said))));
}

void WriteComparisonUnclear(Sheet& sheet, const Comparisons& all) {
  Html& html = sheet.html;
  std::vector<Found> unclear = WithStanding(all, Standing::kUndefined);
  const auto small = WithStanding(all, Standing::kInsufficient);
  unclear.insert(unclear.end(), small.begin(), small.end());
  if (unclear.empty()) {
    html.Tag("p", "Every comparison rests on enough.");
    return;
  }
  html.Tag("p", all.unclear);
  page::OpenTable(html, "Comparisons that support no conclusion.",
                  {"Group", "By", "What", "#n", "State"});
  const std::size_t shown = sheet.TakeRows(unclear.size());
  for (const Found& one : std::span(unclear).first(shown)) {
    html.Open("tr");
    RowHead(html, NameOf(one.contrast->group));
    Cell(html, "t", ColumnsOf(one.comparison->by));
    html.Tag("td", one.comparison->quantity.title);
    NumberCell(html, Whole(one.contrast->n));
    html.Tag("td", Name(one.contrast->standing)).Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(unclear.size(), shown);
}

}  // namespace assay::fairness_report
