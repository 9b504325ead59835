// SPDX-License-Identifier: Apache-2.0
//
// What a data set is written from and what is told of it: samples in the order of their keys, the
// files that they end in, and where in them each picture lies. It decides nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::release {

/// One picture of a data set. All texts are UTF-8; those without a value are empty.
struct PictureSample {
  std::string key;
  std::string ext;  ///< of the encoding, as "jpg": lower-case letters and digits, at most 8
  Bytes content;    ///< the encoded picture
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  std::string label;
  std::string split;  ///< lower-case letters, digits and _, at most 32; a set has at most 16
  std::string caption;
  std::string url;    ///< where the picture was found
  std::string asset;  ///< sha256: of the bytes that were found there
  std::string licence;
  std::string attribution;
  Json extra = Json::object();  ///< boxes, marks, …: as Canonical takes it
};

struct SinkFile {
  std::string path;  ///< within the data set, with / between folders
  std::uint64_t bytes = 0;
  Digest sha256;
};

/// Where the picture of a sample lies.
struct PicturePlace {
  std::string file;                           ///< as SinkFile::path
  std::optional<std::uint64_t> offset_bytes;  ///< none where the file is a table: then by key
  std::uint64_t bytes = 0;
  Digest sha256;  ///< of the picture
};

struct SinkOptions {
  /// All labels of the set, sorted, each once: the class of a label is its place here, and -1
  /// stands for no label. Empty for a set without labels.
  std::vector<std::string> labels;
  /// Whether samples may have captions. Then each sample gets one, if an empty one: readers want
  /// the same fields in all.
  bool captions = false;
  /// A file is closed before it grows over this, unless a single sample does.
  std::uint64_t shard_bytes = 256U << 20U;
};

/// Writes a data set into a new folder, which appears whole or not at all.
///
/// Threads: one. No call may follow an error but destruction.
/// Exact:   equal samples and options give equal bytes.
class Sink {
 public:
  Sink() = default;
  Sink(Sink&&) = default;
  Sink& operator=(Sink&&) = delete;
  virtual ~Sink() = default;  ///< Without Finish nothing is left.

  /// Keys ascend, bytewise.
  /// Errors:  kInvalidArgument for a sample that breaks the rules of PictureSample or SinkOptions;
  ///          kExhausted when the disk is full; as SystemError.
  virtual Result<PicturePlace> Add(const PictureSample& sample) = 0;

  /// All files, sorted by path, durable. Errors: as Add.
  virtual Result<std::vector<SinkFile>> Finish() = 0;
};

/// The name that a sample has in files: 64 hexadecimal digits, the SHA-256 of its key. A key may
/// be long, hold dots, slashes and controls, and differ from another in case only; this may not.
std::string SampleName(std::string_view key);

}  // namespace assay::release
