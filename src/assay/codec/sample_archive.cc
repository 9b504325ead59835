// SPDX-License-Identifier: Apache-2.0
#include "assay/codec/sample_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "assay/core/bytes.h"
#include "assay/core/json.h"

namespace assay::codec {
namespace {

constexpr std::array<std::string_view, 12> kPictures = {
    "jpg", "jpeg", "png", "webp", "gif", "tif", "tiff", "bmp", "heic", "heif", "avif", "jxl"};

struct Name {
  std::string prefix;
  std::string ext;  ///< lower case; empty: it belongs to no sample
};

Name Split(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  const std::size_t base = slash == std::string::npos ? 0 : slash + 1;
  const std::size_t dot = name.find('.', base);
  if (dot == std::string::npos || dot == base || dot + 1 == name.size()) return {name, ""};
  return {name.substr(0, dot), ToLowerAscii(std::string_view(name).substr(dot + 1))};
}

std::string_view LastOf(std::string_view ext) {
  const std::size_t dot = ext.rfind('.');
  return dot == std::string_view::npos ? ext : ext.substr(dot + 1);
}

bool IsPicture(std::string_view ext) {
  return std::ranges::find(kPictures, LastOf(ext)) != kPictures.end();
}

/// What a WebDataset says of itself.
bool IsMeta(std::string_view prefix) {
  constexpr std::size_t kLeast = 4;
  return prefix.size() >= kLeast && prefix.starts_with("__") && prefix.ends_with("__");
}

/// The columns of one sample; names are distinct.
class Columns {
 public:
  void Add(std::string name, std::string value) {
    if (value.empty()) return;
    while (!names_.insert(name).second) name = "json." + name;
    columns_.emplace_back(std::move(name), std::move(value));
  }

  Status AddJson(std::string_view text) {
    ASSAY_LET(const Json json, ParseJson(text, {.bytes = kMemberText_bytes}));
    if (!json.is_object()) {
      Add("json", Canonical(json));
      return Done{};
    }
    if (json.size() > kSampleColumns)
      return Error{ErrorCode::kExhausted, fmt::format("over {} members", kSampleColumns)};
    for (const auto& [name, value] : json.items()) {
      if (!value.is_null())
        Add(name, value.is_string() ? value.get<std::string>() : Canonical(value));
    }
    return Done{};
  }

  std::vector<std::pair<std::string, std::string>> Take() { return std::move(columns_); }

 private:
  std::set<std::string> names_;
  std::vector<std::pair<std::string, std::string>> columns_;
};

}  // namespace

void SampleArchive::Open::Spoil(std::string_view code, std::string_view reason) {
  if (!problem.empty()) return;
  problem = code;
  why = reason;
}

Result<std::optional<ArchiveSample>> SampleArchive::Next() {
  while (samples_.empty() && !has_ended_) {
    ASSAY_LET(const auto member, tar_.Next());
    if (member) {
      ASSAY_TRY(Take(*member));
    } else {
      Close();
      has_ended_ = true;
    }
  }
  if (samples_.empty()) return std::optional<ArchiveSample>();
  ArchiveSample sample = std::move(samples_.front());
  samples_.pop_front();
  return std::optional(std::move(sample));
}

void SampleArchive::Refuse(const TarMember& member, std::string_view code, std::string_view why) {
  samples_.push_back(
      {member.name, member.offset_bytes, member.bytes, std::string(code), std::string(why), {}});
}

Status SampleArchive::Take(const TarMember& member) {
  if (member.name.empty()) {
    // Nobody knows whether the open sample would have gone on.
    if (open_ && member.problem != "input.trailing_bytes")
      open_->Spoil(member.problem, "the archive breaks off at this sample");
    Close();
    Refuse(member, member.problem, member.why);
    return Done{};
  }
  if (member.is_folder && member.problem.empty()) return Done{};
  const Name name = Split(member.name);
  if (name.ext.empty()) {
    Close();
    const bool is_bad = !member.problem.empty();
    Refuse(member, is_bad ? member.problem : "input.no_sample",
           is_bad ? member.why : "its name has no stem and extension: it belongs to no sample");
    return Done{};
  }
  if (IsMeta(name.prefix)) return Done{};
  if (!open_ || open_->prefix != name.prefix) {
    Close();
    Open sample;
    sample.prefix = name.prefix;
    sample.offset_bytes = member.offset_bytes;
    open_ = std::move(sample);
  }
  return Join(name.ext, member);
}

Status SampleArchive::Join(const std::string& ext, const TarMember& member) {
  if (open_->exts.size() == kSampleMembers) {
    Refuse(member, "limit.members", "its sample has too many members before it");
    return Done{};
  }
  const std::string shown = ToPrintable(ToUtf8(ext, 200));
  if (!open_->exts.insert(ext).second)
    open_->Spoil("input.duplicate_member", fmt::format("two members end in .{}", shown));
  if (!member.problem.empty()) {
    open_->Spoil(member.problem, fmt::format(".{}: {}", shown, member.why));
    return Done{};
  }
  if (IsPicture(ext)) {
    open_->pictures.emplace_back(ext, member);
    return Done{};
  }
  const std::string_view last = LastOf(ext);
  return last == "txt" || last == "cls" || last == "json" ? TakeText(ext, member) : Status(Done{});
}

Status SampleArchive::TakeText(const std::string& ext, const TarMember& member) {
  if (member.bytes > kMemberText_bytes || member.bytes > kSampleText_bytes - open_->text_bytes) {
    open_->Spoil("limit.member", fmt::format(".{} is too large for a text", ToPrintable(ext)));
    return Done{};
  }
  auto content = tar_.Read(member, kMemberText_bytes);
  if (!content.ok()) return content.error();
  open_->text_bytes += content.value().size();
  open_->texts.push_back({ext, std::string(AsText(content.value()))});
  return Done{};
}

/// The open sample as its records.
void SampleArchive::Close() {
  if (!open_) return;
  Open sample = std::move(*open_);
  open_.reset();
  Columns columns;
  // Texts first: what stands in a file of its own keeps its name.
  std::ranges::stable_partition(sample.texts, [](const Text& text) { return text.ext != "json"; });
  for (const Text& text : sample.texts) {
    const bool is_named = IsUtf8(text.ext);
    if (!is_named || !IsUtf8(text.content)) {
      sample.Spoil("input.malformed_member",
                   fmt::format(".{} is not UTF-8", ToPrintable(ToUtf8(text.ext, 200))));
    } else if (text.ext != "json") {
      columns.Add(text.ext, std::string(text.ext == "cls" ? Trim(text.content) : text.content));
    } else if (const Status read = columns.AddJson(text.content); !read.ok()) {
      sample.Spoil("input.malformed_member", fmt::format(".json: {}", read.error().what));
    }
  }
  if (sample.pictures.empty()) {
    sample.Spoil("input.no_picture", "no member of the sample is a picture");
    samples_.push_back({sample.prefix, sample.offset_bytes, 0, sample.problem, sample.why, {}});
    return;
  }
  const bool is_one = sample.pictures.size() == 1;
  const auto said = columns.Take();
  for (const auto& [ext, picture] : sample.pictures) {
    ArchiveSample record{is_one ? sample.prefix : sample.prefix + "." + ext,
                         picture.offset_bytes,
                         picture.bytes,
                         sample.problem,
                         sample.why,
                         {}};
    if (record.problem.empty()) record.columns = said;
    samples_.push_back(std::move(record));
  }
}

}  // namespace assay::codec
