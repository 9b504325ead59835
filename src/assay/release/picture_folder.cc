// SPDX-License-Identifier: Apache-2.0
#include "assay/release/picture_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "assay/core/file.h"
#include "assay/release/sink_internal.h"
#include "assay/store/append_file.h"

namespace assay::release {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFolderName_bytes = 120;
constexpr std::size_t kHash_digits = 32;
constexpr const char* kUnlabelled = "~unlabelled";  // no label is written with a ~ in front

/// Source:  Microsoft, "Naming Files, Paths, and Namespaces".
bool IsWindowsDevice(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kNames = {"con", "prn", "aux", "nul"};
  static constexpr std::array<std::string_view, 2> kPorts = {"com", "lpt"};
  std::string stem = ToLowerAscii(name.substr(0, name.find('.')));
  while (stem.ends_with(' ')) stem.pop_back();
  if (std::ranges::find(kNames, stem) != kNames.end()) return true;
  return stem.size() == 4 && stem[3] >= '0' && stem[3] <= '9' &&
         std::ranges::find(kPorts, std::string_view(stem).substr(0, 3)) != kPorts.end();
}

bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

std::string Encoded(std::string_view label) {
  const bool device = IsWindowsDevice(label);
  std::string name;
  for (std::size_t i = 0; i < label.size(); ++i) {
    const char c = label[i];
    const bool within = i > 0 && i + 1 < label.size();
    if ((IsPlain(c) && !(device && i == 0)) || (within && (c == '.' || c == ' ')))
      name += c;
    else
      name += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  if (name.size() <= kFolderName_bytes) return name;
  const std::size_t kept = kFolderName_bytes - kHash_digits - 1;
  return fmt::format("{}~{}", name.substr(0, kept), Sha256(label).Hex().substr(0, kHash_digits));
}

}  // namespace

std::vector<std::string> FolderNames(const std::vector<std::string>& labels) {
  std::set<std::string> taken = {"metadata.jsonl"};  // lies beside them
  std::vector<std::string> names;
  for (const std::string& label : labels) {
    const std::string plain = Encoded(label);
    std::string name = plain;
    for (int i = 2; !taken.insert(ToLowerAscii(name)).second; ++i)
      name = fmt::format("{}~{}", plain, i);
    names.push_back(std::move(name));
  }
  return names;
}

struct PictureFolderSink::State {
  internal::StagedFolder folder;
  internal::SampleCheck check;
  std::vector<std::string> label_folders;
  std::map<std::string, store::AppendFile> lists = {};  // metadata.jsonl, by its folder
  std::set<std::string> made = {};                      // folders that are there
  std::vector<SinkFile> files = {};

  Status MakeFolder(const std::string& name) {
    if (name.empty() || !made.insert(name).second) return Done{};
    std::error_code error;
    fs::create_directories(folder / name, error);
    if (error) return SystemError(error.value(), "creating", folder / name);
    return Done{};
  }

  /// `<label>/` of a sample, empty in a set without labels.
  [[nodiscard]] std::string LabelFolder(const PictureSample& sample) const {
    if (label_folders.empty()) return "";
    const std::int64_t number = check.ClassOf(sample);
    if (number < 0) return std::string(kUnlabelled) + '/';
    return label_folders[static_cast<std::size_t>(number)] + '/';
  }

  Status AppendLine(const std::string& split, const std::string& line) {
    auto at = lists.find(split);
    if (at == lists.end()) {
      ASSAY_LET(auto list, store::AppendFile::Create(folder / (split + "metadata.jsonl"), 0644));
      at = lists.emplace(split, std::move(list)).first;
    }
    return at->second.Append(AsBytes(line));
  }
};

PictureFolderSink::PictureFolderSink(std::unique_ptr<State> state) : state_(std::move(state)) {}
PictureFolderSink::PictureFolderSink(PictureFolderSink&&) noexcept = default;
PictureFolderSink::~PictureFolderSink() = default;

Result<PictureFolderSink> PictureFolderSink::Create(const fs::path& folder,
                                                    const SinkOptions& options) {
  ASSAY_LET(auto check, internal::SampleCheck::Make(options));
  ASSAY_LET(auto staged, internal::StagedFolder::Create(folder));
  return PictureFolderSink(std::make_unique<State>(
      State{std::move(staged), std::move(check), FolderNames(options.labels)}));
}

Result<PicturePlace> PictureFolderSink::Add(const PictureSample& sample) {
  ASSAY_TRY(state_->check.Check(sample));
  const Digest sha256 = Sha256(sample.content);
  const std::string split = sample.split.empty() ? "" : sample.split + '/';
  const std::string label = state_->LabelFolder(sample);
  const std::string name = fmt::format("{}{}.{}", label, SampleName(sample.key), sample.ext);
  ASSAY_TRY(state_->MakeFolder(split + label));
  ASSAY_TRY(WriteNewFile(state_->folder / (split + name), AsText(sample.content), 0644));
  Json line = internal::MetadataOf(sample, sha256);
  line["file_name"] = name;
  ASSAY_TRY(state_->AppendLine(split, Canonical(line) + '\n'));
  state_->files.push_back({split + name, sample.content.size(), sha256});
  return PicturePlace{split + name, 0, sample.content.size(), sha256};
}

Result<std::vector<SinkFile>> PictureFolderSink::Finish() {
  State& state = *state_;
  for (auto& [split, list] : state.lists) {
    ASSAY_TRY(list.Flush());
    ASSAY_LET(SinkFile file, state.folder.Describe(split + "metadata.jsonl"));
    state.files.push_back(std::move(file));
  }
  ASSAY_TRY(state.folder.Commit());
  std::ranges::sort(state.files, {}, &SinkFile::path);
  return std::move(state.files);
}

}  // namespace assay::release
