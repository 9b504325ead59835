// SPDX-License-Identifier: Apache-2.0
//
// The texts of a WARC record: its fields, names and dates, and the HTTP head inside. Whatever goes
// into one of them is made unable to end its line.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/hash.h"
#include "assay/core/result.h"

namespace assay::acquire {

inline constexpr std::string_view kWarcVersion = "WARC/1.1";
inline constexpr std::string_view kWarcFieldsType = "application/warc-fields";

/// What may name a field. Source: ISO 28500:2017, section 4.
bool IsToken(std::string_view text);

/// "2026-01-15T10:20:30.123Z". Source: W3C-DTF with a fraction, ISO 28500:2017, section 5.4.
std::string WarcDate(std::chrono::system_clock::time_point time);

/// True for that form, with a fraction of one to nine digits or none.
bool IsWarcDate(std::string_view text);

/// "urn:uuid:..." of 122 random bits. Source: RFC 9562, section 5.4.
std::string NewRecordId();

/// `url` with every byte that RFC 3986 has no place for as %XX: blanks, controls, bytes over 127,
/// quotes, angle brackets. What is escaped already stays.
std::string WarcUri(std::string_view url);

/// "sha256:<64 hex>": the form that warcio and pywb verify.
std::string WarcDigest(const Digest& digest);

/// Named fields in the order in which they were added, each ended by CRLF.
class WarcFields {
 public:
  /// Controls become %XX. A value that is empty adds nothing.
  void Add(std::string_view name, std::string_view value);
  /// `value` in angle brackets.
  void AddId(std::string_view name, std::string_view value);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// The block of a warcinfo or metadata record. Values become printable, one line each.
/// Errors:  kInvalidArgument for a name that is no token.
Result<std::string> FieldsBlock(const std::vector<std::pair<std::string, std::string>>& fields);

/// A request's or response's head as it is archived: as it was sent, but
///  - said in HTTP/1.1 when it was another version (readers know 1.0 and 1.1; the field
///    WARC-Protocol keeps which it was),
///  - with Transfer-Encoding renamed to X-Archive-Orig-Transfer-Encoding: the coding is gone from
///    the body, and warcio takes a body that happens to look like chunks apart a second time,
///  - without lines of blanks, which would end it too early; ended by one empty line.
std::string ArchivedHead(std::string_view head);

}  // namespace assay::acquire
