// SPDX-License-Identifier: Apache-2.0
//
// C++ functions as Python's: it converts arguments and turns an Error into ValueError. What a
// function means stands in python/assay/*.py.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

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

/// C++ aborts on what is a bug of its caller; a caller in Python gets an exception.
Proportion Share(std::int64_t k, std::int64_t n) {
  if (k < 0 || n < k) throw nb::value_error("a proportion is k of n with 0 <= k <= n");
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
  return *static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), kName));
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
}
