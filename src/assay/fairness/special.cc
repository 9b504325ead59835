// SPDX-License-Identifier: Apache-2.0
#include <boost/math/constants/constants.hpp>
#include <boost/math/distributions/complement.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/policies/policy.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "assay/fairness/special_internal.h"

namespace assay::fairness {
namespace {

namespace bm = boost::math;
namespace bp = boost::math::policies;

constexpr auto kRootTwo = bm::constants::root_two<double>();

/// Errors become the best value there is (or NaN) instead of exceptions.
using NoThrow =
    bp::policy<bp::domain_error<bp::ignore_error>, bp::pole_error<bp::ignore_error>,
               bp::overflow_error<bp::ignore_error>, bp::evaluation_error<bp::ignore_error>>;

using StudentsT = bm::students_t_distribution<double, NoThrow>;

}  // namespace

double TwoSidedNormalQuantile(double confidence) {
  return kRootTwo * bm::erfc_inv(1.0 - confidence, NoThrow());
}

double TwoSidedNormalTail(double z) { return bm::erfc(std::abs(z) / kRootTwo, NoThrow()); }

double BetaQuantile(double a, double b, double p) { return bm::ibeta_inv(a, b, p, NoThrow()); }

double BetaUpperQuantile(double a, double b, double p) {
  return bm::ibetac_inv(a, b, p, NoThrow());
}

double GammaQuantile(double shape, double p) { return bm::gamma_p_inv(shape, p, NoThrow()); }

double GammaUpperQuantile(double shape, double p) { return bm::gamma_q_inv(shape, p, NoThrow()); }

double FairBinomialTail(double k, double n) { return bm::ibetac(k + 1, n - k, 0.5, NoThrow()); }

double StudentQuantile(double degrees, double confidence) {
  return bm::quantile(bm::complement(StudentsT(degrees), (1 - confidence) / 2));
}

double StudentTail(double t, double degrees) {
  return 2 * bm::cdf(bm::complement(StudentsT(degrees), std::abs(t)));
}

double ChiSquareTail(double x, double degrees) {
  return bm::gamma_q(degrees / 2, x / 2, NoThrow());
}

double TwoSidedStudentQuantile(double confidence, double degrees) {
  // |T| <= t where degrees / (degrees + T^2), which is Beta(degrees / 2, 1/2), is at least x.
  double above = 0;
  const double x = bm::ibeta_inv(degrees / 2, 0.5, 1.0 - confidence, &above, NoThrow());
  return std::sqrt(degrees * (above / x));
}

double TwoSidedStudentTail(double t, double degrees) {
  const double ratio = t * t / degrees;
  return std::isfinite(ratio) ? bm::ibeta(degrees / 2, 0.5, 1 / (1 + ratio), NoThrow()) : 0;
}

}  // namespace assay::fairness
