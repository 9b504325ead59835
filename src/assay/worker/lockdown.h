// SPDX-License-Identifier: Apache-2.0
//
// Locks the calling process in: namespaces, an empty root, Landlock, an unprivileged user, resource
// limits and a system call filter. It does not decide what the process then does, and it cannot be
// undone. Call it once, from the only thread, after every library has been loaded and warmed up.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace assay::worker {

enum class Violation {
  kKill,    ///< the process ends with SIGSYS; the parent learns it from waitpid
  kReport,  ///< development: names the call on stderr, then the process ends
};

/// What a process needs once it is locked in.
enum class Profile {
  kDecoder,    ///< memory, its socket, its last words
  kTable,      ///< also threads, opening files to read (Landlock permitting), and a rows pipe
  kConverter,  ///< another program: its own libraries, to read; no new process
};

struct Confinement {
  std::uint64_t memory_bytes =
      0;  ///< beside what is mapped now; 0: no RLIMIT_AS (ASan needs 20 TB)
  Profile profile = Profile::kDecoder;
  bool namespaces = true;
  bool system_calls = true;  ///< off in sanitizer builds
  Violation violation = Violation::kKill;
  std::string program{};  ///< kConverter: the file that it may also see
};

/// The layers that hold from here on, as bits of channel::Layer.
///
/// Errors:  a layer that the system refuses is missing from the bits; nothing is retried.
/// Cost:    about 1 ms.
/// Threads: the process must have one thread: unshare(CLONE_NEWUSER) refuses others, and seccomp,
///          setresuid and capset here bind the calling thread only.
std::uint32_t LockDown(const Confinement& confinement);

}  // namespace assay::worker
