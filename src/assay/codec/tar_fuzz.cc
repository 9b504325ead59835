// SPDX-License-Identifier: Apache-2.0
//
// Property: whatever an archive claims, each record lies within it, what it says is bounded UTF-8,
// and there are no more records than blocks; the reader ends.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>

#include "assay/codec/sample_archive.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  const ByteView archive(data, size);
  const auto read = [archive](std::uint64_t at, std::span<std::uint8_t> into) {
    const auto begin = static_cast<std::size_t>(std::min<std::uint64_t>(at, archive.size()));
    const ByteView rest = archive.subspan(begin, std::min(into.size(), archive.size() - begin));
    std::ranges::copy(rest, into.begin());
    return Result<std::size_t>(rest.size());
  };
  codec::SampleArchive samples(read, size);
  std::size_t count = 0;
  for (;;) {
    const auto next = samples.Next();
    ASSAY_CHECK(next.ok());
    if (!next.value()) break;
    const codec::ArchiveSample& sample = *next.value();
    ASSAY_CHECK(++count <= size / 512 + 2);
    ASSAY_CHECK(sample.offset_bytes <= size && sample.bytes <= size - sample.offset_bytes);
    ASSAY_CHECK(sample.key.size() <= codec::kTarName_bytes);
    ASSAY_CHECK(sample.problem.empty() == sample.why.empty());
    ASSAY_CHECK(IsUtf8(sample.why) && IsUtf8(sample.problem));
    std::set<std::string> names;
    for (const auto& [name, value] : sample.columns)
      ASSAY_CHECK(IsUtf8(name) && IsUtf8(value) && names.insert(name).second);
  }
  return 0;
}
