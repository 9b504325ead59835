// SPDX-License-Identifier: Apache-2.0
#include "assay/channel/sample_stream.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <deque>
#include <utility>

#include "assay/channel/rows_internal.h"
#include "assay/channel/slot_internal.h"
#include "assay/channel/table_process_internal.h"

namespace assay::channel {
namespace {

Result<Fd> OpenItself(const std::filesystem::path& file) {
  // O_NONBLOCK: a FIFO must not make us wait.
  const Fd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  struct stat status{};
  if (!fd.open() || fstat(fd.get(), &status) != 0) return SystemError(errno, "reading", file);
  if (!S_ISREG(status.st_mode))
    return Error{ErrorCode::kInvalidArgument, file.string() + " is no regular file"};
  Fd moved = internal::MoveUp(fd);
  if (!moved.open()) return SystemError(errno, "reading", file);
  return moved;
}

}  // namespace

struct SampleStream::State {
  State(internal::TableProcess started, std::uint32_t layers, std::string called)
      : process(std::move(started)),
        name(std::move(called)),
        rows(layers, internal::VisitSample([this](Sample sample) -> Status {
               samples.push_back(std::move(sample));
               return Done{};
             })) {}

  internal::TableProcess process;
  std::string name;
  std::deque<Sample> samples;
  internal::RowLines rows;
  std::optional<Error> failure;
};

SampleStream::SampleStream(std::unique_ptr<State> state) : state_(std::move(state)) {}
SampleStream::SampleStream(SampleStream&&) noexcept = default;
SampleStream::~SampleStream() = default;

Result<SampleStream> SampleStream::OpenArchive(const Options& options,
                                               const std::filesystem::path& file) {
  ASSAY_LET(const Fd archive, OpenItself(file));
  ASSAY_LET(auto process, internal::TableProcess::Start(options, kArchiveFormat, archive));
  return SampleStream(std::make_unique<State>(std::move(process), internal::LayersFor(options),
                                              ToPrintable(file.filename().native())));
}

Result<SampleStream> SampleStream::OpenPictures(const Options& options,
                                                const std::filesystem::path& file,
                                                std::string_view column) {
  ASSAY_LET(const Fd table, internal::Snapshot(file, kManifest_bytes));
  const std::string format = kPicturesFormat + std::string(column);
  ASSAY_LET(auto process, internal::TableProcess::Start(options, format, table));
  return SampleStream(std::make_unique<State>(std::move(process), internal::LayersFor(options),
                                              ToPrintable(file.filename().native())));
}

Result<std::optional<Sample>> SampleStream::Next() {
  while (state_->samples.empty() && !state_->rows.has_ended() && !state_->failure) {
    const Status read = state_->process.Read(state_->rows);
    if (!read.ok()) state_->failure = Error(read.error()).In(state_->name);
  }
  // What was said before a failure holds.
  if (state_->samples.empty() && state_->failure) return *state_->failure;
  if (state_->samples.empty()) return std::optional<Sample>();
  Sample sample = std::move(state_->samples.front());
  state_->samples.pop_front();
  return std::optional(std::move(sample));
}

}  // namespace assay::channel
