// SPDX-License-Identifier: Apache-2.0
//
// C++ functions as Python's: it converts arguments and turns an Error into ValueError. What a
// function means stands in python/assay/*.py.
#include "native.h"

#include <nanobind/stl/pair.h>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "assay/fairness/gate.h"
#include "assay/fairness/gate_report.h"
#include "assay/fairness/proportion.h"
#include "assay/fairness/significance.h"

namespace nb = nanobind;
namespace fairness = assay::fairness;

namespace {

using assay::python::Counted;
using assay::python::Parsed;
using assay::python::Source;
using assay::python::Taken;
using fairness::Interval;
using fairness::Proportion;
using Pair = std::pair<double, double>;

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

namespace assay::python {
namespace {

std::vector<table::TupleCount> CountedIn(const nb::capsule& capsule, const table::CountWish& wish) {
  ArrowArrayStream& stream = StreamIn(capsule);
  std::vector<table::TupleCount> tuples;
  const auto counted = [&] {
    const nb::gil_scoped_release released;  // a stream that calls Python takes it again itself
    return table::CountArrow(stream, wish, [&](const table::TupleCount& tuple) {
      tuples.push_back(tuple);
      return Status(Done{});
    });
  }();
  if (!counted.ok()) Raise(counted.error());
  return tuples;
}

}  // namespace

ArrowArrayStream& StreamIn(const nb::capsule& capsule) {
  constexpr const char* kName = "arrow_array_stream";
  if (!PyCapsule_IsValid(capsule.ptr(), kName))
    throw nb::value_error("not a capsule of an Arrow stream");
  auto& stream = *static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), kName));
  if (stream.release == nullptr) throw nb::value_error("the Arrow stream was used up before");
  return stream;
}

std::vector<table::TupleCount> Counted(const Source& source, const table::CountWish& wish) {
  if (const auto* capsule = std::get_if<nb::capsule>(&source)) return CountedIn(*capsule, wish);
  std::vector<table::TupleCount> tuples;
  std::int64_t room = kMostRows;
  for (const auto& [values, rows] : std::get<Counts>(source)) {
    if (values.size() != wish.columns.size() || rows < 0 || rows > room)
      throw nb::value_error("no counts of these columns, or more than 2^53 rows");
    room -= rows;
    tuples.push_back({values, rows});
  }
  return tuples;
}

}  // namespace assay::python

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
  assay::python::AddAudits(module);
  module.def("gate_columns", GateColumns);
  module.def("gate", Gate, nb::arg(), nb::arg(), nb::arg().none(), nb::arg());
}
