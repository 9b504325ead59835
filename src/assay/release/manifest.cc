// SPDX-License-Identifier: Apache-2.0
#include "assay/release/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "assay/core/bytes.h"

namespace assay::release {
namespace {

using table::Cell;
using table::ColumnType;

using Columns = std::map<std::string, std::string>;

constexpr std::array<std::string_view, 12> kMembers = {
    "asset",   "key",    "kind",    "labels",    "licence", "obligations",
    "parents", "policy", "reasons", "situation", "split",   "verdict"};

Error Bad(std::string what) { return {ErrorCode::kCorrupt, std::move(what)}; }

Cell TextOrNull(const std::string& text) { return text.empty() ? Cell() : Cell(text); }

/// A column that has no value reads as an empty text.
std::string_view At(const Columns& columns, const std::string& name) {
  const auto found = columns.find(name);
  return found == columns.end() ? std::string_view() : std::string_view(found->second);
}

Result<std::uint64_t> NumberAt(const Columns& columns, const std::string& name) {
  const std::string_view text = At(columns, name);
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr std::uint64_t kMost = 1ULL << 62U;  // so that the sum of two is a number, too
  if (problem != std::errc() || end != text.data() + text.size() || number > kMost)
    return Bad(fmt::format("{} is no number of bytes", name));
  return number;
}

Result<Json> ParseRow(std::string_view text) {
  ASSAY_LET(Json row, ParseJson(text));
  const bool has_members =
      row.is_object() && row.size() == kMembers.size() &&
      std::ranges::all_of(kMembers, [&row](std::string_view name) { return row.contains(name); });
  if (!has_members) return Bad("a row without the members of a row, or with others");
  if (assay::Canonical(row) != text) return Bad("a row that is not canonical");
  for (const char* name : {"key", "verdict", "policy"})
    if (!row.at(name).is_string()) return Bad(fmt::format("a row whose {} is no text", name));
  for (const char* name : {"asset", "licence", "situation", "kind", "split"})
    if (!row.at(name).is_string() && !row.at(name).is_null())
      return Bad(fmt::format("a row whose {} is neither a text nor null", name));
  for (const char* name : {"parents", "labels", "reasons", "obligations"})
    if (!row.at(name).is_array()) return Bad(fmt::format("a row whose {} are no list", name));
  return row;
}

Result<ManifestRow> ParseColumns(const Columns& columns) {
  ManifestRow parsed;
  parsed.text = At(columns, "row");
  ASSAY_LET(parsed.row, ParseRow(parsed.text));
  parsed.key = StringOr(parsed.row, "key");
  for (const auto& [column, says] : std::map<std::string, std::string>{
           {"key", parsed.key},
           {"asset", StringOr(parsed.row, "asset")},
           {"licence", StringOr(parsed.row, "licence")},
           {"obligations", assay::Canonical(parsed.row.at("obligations"))}})
    if (At(columns, column) != says) return Bad(fmt::format("{} is not what its row says", column));
  if (StringOr(parsed.row, "verdict") != "allow") return Bad("a record that is not allowed");
  parsed.place.file = At(columns, "file");
  if (!IsPath(parsed.place.file)) return Bad("a file that is no path inside a release");
  ASSAY_LET(parsed.place.offset, NumberAt(columns, "offset"));
  ASSAY_LET(parsed.place.bytes, NumberAt(columns, "bytes"));
  const auto digest = ParseDigest(At(columns, "sha256"));
  if (!digest.ok() || digest.value().Hex() != At(columns, "sha256")) return Bad("no SHA-256");
  parsed.place.sha256 = digest.value();
  parsed.attribution = At(columns, "attribution");
  return parsed;
}

}  // namespace

std::vector<table::Column> ManifestColumns() {
  return {{"key", ColumnType::kText},         {"asset", ColumnType::kText},
          {"row", ColumnType::kText},         {"file", ColumnType::kText},
          {"offset", ColumnType::kInt64},     {"bytes", ColumnType::kInt64},
          {"sha256", ColumnType::kText},      {"licence", ColumnType::kText},
          {"attribution", ColumnType::kText}, {"obligations", ColumnType::kText}};
}

std::vector<Cell> CellsOf(const ManifestRow& row) {
  return {row.key,
          TextOrNull(StringOr(row.row, "asset")),
          row.text,
          row.place.file,
          static_cast<std::int64_t>(row.place.offset),
          static_cast<std::int64_t>(row.place.bytes),
          row.place.sha256.Hex(),
          TextOrNull(StringOr(row.row, "licence")),
          TextOrNull(row.attribution),
          assay::Canonical(row.row.at("obligations"))};
}

Result<ManifestRow> ParseManifestRow(const Columns& columns) {
  auto parsed = ParseColumns(columns);
  if (parsed.ok()) return parsed;
  return Error(parsed.error()).In("record " + ToPrintable(At(columns, "key")));
}

Result<std::string> KeyOfRow(std::string_view text) {
  ASSAY_LET(const Json row, ParseRow(text));
  return StringOr(row, "key");
}

Status ForEachRow(const ReadTable& read, const std::filesystem::path& file,
                  const std::function<Status(const ManifestRow& row)>& visit) {
  std::optional<std::string> last;
  return read(file, [&](std::int64_t /*number*/, const Columns& columns) -> Status {
    ASSAY_LET(const ManifestRow row, ParseManifestRow(columns));
    if (last && row.key <= *last)
      return Bad(
          fmt::format("record {} does not come after the one before it", ToPrintable(row.key)));
    last = row.key;
    return visit(row);
  });
}

bool IsPath(std::string_view text) {
  constexpr std::size_t kLongest_bytes = 1024;
  if (text.empty() || text.size() > kLongest_bytes) return false;
  if (std::ranges::any_of(text, [](char c) { return c <= ' ' || c > '~' || c == '\\'; }))
    return false;
  while (true) {
    const std::string_view part = text.substr(0, text.find('/'));
    if (part.empty() || part == "." || part == "..") return false;
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size() + 1);
  }
}

}  // namespace assay::release
