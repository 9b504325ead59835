// SPDX-License-Identifier: Apache-2.0
#include "assay/channel/converter.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <system_error>
#include <utility>

#include "assay/channel/child_internal.h"
#include "assay/channel/converter_protocol.h"
#include "assay/channel/slot_internal.h"

namespace assay::channel {
namespace {

using Clock = std::chrono::steady_clock;
using internal::Child;
using internal::Slot;

struct Pipe {
  Fd ours;
  Fd theirs;  ///< above 9

  static Result<Pipe> Make() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
      return SystemError(errno, "making a pipe for", "convert");
    Pipe pipe{Fd(ends[0]), Fd()};
    pipe.theirs = internal::MoveUp(Fd(ends[1]));
    return pipe;
  }
};

/// A running converter and what comes out of it.
class Running {
 public:
  Running(const Options& options, const Conversion& conversion, Child child, Fd output)
      : options_(options),
        most_bytes_(conversion.output_bytes),
        child_(std::move(child)),
        output_(std::move(output)),
        end_(Clock::now() + options.deadline) {}

  /// Waits for its end, or makes it.
  Converted Await() {
    while (!ending_) Step();
    converted_.ending = *ending_;
    converted_.exit_code = child_.exit_code();
    converted_.last_words = child_.LastWords();
    return std::move(converted_);
  }

 private:
  /// As a worker is watched: nothing uses CPU faster than its threads let it, and a look each
  /// half second is enough for who has several.
  void Step() {
    constexpr std::chrono::milliseconds kLook{500};
    const auto wall_left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now());
    if (wall_left.count() <= 0) return End(Ending::kDeadline);
    const auto cpu_left =
        std::chrono::ceil<std::chrono::milliseconds>(options_.cpu_limit - child_.CpuTime());
    if (cpu_left.count() <= 0) return End(Ending::kCpuLimit);
    std::array<pollfd, 2> wait{{{child_.fd(), POLLIN, 0}, {output_.get(), POLLIN, 0}}};
    const nfds_t watched = is_silent_ ? 1 : 2;
    const int events = poll(wait.data(), watched,
                            static_cast<int>(std::min({wall_left, cpu_left, kLook}).count()));
    if (events < 0 && errno != EINTR) return End(Ending::kKilled);
    if (events <= 0) return;
    if (!is_silent_ && wait[1].revents != 0) return Take();
    if (wait[0].revents != 0) ending_ = child_.Reap();
  }

  void Take() {
    constexpr std::size_t kPiece_bytes = 256U << 10U;
    Bytes& bytes = converted_.bytes;
    const std::size_t before = bytes.size();
    bytes.resize(before + kPiece_bytes);
    const ssize_t got = read(output_.get(), bytes.data() + before, kPiece_bytes);
    bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && errno != EINTR) return End(Ending::kKilled);
    is_silent_ = got == 0;
    if (bytes.size() <= most_bytes_) return;
    converted_.is_too_much = true;
    bytes.clear();
    End(Ending::kKilled);
  }

  /// It may have ended by itself a moment before. Had it fallen silent, that is its end; else what
  /// it wrote last was not read, and must not pass for all.
  void End(Ending because) {
    const Ending own = child_.Kill(because);
    ending_ = own == Ending::kExited && !is_silent_ ? because : own;
  }

  const Options& options_;
  std::size_t most_bytes_;
  Child child_;
  Fd output_;
  Clock::time_point end_;
  bool is_silent_ = false;  ///< it has closed its output
  std::optional<Ending> ending_;
  Converted converted_;
};

/// What the jailer said, until exec closed its mouth; none when it never spoke.
std::optional<JailerWord> Listen(const Fd& jailer, Clock::time_point end) {
  std::optional<JailerWord> last;
  for (;;) {
    pollfd wait{jailer.get(), POLLIN, 0};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    const int ready = poll(&wait, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 1) return last;
    JailerWord word;
    const ssize_t got = read(jailer.get(), &word, sizeof word);
    if (got < 0 && errno == EINTR) continue;
    if (got != sizeof word) return last;
    last = word;
  }
}

/// Want of processes or memory passes; what else keeps a program from being executed does not.
bool MayPass(int error_number) {
  return error_number == EAGAIN || error_number == ENOMEM || error_number == ETXTBSY;
}

Status Admit(const std::optional<JailerWord>& word, const Conversion& conversion, Child& child) {
  if (word && word->error == 0) return Done{};
  child.Kill(Ending::kExited);
  const auto refused = [&](ErrorCode code, std::string_view why) {
    const std::string words = child.LastWords();
    return Error{code, fmt::format("{}: {}{}{}", conversion.program.string(), why,
                                   words.empty() ? "" : "; it said: ", words)};
  };
  if (!word) return refused(ErrorCode::kUnavailable, "its sandbox does not start");
  if (word->error == ENOSYS && !HoldsConverter(word->layers))
    return refused(ErrorCode::kUnsupported, "the kernel refuses layers of its sandbox; there are " +
                                                LayerNames(word->layers));
  return refused(MayPass(word->error) ? ErrorCode::kUnavailable : ErrorCode::kUnsupported,
                 std::generic_category().message(word->error));
}

}  // namespace

Result<Converted> Convert(const Options& options, const Conversion& conversion, ByteView input) {
  ASSAY_LET(const Slot memory,
            Slot::Make(std::max<std::size_t>(input.size(), 1), Slot::Worker::kReads));
  std::ranges::copy(input, memory.bytes().begin());
  ASSAY_LET(Pipe output, Pipe::Make());
  ASSAY_LET(Pipe jailer, Pipe::Make());
  internal::Launch launch;
  launch.program = options.program;
  launch.arguments = {"--convert", std::to_string(options.memory_bytes), options.mode,
                      options.use_namespaces ? "namespaces" : "plain", conversion.program.string()};
  launch.arguments.insert(launch.arguments.end(), conversion.arguments.begin(),
                          conversion.arguments.end());
  launch.descriptors = {{STDIN_FILENO, memory.fd()},
                        {STDOUT_FILENO, output.theirs.get()},
                        {kJailerFd, jailer.theirs.get()}};
  ASSAY_LET(Child child, Child::Start(launch));
  output.theirs = Fd();
  jailer.theirs = Fd();
  const auto word = Listen(jailer.ours, Clock::now() + options.deadline);
  ASSAY_TRY(Admit(word, conversion, child));
  return Running(options, conversion, std::move(child), std::move(output.ours)).Await();
}

}  // namespace assay::channel
