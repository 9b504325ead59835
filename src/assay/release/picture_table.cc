// SPDX-License-Identifier: Apache-2.0
#include "assay/release/picture_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "assay/release/sink_internal.h"
#include "assay/table/writer.h"

namespace assay::release {
namespace {

using table::Cell;
using table::ColumnType;

constexpr std::size_t kRowGroupRows = 128;

/// Texts of MetadataOf, as columns; the numbers follow.
constexpr std::array<const char*, 9> kTexts = {
    "key", "url", "asset", "sha256", "licence", "attribution", "split", "caption", "label_text"};

std::vector<table::Column> Columns() {
  std::vector<table::Column> columns = {
      {"bytes", ColumnType::kBlob}, {"path", ColumnType::kText}, {"label", ColumnType::kInt64}};
  for (const char* name : kTexts) columns.push_back({name, ColumnType::kText});
  columns.push_back({"extra", ColumnType::kText});
  columns.push_back({"width", ColumnType::kInt64});
  columns.push_back({"height", ColumnType::kInt64});
  return columns;
}

/// The columns of a file, in order, and as what Hugging Face shows them.
struct Layout {
  std::string select = "{'bytes': bytes, 'path': path} AS image";
  Json features = {{"image", {{"_type", "Image"}}}};

  void Add(const std::string& name, const Json& feature) {
    select += ", " + name;
    features[name] = feature;
  }
};

table::WriteOptions OptionsFor(const SinkOptions& options) {
  const Json text = {{"_type", "Value"}, {"dtype", "string"}};
  const Json number = {{"_type", "Value"}, {"dtype", "int64"}};
  Layout layout;
  if (!options.labels.empty())
    layout.Add("label", {{"_type", "ClassLabel"}, {"names", options.labels}});
  for (const std::string name : kTexts) {
    const bool wanted = (name != "caption" || options.captions) &&
                        (name != "label_text" || !options.labels.empty());
    if (wanted) layout.Add(name, text);
  }
  layout.Add("extra", text);
  layout.Add("width", number);
  layout.Add("height", number);
  table::WriteOptions write;
  write.row_group_rows = kRowGroupRows;
  write.select = layout.select;
  write.metadata = {{"huggingface", Canonical({{"info", {{"features", layout.features}}}})}};
  return write;
}

struct Shard {
  std::string name;
  table::ParquetWriter writer;
  std::uint64_t bytes = 0;  // of pictures
};

}  // namespace

struct PictureTableSink::State {
  internal::StagedFolder folder;
  internal::SampleCheck check;
  SinkOptions options;
  table::WriteOptions write;
  std::map<std::string, Shard> open = {};        // by what its name begins with
  std::map<std::string, unsigned> numbers = {};  // of the next shard, likewise
  std::vector<SinkFile> files = {};

  Status Close(const std::string& stem) {
    const auto at = open.find(stem);
    ASSAY_TRY(at->second.writer.Finish());
    ASSAY_LET(SinkFile file, folder.Describe(at->second.name));
    files.push_back(std::move(file));
    open.erase(at);
    return Done{};
  }

  /// The file that takes `bytes` more of a split.
  Result<Shard*> ShardFor(const std::string& split, std::uint64_t bytes) {
    const std::string stem = split.empty() ? "data" : split;
    if (const auto at = open.find(stem); at != open.end()) {
      if (at->second.bytes + bytes <= options.shard_bytes) return &at->second;
      ASSAY_TRY(Close(stem));
    }
    std::string name = fmt::format("{}-{:05}.parquet", stem, numbers[stem]++);
    ASSAY_LET(auto writer, table::ParquetWriter::Create(folder / name, Columns(), write));
    return &open.emplace(stem, Shard{std::move(name), std::move(writer)}).first->second;
  }
};

PictureTableSink::PictureTableSink(std::unique_ptr<State> state) : state_(std::move(state)) {}
PictureTableSink::PictureTableSink(PictureTableSink&&) noexcept = default;
PictureTableSink::~PictureTableSink() = default;

Result<PictureTableSink> PictureTableSink::Create(const std::filesystem::path& folder,
                                                  const SinkOptions& options) {
  ASSAY_LET(auto check, internal::SampleCheck::Make(options));
  ASSAY_LET(auto staged, internal::StagedFolder::Create(folder));
  return PictureTableSink(std::make_unique<State>(
      State{std::move(staged), std::move(check), options, OptionsFor(options)}));
}

Result<PicturePlace> PictureTableSink::Add(const PictureSample& sample) {
  ASSAY_TRY(state_->check.Check(sample));
  const Digest sha256 = Sha256(sample.content);
  ASSAY_LET(Shard * shard, state_->ShardFor(sample.split, sample.content.size()));
  shard->bytes += sample.content.size();
  std::vector<Cell> row;
  row.reserve(Columns().size());
  row.emplace_back(sample.content);
  row.emplace_back(fmt::format("{}.{}", SampleName(sample.key), sample.ext));
  row.emplace_back(state_->check.ClassOf(sample));
  for (const std::string& text :
       {sample.key, sample.url, sample.asset, sha256.Hex(), sample.licence, sample.attribution,
        sample.split, sample.caption, sample.label, Canonical(sample.extra)})
    row.emplace_back(text);
  row.emplace_back(sample.width_px);
  row.emplace_back(sample.height_px);
  ASSAY_TRY(shard->writer.Append(std::move(row)));
  return PicturePlace{shard->name, std::nullopt, sample.content.size(), sha256};
}

Result<std::vector<SinkFile>> PictureTableSink::Finish() {
  State& state = *state_;
  while (!state.open.empty()) {
    const std::string stem = state.open.begin()->first;
    ASSAY_TRY(state.Close(stem));
  }
  ASSAY_TRY(state.folder.Commit());
  std::ranges::sort(state.files, {}, &SinkFile::path);
  return std::move(state.files);
}

}  // namespace assay::release
