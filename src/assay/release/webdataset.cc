// SPDX-License-Identifier: Apache-2.0
#include "assay/release/webdataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "assay/release/sink_internal.h"
#include "assay/store/tar.h"
#include "assay/table/writer.h"

namespace assay::release {
namespace {

using table::Cell;
using table::ColumnType;

constexpr std::array<std::string_view, 3> kOurs = {"cls", "json", "txt"};

std::vector<table::Column> IndexColumns() {
  std::vector<table::Column> columns;
  for (const char* name : {"name", "key", "split", "shard", "sha256", "url", "asset", "licence",
                           "attribution", "label", "caption"})
    columns.push_back({name, ColumnType::kText});
  for (const char* name :
       {"class", "width", "height", "picture_offset", "picture_bytes", "json_offset", "json_bytes",
        "cls_offset", "cls_bytes", "txt_offset", "txt_bytes"})
    columns.push_back({name, ColumnType::kInt64});
  return columns;
}

struct Member {
  std::string_view ext;
  ByteView contents;
  std::uint64_t offset = 0;
};

struct Shard {
  std::string name;
  store::TarWriter writer;
};

}  // namespace

struct WebDatasetSink::State {
  internal::StagedFolder folder;
  internal::SampleCheck check;
  SinkOptions options;
  table::ParquetWriter index;
  std::map<std::string, Shard> open = {};        // by what its name begins with
  std::map<std::string, unsigned> numbers = {};  // of the next shard, likewise
  std::vector<SinkFile> files = {};

  Status Close(const std::string& stem) {
    const auto at = open.find(stem);
    ASSAY_LET(const auto whole, at->second.writer.Finish());
    files.push_back({at->second.name, whole.bytes, whole.sha256});
    open.erase(at);
    return Done{};
  }

  /// The shard that takes `bytes` more of a split.
  Result<Shard*> ShardFor(const std::string& split, std::uint64_t bytes) {
    const std::string stem = split.empty() ? "data" : split;
    if (const auto at = open.find(stem); at != open.end()) {
      const std::uint64_t then = at->second.writer.bytes() + bytes;
      if (then + store::TarEndBytes(then) <= options.shard_bytes) return &at->second;
      ASSAY_TRY(Close(stem));
    }
    std::string name = fmt::format("{}-{:06}.tar", stem, numbers[stem]++);
    ASSAY_LET(store::TarWriter writer, store::TarWriter::Create(folder / name));
    return &open.emplace(stem, Shard{std::move(name), std::move(writer)}).first->second;
  }

  Status AppendIndex(const PictureSample& sample, const PicturePlace& place,
                     const std::vector<Member>& members) {
    std::vector<Cell> row = {
        SampleName(sample.key), sample.key,      sample.split,   place.file,
        place.sha256.Hex(),     sample.url,      sample.asset,   sample.licence,
        sample.attribution,     sample.label,    sample.caption, check.ClassOf(sample),
        sample.width_px,        sample.height_px};
    for (const std::string_view ext :
         {std::string_view(sample.ext), kOurs[1], kOurs[0], kOurs[2]}) {
      const auto member = std::ranges::find(members, ext, &Member::ext);
      if (member == members.end()) {
        row.resize(row.size() + 2);
        continue;
      }
      row.emplace_back(static_cast<std::int64_t>(member->offset));
      row.emplace_back(static_cast<std::int64_t>(member->contents.size()));
    }
    return index.Append(std::move(row));
  }
};

WebDatasetSink::WebDatasetSink(std::unique_ptr<State> state) : state_(std::move(state)) {}
WebDatasetSink::WebDatasetSink(WebDatasetSink&&) noexcept = default;
WebDatasetSink::~WebDatasetSink() = default;

Result<WebDatasetSink> WebDatasetSink::Create(const std::filesystem::path& folder,
                                              const SinkOptions& options) {
  ASSAY_LET(auto check, internal::SampleCheck::Make(options));
  ASSAY_LET(auto staged, internal::StagedFolder::Create(folder));
  ASSAY_LET(auto index, table::ParquetWriter::Create(staged / "index.parquet", IndexColumns()));
  return WebDatasetSink(std::make_unique<State>(
      State{std::move(staged), std::move(check), options, std::move(index)}));
}

Result<PicturePlace> WebDatasetSink::Add(const PictureSample& sample) {
  ASSAY_TRY(state_->check.Check(sample));
  if (std::ranges::find(kOurs, sample.ext) != kOurs.end())
    return Error{ErrorCode::kInvalidArgument, fmt::format("sample {}: no picture is a .{} file",
                                                          ToPrintable(sample.key), sample.ext)};
  const Digest sha256 = Sha256(sample.content);
  const std::string label = std::to_string(state_->check.ClassOf(sample));
  const std::string json = Canonical(internal::MetadataOf(sample, sha256));
  std::vector<Member> members = {{sample.ext, sample.content}, {"json", AsBytes(json)}};
  if (!state_->options.labels.empty()) members.push_back({"cls", AsBytes(label)});
  if (state_->options.captions) members.push_back({"txt", AsBytes(sample.caption)});
  std::ranges::sort(members, {}, &Member::ext);

  std::uint64_t bytes = 0;
  for (const Member& member : members) bytes += store::TarMemberBytes(member.contents.size());
  ASSAY_LET(Shard * shard, state_->ShardFor(sample.split, bytes));
  const std::string name = SampleName(sample.key);
  PicturePlace place{shard->name, {}, sample.content.size(), sha256};
  for (Member& member : members) {
    ASSAY_LET(member.offset,
              shard->writer.Add(fmt::format("{}.{}", name, member.ext), member.contents));
    if (member.ext == sample.ext) place.offset_bytes = member.offset;
  }
  ASSAY_TRY(state_->AppendIndex(sample, place, members));
  return place;
}

Result<std::vector<SinkFile>> WebDatasetSink::Finish() {
  State& state = *state_;
  while (!state.open.empty()) {
    const std::string stem = state.open.begin()->first;
    ASSAY_TRY(state.Close(stem));
  }
  std::vector<std::string> written = {"index.parquet"};
  if (!state.options.labels.empty()) {
    written.emplace_back("labels.json");
    ASSAY_TRY(WriteNewFile(state.folder / "labels.json", Canonical(state.options.labels), 0644));
  }
  ASSAY_TRY(state.index.Finish());
  for (const std::string& name : written) {
    ASSAY_LET(SinkFile file, state.folder.Describe(name));
    state.files.push_back(std::move(file));
  }
  ASSAY_TRY(state.folder.Commit());
  std::ranges::sort(state.files, {}, &SinkFile::path);
  return std::move(state.files);
}

}  // namespace assay::release
