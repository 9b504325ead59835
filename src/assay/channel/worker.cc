// SPDX-License-Identifier: Apache-2.0
#include "assay/channel/worker.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "assay/channel/child_internal.h"
#include "assay/channel/layers.h"
#include "assay/channel/slot_internal.h"

namespace assay::channel {
namespace {

using Clock = std::chrono::steady_clock;
using internal::Child;
using internal::Slot;

// When a worker is replaced although nothing is wrong: what a library leaks, and what a large
// record leaves resident, must not add up. A start costs 20 ms.
constexpr std::int64_t kRequestsPerWorker = 2'000;
constexpr std::size_t kTouched_bytes = 16U << 20U;
constexpr std::uint64_t kGrowth_bytes = 128U << 20U;
constexpr std::int64_t kRequestsPerLook = 16;  // how often its memory is looked at

constexpr std::uint32_t kNamespaceLayers = Bit(Layer::kNetNamespace) | Bit(Layer::kEmptyRoot);

bool Sane(const Reply& reply, std::uint64_t id, std::size_t slot_bytes) {
  return reply.id == id && reply.protocol == kProtocol && reply.kind > ReplyKind::kReady &&
         reply.kind <= ReplyKind::kRefused && reply.json_bytes <= kAnswer_bytes &&
         reply.json_bytes <= slot_bytes && reply.blob_bytes <= slot_bytes - reply.json_bytes;
}

struct Slots {
  Slot input;
  Slot output;
};

/// One running worker process behind its socket.
struct Process {
  Child child;
  Fd control;
  std::uint32_t layers = 0;
  std::int64_t served = 0;
  std::uint64_t first_bytes = 0;  ///< private memory after the first requests
};

}  // namespace

std::string_view Name(Ending ending) {
  constexpr std::array<std::string_view, 9> kNames = {"answered", "refused",   "forbidden_call",
                                                      "crashed",  "cpu_limit", "deadline",
                                                      "killed",   "exited",    "lied"};
  return kNames.at(static_cast<std::size_t>(ending));
}

std::string_view DefaultMode() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return "sanitizer";
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return "sanitizer";
#else
  return "kill";
#endif
#else
  return "kill";
#endif
}

struct Worker::State {
  explicit State(Options chosen) : options(std::move(chosen)) {}

  Status Start();
  Status EnsureSlots();
  Status EnsureProcess();
  Status AwaitReady(Process& started) const;
  [[nodiscard]] bool IsWornOut() const;
  void Retire();
  Answer Await(std::uint64_t id);
  Answer Receive(std::uint64_t id);
  Answer Died(Ending ending);
  Answer Lied();

  Options options;
  std::unique_ptr<Slots> slots;
  std::unique_ptr<Process> process;
  std::size_t touched_bytes = 0;  ///< high-water mark of both slots: their pages stay resident
  std::uint64_t last_id = 0;
  std::uint32_t layers = 0;
  std::int64_t restarts = 0;
  bool died = false;
};

// ---- start and replacement ----

Status Worker::State::EnsureSlots() {
  if (slots) return Done{};
  ASSAY_LET(Slot input, Slot::Make(options.input_slot_bytes, Slot::Worker::kReads));
  ASSAY_LET(Slot output, Slot::Make(options.output_slot_bytes, Slot::Worker::kWrites));
  slots = std::make_unique<Slots>(Slots{std::move(input), std::move(output)});
  return Done{};
}

Status Worker::State::EnsureProcess() {
  if (process) {
    pollfd ended{process->child.fd(), POLLIN, 0};
    if (poll(&ended, 1, 0) == 0) return Done{};
    Died(process->child.Reap());  // while idle: no record is to blame
  }
  ASSAY_TRY(EnsureSlots());
  return Start();
}

Status Worker::State::Start() {
  std::array<int, 2> pair{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0)
    return SystemError(errno, "making a socket for", options.program);
  Fd ours(pair[0]);
  const Fd theirs(pair[1]);
  const Fd moved = internal::MoveUp(theirs);
  internal::Launch launch;
  launch.program = options.program;
  launch.arguments = {std::to_string(options.memory_bytes), options.mode,
                      options.use_namespaces ? "namespaces" : "plain",
                      options.misdeeds ? "misdeeds" : "work"};
  launch.descriptors = {
      {kControlFd, moved.get()}, {kInputFd, slots->input.fd()}, {kOutputFd, slots->output.fd()}};
  ASSAY_LET(Child child, Child::Start(launch));
  Process started{std::move(child), std::move(ours)};
  if (const Status ready = AwaitReady(started); !ready.ok()) {
    started.child.Kill(Ending::kExited);
    const std::string words = started.child.LastWords();
    return Error{ErrorCode::kUnavailable, options.program.string() + ": " + ready.error().what +
                                              (words.empty() ? "" : "; it said: " + words)};
  }
  layers = started.layers;
  restarts += std::exchange(died, false) ? 1 : 0;
  process = std::make_unique<Process>(std::move(started));
  return Done{};
}

Status Worker::State::AwaitReady(Process& started) const {
  constexpr int kStartLimit_ms = 30'000;
  std::array<pollfd, 2> wait{{{started.control.get(), POLLIN, 0}, {started.child.fd(), POLLIN, 0}}};
  Reply ready;
  if (poll(wait.data(), wait.size(), kStartLimit_ms) < 1 || (wait[0].revents & POLLIN) == 0 ||
      recv(started.control.get(), &ready, sizeof ready, MSG_DONTWAIT) != sizeof ready)
    return Error{ErrorCode::kUnavailable, "the worker does not start"};
  if (ready.protocol != kProtocol || ready.kind != ReplyKind::kReady)
    return Error{ErrorCode::kUnavailable, "the worker is of another version"};
  started.layers = ready.layers;
  if (options.mode == "sanitizer") return Done{};
  const std::uint32_t wanted =
      kRequiredLayers | (options.require_namespaces ? kNamespaceLayers : 0);
  const std::uint32_t lacking = wanted & ~ready.layers;
  if (lacking == 0) return Done{};
  return Error{ErrorCode::kUnavailable,
               "the kernel refuses layers of the sandbox: " + LayerNames(lacking)};
}

bool Worker::State::IsWornOut() const {
  if (!process) return touched_bytes > kTouched_bytes;
  if (process->served >= kRequestsPerWorker || touched_bytes > kTouched_bytes) return true;
  if (process->served < kRequestsPerLook || process->served % kRequestsPerLook != 0) return false;
  return process->child.PrivateBytes() > process->first_bytes + kGrowth_bytes;
}

/// Slots go with the process: F_SEAL_FUTURE_WRITE forbids to give single pages back.
void Worker::State::Retire() {
  process.reset();
  slots.reset();
  touched_bytes = 0;
}

// ---- one request ----

/// One thread cannot use CPU faster than time passes, so sleeping for the CPU time left never
/// oversleeps it.
Answer Worker::State::Await(std::uint64_t id) {
  Child& child = process->child;
  const auto end = Clock::now() + options.deadline;
  const auto cpu_before = child.CpuTime();
  const auto cpu_end = cpu_before + options.cpu_limit;
  std::chrono::nanoseconds cpu_left = options.cpu_limit;
  for (;;) {
    const std::chrono::nanoseconds wall_left = end - Clock::now();
    if (wall_left.count() <= 0) return Died(child.Kill(Ending::kDeadline));
    if (cpu_left.count() <= 0) return Died(child.Kill(Ending::kCpuLimit));
    const auto sleep = std::chrono::ceil<std::chrono::milliseconds>(std::min(wall_left, cpu_left));
    std::array<pollfd, 2> wait{{{process->control.get(), POLLIN, 0}, {child.fd(), POLLIN, 0}}};
    const int events = poll(wait.data(), wait.size(), static_cast<int>(sleep.count()));
    if (events < 0 && errno != EINTR) return Died(child.Kill(Ending::kExited));
    if (events > 0 && (wait[0].revents & POLLIN) != 0) {
      const auto cpu = child.CpuTime() - cpu_before;
      Answer answer = Receive(id);
      if (process) answer.cpu = cpu;
      return answer;
    }
    if (events > 0) return Died(child.Reap());
    cpu_left = cpu_end - child.CpuTime();
  }
}

/// Copies, then checks: the worker can still write to its slot.
Answer Worker::State::Receive(std::uint64_t id) {
  Reply reply;
  const ssize_t bytes =
      recv(process->control.get(), &reply, sizeof reply, MSG_DONTWAIT | MSG_TRUNC);
  // A closed socket means that it is dying; should it only pretend, it dies of this.
  if (bytes == 0) return Died(process->child.Kill(Ending::kKilled));
  if (bytes != sizeof reply || !Sane(reply, id, slots->output.bytes().size())) return Lied();
  const auto json_bytes = static_cast<std::size_t>(reply.json_bytes);
  const auto blob_bytes = static_cast<std::size_t>(reply.blob_bytes);
  touched_bytes = std::max(touched_bytes, json_bytes + blob_bytes);
  const ByteView text = slots->output.bytes().first(json_bytes);
  auto json = ParseJson(std::string(AsText(text)), {.bytes = kAnswer_bytes});
  if (!json.ok() || !json.value().is_object()) return Lied();
  const ByteView blob = slots->output.bytes().subspan(json_bytes, blob_bytes);
  Answer answer;
  answer.ending = reply.kind == ReplyKind::kAnswered ? Ending::kAnswered : Ending::kRefused;
  answer.json = std::move(json).value();
  answer.blob.assign(blob.begin(), blob.end());
  if (++process->served == kRequestsPerLook) process->first_bytes = process->child.PrivateBytes();
  return answer;
}

Answer Worker::State::Lied() { return Died(process->child.Kill(Ending::kLied)); }

Answer Worker::State::Died(Ending ending) {
  Answer answer;
  answer.ending = ending;
  answer.last_words = process->child.LastWords();
  process.reset();
  died = true;
  return answer;
}

// ---- Worker ----

Worker::Worker(Options options) : state_(std::make_unique<State>(std::move(options))) {}
Worker::Worker(Worker&&) noexcept = default;
Worker& Worker::operator=(Worker&&) noexcept = default;
Worker::~Worker() = default;

Result<std::span<std::uint8_t>> Worker::Input(std::size_t bytes) {
  State& state = *state_;
  if (bytes > state.options.input_slot_bytes)
    return Error{ErrorCode::kExhausted, "a record of " + std::to_string(bytes) +
                                            " bytes is larger than the worker's input of " +
                                            std::to_string(state.options.input_slot_bytes)};
  if (state.IsWornOut()) state.Retire();
  ASSAY_TRY(state.EnsureProcess());
  state.touched_bytes = std::max(state.touched_bytes, bytes);
  return state.slots->input.bytes().first(bytes);
}

Result<Answer> Worker::Run(Op op, std::size_t bytes, const Json& arguments) {
  State& state = *state_;
  const std::string text = arguments.is_object() ? Canonical(arguments) : "";
  if (text.empty() || text.size() > kArguments_bytes || bytes > state.options.input_slot_bytes)
    return Error{ErrorCode::kInvalidArgument, "a request to a worker is malformed or too long"};
  ASSAY_TRY(state.EnsureProcess());
  Request request;
  request.id = ++state.last_id;
  request.op = op;
  request.input_bytes = bytes;
  request.arguments_bytes = static_cast<std::uint32_t>(text.size());
  std::ranges::copy(text, request.arguments.begin());
  if (send(state.process->control.get(), &request, sizeof request, MSG_NOSIGNAL) != sizeof request)
    return state.Died(state.process->child.Kill(Ending::kKilled));
  return state.Await(request.id);
}

std::int64_t Worker::restarts() const { return state_->restarts; }
std::int64_t Worker::process_id() const {
  return state_->process ? state_->process->child.pid() : -1;
}
std::string Worker::layers() const { return LayerNames(state_->layers); }

}  // namespace assay::channel
