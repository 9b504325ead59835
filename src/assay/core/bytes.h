// SPDX-License-Identifier: Apache-2.0
//
// Views of raw bytes, their text forms (hex, base64), and text that is safe to keep.
// It does not own memory and it does not guess encodings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"

namespace assay {

using ByteView = std::span<const std::uint8_t>;
using Bytes = std::vector<std::uint8_t>;

/// The same memory seen as bytes, or as characters. Neither copies.
ByteView AsBytes(std::string_view text);
std::string_view AsText(ByteView bytes);

/// Lower-case hexadecimal, two digits a byte.
std::string ToHex(ByteView bytes);

/// Errors:  kInvalidArgument for an odd length or a character outside [0-9a-fA-F].
Result<Bytes> FromHex(std::string_view hex);

/// Standard alphabet with padding.
/// Source:  RFC 4648, section 4.
std::string ToBase64(ByteView bytes);

/// Strict: padding required, unused bits zero, no white space, no other alphabet.
/// Errors:  kInvalidArgument.
/// Source:  RFC 4648, sections 3.5 and 4.
Result<Bytes> FromBase64(std::string_view text);

/// True for well-formed UTF-8: no surrogates, no overlong forms, at most U+10FFFF.
/// Source:  RFC 3629.
bool IsUtf8(std::string_view text);

/// `text` with each byte that is not part of well-formed UTF-8 replaced by U+FFFD, cut at a
/// character boundary so that the result has at most `limit_bytes` bytes. Equal for valid, short
/// input.
std::string ToUtf8(std::string_view text, std::size_t limit_bytes);

/// `text` fit to be shown on a terminal or in a page: C0 and C1 controls, bidirectional controls
/// and invalid UTF-8 become visible escapes such as \x1b or \u202e. Injective on valid input that
/// holds no backslash.
std::string ToPrintable(std::string_view text);

/// ASCII only; bytes outside A-Z stay as they are.
std::string ToLowerAscii(std::string_view text);

/// Without leading and trailing ASCII white space.
std::string_view Trim(std::string_view text);

}  // namespace assay
