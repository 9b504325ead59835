// SPDX-License-Identifier: Apache-2.0
//
// Typed rows -> a .csv or a .parquet, by its name, while the rows arrive. The file is there when it
// is whole, and not before.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "assay/core/result.h"
#include "assay/store/append_file.h"
#include "assay/table/writer.h"

namespace assay::cli {

class TableFile {
 public:
  /// Replaces `file` in the end. Errors: kInvalidArgument for another ending; as SystemError and
  /// table::ParquetWriter.
  static Result<TableFile> Create(const std::filesystem::path& file,
                                  const std::vector<table::Column>& columns);
  TableFile(TableFile&&) = default;
  TableFile& operator=(TableFile&&) = delete;
  ~TableFile();  ///< Without Finish: `file` is as it was.

  /// Texts, whole numbers and numbers. CSV: what has no value is an empty field, an empty text "".
  /// Errors:  as Create. No call may follow an error.
  Status Append(std::vector<table::Cell> row);
  Status Finish();

 private:
  struct Csv {
    store::AppendFile out;
    std::filesystem::path temporary;
    std::filesystem::path file;
  };
  using Out = std::variant<table::ParquetWriter, std::unique_ptr<Csv>>;
  explicit TableFile(Out out) : out_(std::move(out)) {}

  Out out_;
};

/// Whether Create would know what to write.
Status CheckTableName(const std::filesystem::path& file);

}  // namespace assay::cli
