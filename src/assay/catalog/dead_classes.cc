// SPDX-License-Identifier: Apache-2.0
#include "assay/catalog/dead_classes.h"

#include "assay/catalog/catalog_internal.h"
#include "assay/catalog/sqlite_internal.h"

namespace assay::catalog {

Result<std::vector<DeadClass>> DeadClasses(const Catalog& catalog, RunId run) {
  ASSAY_LET(Query query,
            DatabaseOf(catalog).Prepare("SELECT error_class, count(*) AS letters, min(first_at)"
                                        " FROM dead_letters WHERE run = ? GROUP BY error_class"
                                        " ORDER BY letters DESC, error_class"));
  query.Int(run);
  std::vector<DeadClass> classes;
  for (;;) {
    ASSAY_LET(const bool more, query.Step());
    if (!more) return classes;
    classes.push_back({query.TextAt(0), query.IntAt(1), query.TextAt(2)});
  }
}

}  // namespace assay::catalog
