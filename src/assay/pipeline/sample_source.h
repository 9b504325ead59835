// SPDX-License-Identifier: Apache-2.0
//
// Records out of archives and tables: WebDataset's *.tar, and Parquet with the pictures inside. It
// parses neither: what lies where is told by sandboxed workers. What is wrong with a file or with
// one of its samples is a problem of its own, never the end of the run.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "assay/channel/sample_stream.h"
#include "assay/core/result.h"
#include "assay/pipeline/source.h"

namespace assay::pipeline {

/// The samples of one file, one after another.
using NextSample = std::function<Result<std::optional<channel::Sample>>()>;
using OpenSampleFile = std::function<Result<NextSample>(const std::filesystem::path&)>;

/// Reads `path` through `open`, or, where it is a folder, all files below it with an ending of
/// `kind`, in the order of their names without it.
///
/// Shapes:  A record's key is what its file calls it; without a name a row of a table is
///          `<stem>/<number>`. In a folder the file's own name stands before it:
///          `train/0003/000017`. The second of two equal keys is a problem, under a key that says
///          where it stands: `part:<offset>+<bytes>` or `row:<number>`.
/// Errors:  kInvalidArgument for a folder without such files, and for two files of one name; of
///          what `open` gives: kInvalidArgument and kUnavailable, which of `open` itself is one,
///          too. Others are problems.
/// Cost:    of the open file: its reader, and about 100 bytes a sample, to know its keys.
Result<std::unique_ptr<Source>> OpenSamples(SourceKind kind, const std::filesystem::path& path,
                                            SourceOptions options, OpenSampleFile open);

/// Through a sandboxed worker. `column` of tables: as channel::SampleStream::OpenPictures.
OpenSampleFile SandboxedSamples(SourceKind kind, const channel::Options& worker,
                                const std::string& column);

/// Whether a manifest of no other use is a table of pictures: it has a column of them and none that
/// names files. `open` is SandboxedSamples of SourceKind::kParquet.
bool HoldsPictures(const std::filesystem::path& table, const OpenSampleFile& open);

}  // namespace assay::pipeline
