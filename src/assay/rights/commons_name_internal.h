// SPDX-License-Identifier: Apache-2.0
//
// Names of Creative Commons licences in prose: "CC BY-SA 3.0 de", "Attribution-NonCommercial 4.0".
#pragma once

#include <optional>
#include <span>

#include "assay/rights/licence.h"
#include "assay/rights/words_internal.h"

namespace assay::rights {

struct CommonsName {
  std::optional<Licence> licence;  ///< none: Creative Commons is named, a licence is not
  std::size_t words = 0;           ///< how many words the name takes; 0: no name here
};

enum class Place { kProse, kLicenceField };

/// The name that begins at `words[at]`. In a licence field the words "Creative Commons" may be
/// missing.
/// Cost:    constant: a name has at most 24 words.
CommonsName CommonsNameAt(std::span<const Word> words, std::size_t at, std::string_view text,
                          Place place);

}  // namespace assay::rights
