// SPDX-License-Identifier: Apache-2.0
//
// assay-worker MEMORY_BYTES MODE namespaces|plain work|misdeeds    media, by shared memory
// assay-worker --table FORMAT MEMORY_BYTES MODE namespaces|plain   one table, by JSON lines
// assay-worker --convert MEMORY_BYTES MODE namespaces|plain PROGRAM ARGV0 ARGV1...
//                                                                  becomes PROGRAM, locked in
//
// MODE is kill, report or sanitizer. Started by its parent, never by hand: the descriptors that it
// expects are in channel/protocol.h.
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "assay/worker/convert.h"
#include "assay/worker/serve.h"
#include "assay/worker/stream_table.h"

namespace {

using assay::worker::Confinement;
using assay::worker::Profile;
using assay::worker::Violation;

constexpr int kUsage = 2;

/// From MEMORY_BYTES MODE namespaces|plain.
std::optional<Confinement> Read(std::span<char*> arguments, Profile profile) {
  const std::string_view memory = arguments[0];
  const std::string_view mode = arguments[1];
  const std::string_view namespaces = arguments[2];
  Confinement chosen;
  chosen.profile = profile;
  const auto number =
      std::from_chars(memory.data(), memory.data() + memory.size(), chosen.memory_bytes);
  const bool known_mode = mode == "kill" || mode == "report" || mode == "sanitizer";
  if (number.ec != std::errc() || number.ptr != memory.data() + memory.size() ||
      chosen.memory_bytes == 0 || !known_mode)
    return std::nullopt;
  if (mode == "sanitizer") chosen.memory_bytes = 0;
  chosen.system_calls = mode != "sanitizer";
  chosen.violation = mode == "report" ? Violation::kReport : Violation::kKill;
  chosen.namespaces = namespaces != "plain";
  return chosen;
}

int Usage() {
  std::fputs("assay-worker is started by assay; it has no use of its own\n", stderr);
  return kUsage;
}

int Run(std::span<char*> arguments) {
  constexpr std::size_t kMediaArguments = 5;
  constexpr std::size_t kTableArguments = 6;
  if (arguments.size() == kTableArguments && std::string_view(arguments[1]) == "--table") {
    const auto confinement = Read(arguments.subspan(3), Profile::kTable);
    return confinement ? assay::worker::StreamTable(arguments[2], *confinement) : Usage();
  }
  if (arguments.size() > kTableArguments && std::string_view(arguments[1]) == "--convert") {
    auto confinement = Read(arguments.subspan(2), Profile::kConverter);
    return confinement
               ? assay::worker::BecomeConverter(std::move(*confinement), arguments.subspan(5))
               : Usage();
  }
  if (arguments.size() != kMediaArguments) return Usage();
  const auto confinement = Read(arguments.subspan(1), Profile::kDecoder);
  const bool may_misbehave = std::string_view(arguments[4]) == "misdeeds";
  return confinement ? assay::worker::Serve(*confinement, may_misbehave) : Usage();
}

}  // namespace

int main(int argc, char** argv) {
  const int code = Run(std::span<char*>(argv, static_cast<std::size_t>(argc)));
  std::fflush(stderr);
  _exit(code);  // no destructor or atexit handler of any library may run under the filter
}
