// SPDX-License-Identifier: Apache-2.0
#include "assay/worker/serve.h"

#include <malloc.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "assay/channel/protocol.h"
#include "assay/codec/picture.h"
#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/markup/tree.h"
#include "assay/worker/inspect.h"
#include "assay/worker/misdeeds.h"
#include "assay/worker/transform.h"
#include "assay/worker/web.h"

namespace assay::worker {
namespace {

using channel::Op;
using channel::Request;

struct Slots {
  ByteView input;
  std::span<std::uint8_t> output;
};

template <typename Byte>
std::optional<std::span<Byte>> MapSlot(int fd, int protection) {
  struct stat status{};
  if (fstat(fd, &status) != 0) return std::nullopt;
  const auto bytes = static_cast<std::size_t>(status.st_size);
  void* mapped = mmap(nullptr, bytes, protection, MAP_SHARED, fd, 0);
  close(fd);
  if (mapped == MAP_FAILED) return std::nullopt;
  return std::span<Byte>(static_cast<Byte*>(mapped), bytes);
}

std::optional<Slots> MapSlots() {
  const auto input = MapSlot<const std::uint8_t>(channel::kInputFd, PROT_READ);
  const auto output = MapSlot<std::uint8_t>(channel::kOutputFd, PROT_READ | PROT_WRITE);
  if (!input || !output) return std::nullopt;
  return Slots{*input, *output};
}

/// The stable word for a refusal: part of a dead letter's code.
std::string_view CodeOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return "bad.request";
    case ErrorCode::kExhausted:
      return "limit.memory";
    case ErrorCode::kUnsupported:
      return "undecided";
    default:
      return "failed";
  }
}

/// `kept` is what the last request has left: one transform may use it, and whatever else has to
/// decode finds it gone.
Result<Reply> Obey(Op op, ByteView bytes, const Json& arguments, std::optional<Kept> kept) {
  if (op != Op::kTransform) kept.reset();
  switch (op) {
    case Op::kInspect:
      return Inspect(bytes, arguments);
    case Op::kXmp:
      return ReadSidecar(bytes, arguments);
    case Op::kPixelHash:
      return HashPixels(bytes, arguments);
    case Op::kPage:
      return DescribePage(bytes, arguments);
    case Op::kXml:
      return DescribeXml(bytes, arguments);
    case Op::kTransform:
      return Transform(bytes, arguments, std::move(kept));
    case Op::kMisbehave:
      break;
  }
  return Error{ErrorCode::kInvalidArgument, "an unknown request"};
}

/// A library that throws what nobody foresaw costs the record, not the worker.
Result<Reply> ObeySafely(Op op, ByteView bytes, const Json& arguments, std::optional<Kept> kept) {
  try {
    return Obey(op, bytes, arguments, std::move(kept));
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kExhausted, "memory does not suffice for this request"};
  } catch (const std::exception& thrown) {
    return Error{ErrorCode::kUnavailable, ToUtf8(thrown.what(), channel::kArguments_bytes)};
  }
}

/// Lays the answer into the slot. One that does not fit is refused there instead.
channel::Reply Place(const Result<Reply>& result, std::span<std::uint8_t> output) {
  if (result.ok() && result.value().json.size() + result.value().blob.size() > output.size())
    return Place(Error{ErrorCode::kExhausted, "the answer does not fit its slot"}, output);
  channel::Reply reply;
  const bool is_answer = result.ok() && !result.value().is_refusal;
  reply.kind = is_answer ? channel::ReplyKind::kAnswered : channel::ReplyKind::kRefused;
  const std::string json =
      result.ok()
          ? result.value().json
          : Canonical({{"code", CodeOf(result.error().code)}, {"what", result.error().what}});
  const auto end = std::ranges::copy(json, output.begin()).out;
  reply.json_bytes = json.size();
  if (!result.ok()) return reply;
  std::ranges::copy(result.value().blob, end);
  reply.blob_bytes = result.value().blob.size();
  return reply;
}

channel::Reply Misbehave(const Json& arguments, std::span<std::uint8_t> output) {
  const std::string deed = StringOr(arguments, "deed");
  const bool refused = Commit(deed);
  channel::Reply reply = Place(Reply{Canonical({{"refused", refused}}), {}}, output);
  Lie(deed, output, reply);
  return reply;
}

/// Answers requests, and holds what one leaves for the next.
class Server {
 public:
  Server(const Slots& slots, bool may_misbehave) : slots_(slots), may_misbehave_(may_misbehave) {}

  channel::Reply Answer(const Request& request);

 private:
  Slots slots_;
  bool may_misbehave_;
  std::optional<Kept> kept_;
};

channel::Reply Server::Answer(const Request& request) {
  std::optional<Kept> kept = std::exchange(kept_, std::nullopt);
  const std::size_t bytes = std::min<std::size_t>(request.input_bytes, slots_.input.size());
  const std::size_t text_bytes =
      std::min<std::size_t>(request.arguments_bytes, request.arguments.size());
  const auto arguments = ParseJson(std::string_view(request.arguments.data(), text_bytes));
  if (!arguments.ok() || !arguments.value().is_object())
    return Place(Error{ErrorCode::kInvalidArgument, "arguments that are no object"}, slots_.output);
  if (request.op == Op::kMisbehave && may_misbehave_)
    return Misbehave(arguments.value(), slots_.output);
  Result<Reply> result =
      ObeySafely(request.op, slots_.input.first(bytes), arguments.value(), std::move(kept));
  if (result.ok()) kept_ = std::move(result.value().kept);
  return Place(result, slots_.output);
}

/// What a library does once only must be done while it may. OpenSSL's first digest reads its
/// configuration file.
void WarmUp() {
  codec::WarmUp();
  markup::WarmUpXml();
  (void)Sha256("");
}

/// A picture's memory is kept for the next one: to give it back and to be given it again, a page at
/// a time, costs more than to read its header. What stays is less than what wears a worker out.
void KeepMemory() {
  constexpr int kKept_bytes = 64 << 20;
  mallopt(M_MMAP_THRESHOLD, kKept_bytes / 2);
  mallopt(M_TRIM_THRESHOLD, kKept_bytes);
}

bool Send(const channel::Reply& reply) {
  return write(channel::kControlFd, &reply, sizeof reply) == sizeof reply;
}

}  // namespace

int Serve(const Confinement& confinement, bool may_misbehave) {
  constexpr int kNoSlots = 3;
  constexpr int kNoParent = 4;
  const std::optional<Slots> slots = MapSlots();
  if (!slots) return kNoSlots;
  KeepMemory();
  WarmUp();
  channel::Reply ready;
  ready.layers = LockDown(confinement);
  if (!Send(ready)) return kNoParent;
  Server server(*slots, may_misbehave);
  Request request;
  while (read(channel::kControlFd, &request, sizeof request) == sizeof request) {
    channel::Reply reply = server.Answer(request);
    reply.id += request.id;
    if (!Send(reply)) return kNoParent;
  }
  return 0;
}

}  // namespace assay::worker
