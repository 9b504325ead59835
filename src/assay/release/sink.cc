// SPDX-License-Identifier: Apache-2.0
#include "assay/release/sink.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "assay/release/sink_internal.h"

namespace assay::release {

std::string SampleName(std::string_view key) { return Sha256(key).Hex(); }

namespace internal {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSplits = 16;  // each keeps a file open
constexpr std::size_t kSplit_bytes = 32;
constexpr std::size_t kExt_bytes = 8;
constexpr std::size_t kPiece_bytes = 1U << 20U;

Status RemoveContents(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> names;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator();
       at.increment(error))
    names.push_back(at->path());
  for (const fs::path& name : names) {
    if (!error) fs::remove_all(name, error);
  }
  if (error) return SystemError(error.value(), "removing what is in", folder);
  return Done{};
}

bool IsSmallWord(std::string_view text, std::size_t limit_bytes) {
  return !text.empty() && text.size() <= limit_bytes && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace

Result<SampleCheck> SampleCheck::Make(const SinkOptions& options) {
  const auto& labels = options.labels;
  const bool sorted = std::ranges::adjacent_find(labels, std::greater_equal()) == labels.end();
  const bool texts = std::ranges::all_of(
      labels, [](const std::string& label) { return !label.empty() && IsUtf8(label); });
  if (!sorted || !texts)
    return Error{ErrorCode::kInvalidArgument,
                 "labels of a data set are UTF-8, not empty, sorted and each there once"};
  return SampleCheck(options);
}

std::string SampleCheck::ProblemOf(const PictureSample& sample) {
  if (!first_ && sample.key <= last_key_)
    return fmt::format("it comes after {}", ToPrintable(last_key_));
  for (const std::string& text : {sample.key, sample.label, sample.caption, sample.url,
                                  sample.asset, sample.licence, sample.attribution}) {
    if (!IsUtf8(text)) return "a text of it is not UTF-8";
  }
  if (!IsSmallWord(sample.ext, kExt_bytes) || sample.ext.find('_') != std::string::npos)
    return "its extension is not one";
  if (!sample.split.empty() && !IsSmallWord(sample.split, kSplit_bytes))
    return "its split has a name that no file should have";
  if (!splits_.contains(sample.split) && splits_.size() == kSplits)
    return fmt::format("it is of the {}th split", kSplits + 1);
  if (!sample.label.empty() && !std::ranges::binary_search(labels_, sample.label))
    return fmt::format("its label {} is not among those of the set", ToPrintable(sample.label));
  if (!sample.caption.empty() && !captions_) return "it has a caption, in a set without captions";
  if (!sample.extra.is_object()) return "what is said of it beside is no JSON object";
  return "";
}

Status SampleCheck::Check(const PictureSample& sample) {
  if (const std::string problem = ProblemOf(sample); !problem.empty())
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("sample {}: {}", ToPrintable(ToUtf8(sample.key, 200)), problem)};
  splits_.insert(sample.split);
  last_key_ = sample.key;
  first_ = false;
  return Done{};
}

std::int64_t SampleCheck::ClassOf(const PictureSample& sample) const {
  if (sample.label.empty()) return -1;
  return std::ranges::lower_bound(labels_, sample.label) - labels_.begin();
}

Json MetadataOf(const PictureSample& sample, const Digest& sha256) {
  return {
      {"key", sample.key},        {"url", sample.url},          {"asset", sample.asset},
      {"sha256", sha256.Hex()},   {"licence", sample.licence},  {"attribution", sample.attribution},
      {"width", sample.width_px}, {"height", sample.height_px}, {"label", sample.label},
      {"split", sample.split},    {"caption", sample.caption},  {"extra", sample.extra}};
}

Result<StagedFolder> StagedFolder::Create(const fs::path& folder) {
  std::error_code error;
  fs::path whole = fs::absolute(folder, error).lexically_normal();
  if (!whole.has_filename()) whole = whole.parent_path();  // it ended in a slash
  if (error) return SystemError(error.value(), "finding", folder);
  if (fs::exists(fs::symlink_status(whole, error)) &&
      !(fs::is_directory(fs::symlink_status(whole, error)) && fs::is_empty(whole, error)))
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is there already: a data set is written to a new folder",
                             ToPrintable(whole.native()))};
  fs::path staging = whole.native() + ".assay-tmp";
  fs::create_directories(staging, error);
  if (error) return SystemError(error.value(), "creating", staging);
  Fd opened(open(staging.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!opened.open()) return SystemError(errno, "opening", staging);
  if (flock(opened.get(), LOCK_EX | LOCK_NB) != 0)
    return Error{ErrorCode::kUnavailable, fmt::format("{} is being written by another process",
                                                      ToPrintable(whole.native()))};
  ASSAY_TRY(RemoveContents(staging));
  return StagedFolder(std::move(whole), std::move(staging), std::move(opened));
}

StagedFolder::~StagedFolder() {
  std::error_code ignored;
  if (!staging_.empty()) fs::remove_all(staging_, ignored);
}

Result<SinkFile> StagedFolder::Describe(const std::string& name) const {
  const fs::path path = staging_ / name;
  const Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.open()) return SystemError(errno, "reading", path);
  Sha256Stream hash;
  SinkFile file{name, 0, {}};
  Bytes piece(kPiece_bytes);
  for (;;) {
    const ssize_t got = read(fd.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(errno, "reading", path);
    if (got == 0) break;
    hash.Add(ByteView(piece).first(static_cast<std::size_t>(got)));
    file.bytes += static_cast<std::uint64_t>(got);
  }
  file.sha256 = hash.Finish();
  return file;
}

Status StagedFolder::Commit() {
  if (syncfs(opened_.get()) != 0) return SystemError(errno, "syncing", staging_);
  if (rename(staging_.c_str(), folder_.c_str()) != 0)
    return SystemError(errno, "renaming", staging_);
  staging_.clear();
  return SyncFolder(folder_.parent_path());
}

}  // namespace internal
}  // namespace assay::release
