// SPDX-License-Identifier: Apache-2.0
//
// The word that somebody may have meant, to be offered beside one that nobody knows.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace assay {

/// That of `known` with the fewest edits (insert, delete or replace one byte) from `word`, the
/// first of equals; beyond 128 bytes nothing is compared. Empty when nothing is known.
///
/// Cost:    O(|word| * all bytes of `known`).
/// Source:  Wagner and Fischer, "The string-to-string correction problem", J. ACM 21 (1974).
std::string_view Nearest(std::string_view word, std::span<const std::string_view> known);

/// "no column 'labl'; did you mean 'label'?": `what` is "column". Both words are made printable.
std::string NoSuch(std::string_view what, std::string_view word,
                   std::span<const std::string_view> known);

}  // namespace assay
