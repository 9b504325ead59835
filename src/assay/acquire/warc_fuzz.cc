// SPDX-License-Identifier: Apache-2.0
//
// A record that is accepted says one thing: written again from its fields and its block it is read
// as the same record, and so it is when it is read alone, at its offset.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "assay/acquire/warc.h"
#include "assay/core/file.h"

namespace assay::acquire {
namespace {

/// Also what a member of a few bytes may unpack to.
constexpr std::size_t kRecord_bytes = 1U << 20U;

/// A file without a name.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : fd_(memfd_create("warc", MFD_CLOEXEC)) {
    ASSAY_CHECK(write(fd_.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_.get()); }

 private:
  Fd fd_;
};

/// Equal texts are equal records.
std::string Written(const WarcRecord& record) {
  std::string text = "WARC/1.1\r\n";
  for (const auto& [name, value] : record.headers) text += name + ": " + value + "\r\n";
  return text + "\r\n" + std::string(AsText(record.block)) + "\r\n\r\n";
}

void CheckReadsAs(const std::string& path, std::uint64_t offset, const std::string& text) {
  const Status read = ReadWarcRecord(
      path, offset,
      [&text](const WarcRecord& record) -> Status {
        ASSAY_CHECK(Written(record) == text);
        return Done{};
      },
      kRecord_bytes);
  ASSAY_CHECK(read.ok());
}

void CheckFile(std::string_view bytes) {
  const MemoryFile file(bytes);
  const Status read = ReadWarc(
      file.path(),
      [&file](const WarcRecord& record) -> Status {
        const std::string text = Written(record);
        CheckReadsAs(file.path(), record.offset, text);
        CheckReadsAs(MemoryFile(text).path(), 0, text);
        return Done{};
      },
      kRecord_bytes);
  ASSAY_CHECK(read.ok() || !read.error().what.empty());
}

}  // namespace
}  // namespace assay::acquire

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assay::acquire::CheckFile(assay::AsText({data, size}));
  return 0;
}
