// SPDX-License-Identifier: Apache-2.0
//
// A tar archive as WebDataset reads it: members beside each other whose paths agree up to the first
// dot of the last name are one sample. Each picture of it is one record; texts say something of it.
// It opens no picture.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/codec/tar_reader.h"
#include "assay/core/result.h"

namespace assay::codec {

/// One picture, or why there is none.
struct ArchiveSample {
  std::string key;                 ///< any bytes; empty where nothing has a name
  std::uint64_t offset_bytes = 0;  ///< of the picture; of a problem: of what is wrong
  std::uint64_t bytes = 0;
  std::string problem;  ///< code, or empty
  std::string why;
  std::vector<std::pair<std::string, std::string>> columns;  ///< names are distinct
};

inline constexpr std::size_t kMemberText_bytes = 1U << 20U;
inline constexpr std::size_t kSampleText_bytes = 2U << 20U;
inline constexpr std::size_t kSampleMembers = 1024;
inline constexpr std::size_t kSampleColumns = 2048;

/// Samples in the order of the archive.
///
/// Shapes:  The path of a member is `<prefix>.<ext>`; `ext`, in lower case, begins behind the first
///          dot of the last name. A member whose ext ends in jpg, jpeg, png, webp, gif, tif, tiff,
///          bmp, heic, heif, avif or jxl is a picture: its key is the prefix, or `<prefix>.<ext>`
///          in a sample of several. `txt` and `cls` are columns of that name, as is `<x>.txt`; the
///          members of a JSON object in `json` are columns: strings as they are, null has no value,
///          all else as canonical JSON, under the name `json.<name>` where that is taken. Folders,
///          members with other extensions, and `__…__` by which WebDataset means no sample are
///          passed over.
/// Errors:  of the archive; in the sample: the codes of TarReader, and input.no_sample (a member
///          that belongs to none), input.no_picture, input.duplicate_member, input.malformed_member
///          (a text that is not UTF-8, JSON that is none), limit.member, limit.members. What is
///          wrong with one member is a problem of each picture of its sample.
/// Threads: one.
/// Source:  WebDataset, "The WebDataset Format"; webdataset.tariterators, base_plus_ext and
///          group_by_keys.
class SampleArchive {
 public:
  SampleArchive(ReadArchive read, std::uint64_t archive_bytes)
      : tar_(std::move(read), archive_bytes) {}

  Result<std::optional<ArchiveSample>> Next();

 private:
  struct Text {
    std::string ext;
    std::string content;
  };
  struct Open {
    std::string prefix;
    std::uint64_t offset_bytes = 0;                           ///< of its first member
    std::vector<std::pair<std::string, TarMember>> pictures;  ///< with their ext
    std::vector<Text> texts;
    std::size_t text_bytes = 0;
    std::set<std::string> exts;
    std::string problem;
    std::string why;

    void Spoil(std::string_view code, std::string_view reason);
  };

  Status Take(const TarMember& member);
  Status Join(const std::string& ext, const TarMember& member);
  Status TakeText(const std::string& ext, const TarMember& member);
  void Close();
  void Refuse(const TarMember& member, std::string_view code, std::string_view why);

  TarReader tar_;
  bool has_ended_ = false;
  std::optional<Open> open_;
  std::deque<ArchiveSample> samples_;
};

}  // namespace assay::codec
