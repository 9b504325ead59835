// SPDX-License-Identifier: Apache-2.0
#include "table_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <system_error>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/table/format.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

/// RFC 4180, section 2.
std::string Quoted(std::string_view text) {
  if (!text.empty() && text.find_first_of(",\"\r\n") == std::string_view::npos &&
      text.front() != ' ' && text.back() != ' ')
    return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::string FieldOf(const table::Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return Quoted(*text);
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *number);
  if (const auto* number = std::get_if<double>(&cell)) return fmt::format("{}", *number);
  return "";
}

std::string LineOf(const std::vector<table::Cell>& row) {
  std::string line;
  for (const table::Cell& cell : row) line += FieldOf(cell) + ',';
  line.back() = '\n';
  return line;
}

ByteView BytesOf(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

Status CheckTableName(const fs::path& file) {
  const auto format = table::FormatOf(file.filename().native());
  if (format.ok() && format.value() != table::Format::kJsonl) return Done{};
  return Error{
      ErrorCode::kInvalidArgument,
      fmt::format("--out {}: a .csv or a .parquet can be written", ToPrintable(file.native()))};
}

Result<TableFile> TableFile::Create(const fs::path& file,
                                    const std::vector<table::Column>& columns) {
  ASSAY_TRY(CheckTableName(file));
  if (table::FormatOf(file.filename().native()).value() == table::Format::kParquet) {
    ASSAY_LET(auto writer, table::ParquetWriter::Create(file, columns));
    return TableFile(std::move(writer));
  }
  const fs::path temporary = file.native() + ".tmp";
  std::error_code ignored;  // what a crash has left; else Create says what is wrong
  fs::remove(temporary, ignored);
  ASSAY_LET(auto out, store::AppendFile::Create(temporary, 0644));
  TableFile created(std::make_unique<Csv>(Csv{std::move(out), temporary, file}));
  std::vector<table::Cell> header;
  for (const table::Column& column : columns) header.emplace_back(column.name);
  ASSAY_TRY(created.Append(std::move(header)));
  return created;
}

TableFile::~TableFile() {
  auto* csv = std::get_if<std::unique_ptr<Csv>>(&out_);
  std::error_code ignored;
  if (csv != nullptr && *csv) fs::remove((*csv)->temporary, ignored);
}

Status TableFile::Append(std::vector<table::Cell> row) {
  if (auto* parquet = std::get_if<table::ParquetWriter>(&out_))
    return parquet->Append(std::move(row));
  return std::get<std::unique_ptr<Csv>>(out_)->out.Append(BytesOf(LineOf(row)));
}

Status TableFile::Finish() {
  if (auto* parquet = std::get_if<table::ParquetWriter>(&out_)) return parquet->Finish();
  auto& csv = std::get<std::unique_ptr<Csv>>(out_);
  ASSAY_TRY(csv->out.Sync());
  if (std::rename(csv->temporary.c_str(), csv->file.c_str()) != 0)
    return SystemError(errno, "renaming", csv->file);
  const fs::path folder = csv->file.has_parent_path() ? csv->file.parent_path() : fs::path(".");
  csv.reset();
  return SyncFolder(folder);
}

}  // namespace assay::cli
