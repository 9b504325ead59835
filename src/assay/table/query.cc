// SPDX-License-Identifier: Apache-2.0
#include "assay/table/query.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <string>

#include "assay/core/file.h"
#include "assay/table/database_internal.h"

namespace assay::table {

Status QueryParquet(const std::filesystem::path& file, std::string_view select,
                    const RowVisitor& visit, std::size_t memory_bytes) {
  const Fd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.open()) return SystemError(errno, "reading", file);
  const std::string path = fmt::format("/proc/self/fd/{}", fd.get());
  ASSAY_LET(internal::Database database, internal::Database::Open(memory_bytes, std::array{path}));
  ASSAY_TRY(
      database.Run(fmt::format("CREATE TEMP VIEW t AS SELECT * FROM read_parquet('{}')", path)));
  return internal::VisitText(database, std::string(select), visit);
}

}  // namespace assay::table
