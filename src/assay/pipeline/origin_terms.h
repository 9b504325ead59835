// SPDX-License-Identifier: Apache-2.0
//
// The terms of use of an origin: found, kept, read for clauses, and settled by a person, once for
// each origin and each text. Detection never settles anything.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/catalog/crawl.h"
#include "assay/core/fact.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline {

/// The likeliest address of the terms among the links of a page, or empty. `page` is a worker's
/// answer to channel::Op::kPage.
std::string TermsLinkOf(const Json& page);

/// Keeps a text of terms and the clauses that it holds. What was concluded about another text
/// stays in the row, and TermsFacts tells that it is of another.
Result<catalog::OriginRow> ReadTerms(Workspace& workspace, const std::string& origin,
                                     const std::string& url, std::string_view text,
                                     std::string_view lang);

/// "rights.clause" facts, and "origin.contract" where a person has concluded. Cleared terms whose
/// text has changed since are reopened; a block stays.
Result<std::vector<Fact>> TermsFacts(const catalog::OriginRow& row);

/// Are these cleared terms whose text has changed?
bool IsReopened(const catalog::OriginRow& row);

/// What a person concludes.
struct Conclusion {
  std::string state;     ///< "cleared", "blocked"
  std::string by;        ///< who
  std::string until;     ///< day, for cleared
  std::string document;  ///< text of what it rests on, such as a permission; may be empty
  std::string reason;
};

/// Writes it into the catalog and the ledger. `origin` need not have been crawled.
/// Errors:  kInvalidArgument for a missing name or a wrong day; as Workspace::Commit.
Result<catalog::OriginRow> Conclude(Workspace& workspace, const std::string& origin,
                                    const Conclusion& conclusion);

}  // namespace assay::pipeline
