// SPDX-License-Identifier: Apache-2.0
//
// Foreign text to UTF-8. Three encodings have readers here, all others of ASCII's family are read
// as windows-1252: tags and addresses come out right, letters beyond ASCII do not, and `is_exact`
// says so. iconv would open files.
#pragma once

#include <string>
#include <string_view>

#include "assay/core/bytes.h"

namespace assay::markup::internal {

struct Text {
  std::string utf8;  ///< no byte order mark
  std::string encoding;
  bool is_exact = true;
};

/// HTML: byte order mark, then `charset` of the transport, then <meta> in the first 1,024 bytes,
/// then UTF-8 where it is valid, else windows-1252.
/// Source:  WHATWG HTML, "determining the character encoding"; WHATWG Encoding.
Text DecodeHtml(ByteView bytes, std::string_view charset);

/// XML: byte order mark, UTF-16 by its first "<", then the declaration, else UTF-8, whose bytes are
/// not checked: that is the XML reader's.
/// Source:  XML 1.0, appendix F.
Text DecodeXml(ByteView bytes);

/// Appends the code point, or U+FFFD when it is none.
void AppendUtf8(std::uint32_t point, std::string& out);

/// The code point that windows-1252 has for a byte from 0x80 to 0x9F.
std::uint32_t Windows1252(std::uint8_t byte);

}  // namespace assay::markup::internal
