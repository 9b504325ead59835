// SPDX-License-Identifier: Apache-2.0
//
// CountTable for columns that lie in this process' memory: data frames.
#pragma once

#include "assay/core/result.h"
#include "assay/table/arrow.h"
#include "assay/table/count.h"

namespace assay::table {

/// Calls `visit` once for each combination that stands in some row, in order of appearance; of
/// `each_row` once for each row, also before an error that a later one gives, and without limits.
///
/// Shapes:  a stream of structs, one child a column: null, booleans, whole and real numbers, text
///          (also large and views), and dictionaries of these. Values, thresholds and weights mean
///          what CountTable says; `wish.format` is not looked at.
/// Errors:  as CountTable; kUnsupported for a named column of another type, which its owner should
///          make text; kUnavailable when the stream fails.
/// Cost:    one pass, some ns a value where values repeat; memory for the combinations; of
///          `each_row` some 100 ns a value, and 100,000 texts a column, or those of its dictionary.
/// Threads: none are started; the stream is read to its end and stays its owner's to release.
Status CountArrow(ArrowArrayStream& stream, const CountWish& wish, const TupleVisitor& visit,
                  const CountLimits& limits = {});

}  // namespace assay::table
