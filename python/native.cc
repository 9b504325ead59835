// SPDX-License-Identifier: Apache-2.0
//
// C++ functions as Python's: it converts arguments and turns an Error into ValueError. What a
// function means stands in python/assay/*.py.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/nearest.h"
#include "assay/fairness/gate.h"
#include "assay/fairness/gate_report.h"
#include "assay/fairness/model_document.h"
#include "assay/fairness/proportion.h"
#include "assay/fairness/significance.h"
#include "assay/table/count_arrow.h"

namespace nb = nanobind;
namespace fairness = assay::fairness;

namespace {

using fairness::Interval;
using fairness::Proportion;
using Pair = std::pair<double, double>;

[[noreturn]] void Raise(const assay::Error& error) { throw nb::value_error(error.what.c_str()); }

constexpr std::int64_t kMostRows = std::int64_t{1} << 53;

/// C++ aborts on what is a bug of its caller; a caller in Python gets an exception.
Proportion Share(std::int64_t k, std::int64_t n) {
  if (k < 0 || n < k || n > kMostRows)
    throw nb::value_error("a proportion is k of n with 0 <= k <= n <= 2^53");
  return {k, n};
}

double Confidence(double confidence) {
  if (confidence > 0 && confidence < 1) return confidence;
  throw nb::value_error("confidence lies between 0 and 1");
}

std::optional<Pair> ToPair(std::optional<Interval> interval) {
  if (!interval) return std::nullopt;
  return Pair{interval->low, interval->high};
}

template <auto kOne>
std::optional<Pair> OfOne(std::int64_t k, std::int64_t n, double confidence) {
  return ToPair(kOne(Share(k, n), Confidence(confidence)));
}

template <auto kTwo>
std::optional<Pair> OfTwo(std::int64_t k1, std::int64_t n1, std::int64_t k2, std::int64_t n2,
                          double confidence) {
  return ToPair(kTwo(Share(k1, n1), Share(k2, n2), Confidence(confidence)));
}

template <auto kTest>
std::optional<double> Test(std::int64_t k1, std::int64_t n1, std::int64_t k2, std::int64_t n2) {
  return kTest(Share(k1, n1), Share(k2, n2));
}

std::vector<double> BenjaminiHochberg(const std::vector<std::optional<double>>& p_values) {
  for (const auto& p : p_values)
    if (p && !(*p >= 0 && *p <= 1)) throw nb::value_error("a p value lies between 0 and 1");
  return fairness::BenjaminiHochberg(p_values);
}

/// The stream in a capsule; the capsule's owner releases it.
ArrowArrayStream& StreamIn(const nb::capsule& capsule) {
  constexpr const char* kName = "arrow_array_stream";
  if (!PyCapsule_IsValid(capsule.ptr(), kName))
    throw nb::value_error("not a capsule of an Arrow stream");
  auto& stream = *static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), kName));
  if (stream.release == nullptr) throw nb::value_error("the Arrow stream was used up before");
  return stream;
}

std::vector<assay::table::TupleCount> Counted(const nb::capsule& capsule,
                                              const assay::table::CountWish& wish) {
  ArrowArrayStream& stream = StreamIn(capsule);
  std::vector<assay::table::TupleCount> tuples;
  const auto counted = [&] {
    const nb::gil_scoped_release released;  // a stream that calls Python takes it again itself
    return assay::table::CountArrow(stream, wish, [&](const assay::table::TupleCount& tuple) {
      tuples.push_back(tuple);
      return assay::Status(assay::Done{});
    });
  }();
  if (!counted.ok()) Raise(counted.error());
  return tuples;
}

/// Values and rows of each combination: what a caller has counted already.
using Counts = std::vector<std::tuple<std::vector<std::optional<std::string>>, std::int64_t>>;
/// A table's rows, or its counts.
using Source = std::variant<nb::capsule, Counts>;

std::vector<assay::table::TupleCount> Counted(const Source& source,
                                              const assay::table::CountWish& wish) {
  if (const auto* capsule = std::get_if<nb::capsule>(&source)) return Counted(*capsule, wish);
  std::vector<assay::table::TupleCount> tuples;
  std::int64_t room = kMostRows;
  for (const auto& [values, rows] : std::get<Counts>(source)) {
    if (values.size() != wish.columns.size() || rows < 0 || rows > room)
      throw nb::value_error("no counts of these columns, or more than 2^53 rows");
    room -= rows;
    tuples.push_back({values, rows});
  }
  return tuples;
}

nb::list Count(const nb::capsule& capsule, const std::vector<std::string>& columns,
               const std::string& weight) {
  assay::table::CountWish wish;
  for (const std::string& name : columns) wish.columns.push_back({name, std::nullopt});
  wish.weight = weight;
  nb::list rows;
  for (const auto& tuple : Counted(capsule, wish))
    rows.append(nb::make_tuple(tuple.values, tuple.rows, tuple.weight));
  return rows;
}

assay::Json Parsed(const std::string& text) {
  auto json = assay::ParseJson(text);
  if (!json.ok()) Raise(json.error());
  return std::move(json).value();
}

template <typename T>
T Taken(assay::Result<T> result) {
  if (!result.ok()) Raise(result.error());
  return std::move(result).value();
}

fairness::Metric MetricOf(const std::string& name) {
  if (const auto metric = fairness::MetricNamed(name)) return *metric;
  std::vector<std::string_view> known;
  for (const fairness::Metric one : fairness::kMetrics) known.push_back(fairness::Name(one));
  throw nb::value_error(assay::NoSuch("metric", name, known).c_str());
}

template <typename T>
T Member(const assay::Json& json, const char* name) {
  try {
    const assay::Json& member = json.at(name);
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      // A cast would make 5 of 5.9, and of 2^32 + 5.
      const bool fits = member.is_number_unsigned() &&
                        member.get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<T>::max()};
      if (!fits) throw nb::value_error(("'" + std::string(name) + "' is no such number").c_str());
    }
    return member.get<T>();
  } catch (const assay::Json::exception&) {
    throw nb::value_error(
        ("'" + std::string(name) + "' is of another type than is expected").c_str());
  }
}

/// The document of `assay fairness model`; `question` names its parts as flags of the program do.
std::string AuditModel(const Source& source, const std::string& question_text) {
  const assay::Json json = Parsed(question_text);
  fairness::ModelQuestion question;
  fairness::ModelColumns& columns = question.columns;
  columns.label = assay::StringOr(json, "label");
  columns.prediction = assay::StringOr(json, "prediction");
  columns.weight = assay::StringOr(json, "weight");
  columns.attributes = Member<std::vector<std::string>>(json, "groups");
  if (!json.at("threshold").is_null()) columns.threshold = Member<double>(json, "threshold");
  if (!json.at("positive").is_null()) question.positive = Member<std::string>(json, "positive");
  question.references = Member<std::map<std::string, std::string>>(json, "references");
  question.depth = Member<std::size_t>(json, "intersections");
  question.suppress = Member<bool>(json, "suppress");
  if (!json.at("bootstrap").is_null())
    question.bootstrap = {.seed = Member<std::uint64_t>(json, "seed"),
                          .replicates = Member<std::int32_t>(json, "bootstrap")};
  if (!json.at("metrics").is_null()) {
    question.family.clear();
    for (const auto& name : Member<std::vector<std::string>>(json, "metrics"))
      question.family.push_back(MetricOf(name));
  }
  const auto tuples = Counted(source, fairness::WishOf(columns));
  return assay::Canonical(
      fairness::ToJson(Taken(fairness::AuditModel(tuples, std::move(question)))));
}

/// The columns that a policy asks for: label, prediction, groups; and its threshold of scores.
std::tuple<std::vector<std::string>, std::optional<double>> GateColumns(
    const std::string& policy_text) {
  const auto policy = Taken(fairness::ReadGatePolicy(Parsed(policy_text)));
  std::vector<std::string> names;
  for (const auto& column : fairness::WishOf(policy.columns).columns) names.push_back(column.name);
  return {names, policy.columns.threshold};
}

/// The document of `assay fairness gate`, its summary, and the counts to freeze.
nb::tuple Gate(const Source& source, const std::string& policy_text,
               const std::optional<std::string>& against, const std::string& date) {
  const auto policy = Taken(fairness::ReadGatePolicy(Parsed(policy_text)));
  const auto tuples = Counted(source, fairness::WishOf(policy.columns));
  std::optional<assay::Json> last;
  if (against) last = Parsed(*against);
  const auto report = Taken(fairness::Evaluate(policy, tuples, last, date));
  return nb::make_tuple(assay::Canonical(fairness::ToJson(policy, report)),
                        fairness::ToMarkdown(policy, report),
                        assay::Canonical(fairness::Frozen(policy, report.model)));
}

}  // namespace

NB_MODULE(_native, module) {
  module.def("wilson", OfOne<fairness::Wilson>);
  module.def("clopper_pearson", OfOne<fairness::ClopperPearson>);
  module.def("newcombe_difference", OfTwo<fairness::NewcombeDifference>);
  module.def("miettinen_nurminen_difference", OfTwo<fairness::MiettinenNurminenDifference>);
  module.def("log_ratio", OfTwo<fairness::LogRatio>);
  module.def("fisher_exact", Test<fairness::FisherExact>);
  module.def("two_proportion_z", Test<fairness::TwoProportionZ>);
  module.def("equal_shares", Test<fairness::EqualShares>);
  module.def("benjamini_hochberg", BenjaminiHochberg);
  module.def("count", Count);
  module.def("audit_model", AuditModel);
  module.def("gate_columns", GateColumns);
  module.def("gate", Gate, nb::arg(), nb::arg(), nb::arg().none(), nb::arg());
}
