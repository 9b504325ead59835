// SPDX-License-Identifier: Apache-2.0
//
// Runs a program that the user names on foreign bytes, locked in by `assay-worker --convert`: what
// comes in by its standard input leaves, as another format, by its standard output. It neither
// looks at the bytes nor believes that they are better now.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "assay/channel/worker.h"
#include "assay/core/bytes.h"
#include "assay/core/result.h"

namespace assay::channel {

struct Conversion {
  std::filesystem::path program;       ///< the file to execute, absolute
  std::vector<std::string> arguments;  ///< argv, its own name first
  std::size_t output_bytes = 0;        ///< more is an end: Converted::is_too_much
};

struct Converted {
  Ending ending = Ending::kExited;  ///< kExited with exit_code 0: it says that `bytes` are whole
  int exit_code = -1;               ///< of kExited
  bool is_too_much = false;         ///< it was ended for what it wrote
  Bytes bytes;                      ///< what it wrote
  std::string last_words;           ///< stderr, printable, cut
};

/// One process for one record. It is another user (root only), sees of the file system only
/// programs and libraries, to read, and itself; it has no network, starts no process, has the
/// memory, CPU and time of `options`, and an environment that is always the same.
///
/// Errors:  kUnavailable when it cannot be started now, for want of processes or memory;
///          kUnsupported when it never will be: not this file, or not behind enough layers (which).
/// Cost:    a process, 30 ms beside the program's own time; memory for `input` and what it writes.
/// Threads: reentrant; the calling thread waits.
Result<Converted> Convert(const Options& options, const Conversion& conversion, ByteView input);

}  // namespace assay::channel
