// SPDX-License-Identifier: Apache-2.0
//
// Text of metadata blocks in UTF-8, from the few encodings that their standards name. Never guesses
// a language.
#pragma once

#include <string>
#include <string_view>

#include "assay/codec/wire_internal.h"

namespace assay::codec {

/// Every byte is one character. Source: ISO/IEC 8859-1.
std::string Latin1ToUtf8(std::string_view text);

/// Up to the first NUL; unpaired surrogates become U+FFFD. A byte order mark wins over `order`.
std::string Utf16ToUtf8(ByteView text, Order order);

/// As it is when it is UTF-8; else as Latin-1, which is what old cameras and editors meant.
std::string Utf8OrLatin1(std::string_view text);

}  // namespace assay::codec
