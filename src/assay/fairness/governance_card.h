// SPDX-License-Identifier: Apache-2.0
//
// The fairness sections of a model card and of a datasheet, from a checked record. Foreign texts
// are escaped: they make neither markup nor further cells. Every number comes from a document, and
// stands beside its n, interval, method and the digests of document, question and data.
#pragma once

#include <cstddef>
#include <string>

#include "assay/fairness/governance_check.h"

namespace assay::fairness {

/// Rows of one document that a card shows, in its order; how many more there are it says.
inline constexpr std::size_t kCardRows = 200;

/// Purpose, features, oversight, and the numbers of model and impact documents.
/// Source:  Mitchell et al., "Model cards for model reporting", FAT* 2019, for the sections.
std::string ModelCard(const GovernanceReport& report);

/// Origin, flows, notice, retention, and the numbers of data set documents.
/// Source:  Gebru et al., "Datasheets for datasets", Communications of the ACM 64 (2021).
std::string Datasheet(const GovernanceReport& report);

}  // namespace assay::fairness
