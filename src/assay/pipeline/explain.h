// SPDX-License-Identifier: Apache-2.0
//
// Why a record got its verdict, from what the workspace kept; and the proof that the same inputs
// still give the same answer.
#pragma once

#include <filesystem>
#include <string_view>

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline {

/// The record `key` of the latest run: verdict, reasons with the facts they rest on, obligations,
/// where it stands in the ledger, or the dead letter, and the releases that hold its key.
///
/// Shapes:  docs/reference/explain.md.
/// Errors:  kNotFound for an unknown key (with the nearest known ones) or without a run.
Result<Json> Explain(const Layout& layout, std::string_view key);

/// What came of an address in the newest crawl that knows it: what was asked and answered, why it
/// was refused, its facts, where the bytes lie in which WARC file, its ledger entry, and whether it
/// was withdrawn since.
///
/// Shapes:  docs/formats/crawl.md.
/// Errors:  kNotFound for an address that no crawl knows; kCorrupt when the ledger committed to
///          another visit than the catalog tells.
Result<Json> ExplainUrl(const Layout& layout, std::string_view url);

/// Judges the stored situation again with the stored pack, describes the stored facts again, and
/// compares facts and decision with what the ledger committed to.
/// {"identical": bool, "situation": bool, "decision": bool, "ledger": bool, ...}; never changes
/// the workspace.
///
/// Errors:  kNotFound as Explain; kInvalidArgument for a record without a decision; kCorrupt when
///          what was stored no longer has its digest.
Result<Json> Replay(const Layout& layout, std::string_view key);

}  // namespace assay::pipeline
