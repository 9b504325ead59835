// SPDX-License-Identifier: Apache-2.0
//
// The special functions that intervals and tests need, by the names that statistics gives them.
// Boost.Math computes them. It never throws here: callers keep arguments inside the domains.
#pragma once

namespace assay::fairness {

/// z with P(|Z| <= z) = confidence, for a standard normal Z.
double TwoSidedNormalQuantile(double confidence);

/// P(|Z| >= |z|).
double TwoSidedNormalTail(double z);

/// x with P(X <= x) = p, and with P(X >= x) = p, for X ~ Beta(a, b).
double BetaQuantile(double a, double b, double p);
double BetaUpperQuantile(double a, double b, double p);

/// x with P(X <= x) = p, and with P(X >= x) = p, for X ~ Gamma(shape, 1).
double GammaQuantile(double shape, double p);
double GammaUpperQuantile(double shape, double p);

/// P(X <= k) for X ~ Binomial(n, 1/2).
double FairBinomialTail(double k, double n);

/// t with P(|T| <= t) = confidence, and P(|T| >= |t|), for Student's T; degrees above 0, also
/// broken.
double StudentQuantile(double degrees, double confidence);
double StudentTail(double t, double degrees);

/// P(X >= x) for X ~ chi-square with so many degrees of freedom.
double ChiSquareTail(double x, double degrees);

/// t with P(|T| <= t) = confidence, and P(|T| >= |t|), for Student's T with so many degrees of
/// freedom.
double TwoSidedStudentQuantile(double confidence, double degrees);
double TwoSidedStudentTail(double t, double degrees);

}  // namespace assay::fairness
