// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <system_error>

#include "assay/core/file.h"
#include "assay/core/json.h"
#include "assay/policy/default_pack_internal.h"
#include "assay/policy/engine.h"

namespace assay::policy {
namespace {

constexpr std::size_t kPackLimit_bytes = std::size_t{16} << 20U;

Status CheckFiles(const std::map<std::string, std::string>& files) {
  const auto is_rego = [](const auto& file) { return file.first.ends_with(".rego"); };
  if (std::ranges::none_of(files, is_rego))
    return Error{ErrorCode::kInvalidArgument, "a policy pack needs at least one .rego file"};
  std::size_t total_bytes = 0;
  for (const auto& [path, text] : files) {
    if (!IsUtf8(path) || !IsUtf8(text))
      return Error{ErrorCode::kInvalidArgument, ToPrintable(path) + " is not UTF-8"};
    total_bytes += text.size();
  }
  if (total_bytes > kPackLimit_bytes)
    return Error{ErrorCode::kInvalidArgument, "a policy pack may hold 16 MiB"};
  return Done{};
}

Result<std::map<std::string, std::string>> ReadFolder(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  std::error_code failed;
  std::filesystem::recursive_directory_iterator entries(folder, failed);
  for (; !failed && entries != std::filesystem::recursive_directory_iterator();
       entries.increment(failed)) {
    const std::filesystem::path& path = entries->path();
    const std::string ending = path.extension().string();
    if ((ending != ".rego" && ending != ".json") || !entries->is_regular_file()) continue;
    ASSAY_LET(std::string text, ReadFile(path, kPackLimit_bytes));
    files.emplace(path.lexically_relative(folder).generic_string(), std::move(text));
  }
  if (failed) return SystemError(failed.value(), "reading the policy pack", folder);
  return files;
}

}  // namespace

const Pack& Pack::Default() {
  static const Pack pack = [] {
    std::map<std::string, std::string> files;
    for (const auto& [path, text] : internal::DefaultPackFiles()) files.emplace(path, text);
    return Pack(std::move(files));
  }();
  return pack;
}

Result<Pack> Pack::Load(const std::filesystem::path& folder) {
  ASSAY_LET(auto files, ReadFolder(folder));
  if (auto checked = CheckFiles(files); !checked.ok())
    return Error(checked.error()).In(ToPrintable(folder.string()));
  return Pack(std::move(files));
}

Result<Pack> Pack::Parse(std::string_view canonical_json) {
  // Escapes make the text longer than what it says: six bytes for a control character at most.
  ASSAY_LET(const Json json, ParseJson(canonical_json, {.bytes = 6 * kPackLimit_bytes}));
  if (!json.is_object()) return Error{ErrorCode::kCorrupt, "a policy pack must be a JSON object"};
  std::map<std::string, std::string> files;
  for (const auto& [path, text] : json.items()) {
    if (!text.is_string())
      return Error{ErrorCode::kCorrupt, "a policy pack must map paths to texts"};
    files.emplace(path, text.get<std::string>());
  }
  ASSAY_TRY(CheckFiles(files));
  return Pack(std::move(files));
}

std::string Pack::Serialize() const { return Canonical(Json(files_)); }

Digest Pack::digest() const {
  Sha256Stream hash;
  for (const auto& [path, text] : files_) {  // a map of std::string: sorted bytewise
    hash.Add(AsBytes(path));
    hash.Add(AsBytes(std::string_view("\0", 1)));
    hash.Add(AsBytes(Sha256(text).Hex()));
    hash.Add(AsBytes("\n"));
  }
  return hash.Finish();
}

}  // namespace assay::policy
