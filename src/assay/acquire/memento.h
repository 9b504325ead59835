// SPDX-License-Identifier: Apache-2.0
//
// What an archive of the web keeps of an address, and when: which addresses to ask it for, and what
// its answers say. Pure: it asks nobody, and takes no address from an answer, only times.
// Source: Wayback CDX server API; RFC 7089 (Memento).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"

namespace assay::acquire {

struct Capture {
  std::string timestamp;  ///< 14 digits, UTC: "20240501120000"
  std::string digest;     ///< as the archive names the content, or empty; nothing rests on it
  bool operator==(const Capture&) const = default;
};

/// The one spelling of an archive's address: "https://web.archive.org/", with a path where it has
/// one, and a slash last.
/// Errors:  as WebUrl::Parse; kInvalidArgument for one with a query.
Result<std::string> ArchiveAddress(std::string_view text);

// Below the address of an archive, in that spelling; `url` is what it is asked about.
std::string CdxAddress(std::string_view archive, std::string_view url);
std::string TimeMapAddress(std::string_view archive, std::string_view url);
/// The bytes as they were captured, without what archives add to pages.
std::string CaptureAddress(std::string_view archive, std::string_view timestamp,
                           std::string_view url);

/// The rows of a CDX answer in JSON, those with status 200, as they stand. The first row names the
/// columns; "timestamp" has to be one.
/// Errors:  kCorrupt for anything else, also in one row; kExhausted over 4 MiB.
Result<std::vector<Capture>> ParseCdx(std::string_view json);

/// The mementos of a TimeMap in application/link-format.
/// Errors:  kCorrupt for a breach of the grammar, a memento without its time, and a text that is
///          no TimeMap; kExhausted over 4 MiB.
Result<std::vector<Capture>> ParseTimeMap(std::string_view text);

struct Nearest {
  std::optional<Capture> before;  ///< the newest of that day or earlier
  std::optional<Capture> after;   ///< the oldest of a later day
};

/// `day` is "2024-05-01", in UTC.
Nearest NearestTo(std::string_view day, std::span<const Capture> captures);

/// "2024-05-01T12:00:00Z" of "20240501120000".
std::string TimeOf(const Capture& capture);

}  // namespace assay::acquire
