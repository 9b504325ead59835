// SPDX-License-Identifier: Apache-2.0
//
// Functions that libraries find here instead of in their own place: the dynamic linker searches the
// program first (CMakeLists.txt exports these names). They take away what no public setting of the
// library takes away: threads, and a file opened because a file named a character set.
#include <iconv.h>
#include <pthread.h>
#include <sched.h>

#include <cerrno>
#include <cstddef>

extern "C" {

/// libheif asks for one thread a HEIC picture; without it libde265 decodes in the caller.
/// As libde265/de265.h has it, whose error type is an enumeration: 0 is "no error".
int de265_start_worker_threads(void* /*decoder*/, int /*threads*/) { return 0; }

/// dav1d under libheif starts as many threads as there are CPUs in this set.
int pthread_getaffinity_np(pthread_t /*thread*/, std::size_t bytes, cpu_set_t* set) {
  CPU_ZERO_S(bytes, set);
  CPU_SET_S(0, bytes, set);
  return 0;
}

/// glibc's answer opens files in /sys; behind std::thread::hardware_concurrency() and
/// sysconf(_SC_NPROCESSORS_ONLN).
int get_nprocs() { return 1; }

/// glibc loads a module file for each character set, and a file under inspection could name any.
/// No decoder here needs one; "not supported" is an answer that callers handle.
iconv_t iconv_open(const char* /*to*/, const char* /*from*/) {
  errno = EINVAL;
  return reinterpret_cast<iconv_t>(-1);  // NOLINT(performance-no-int-to-ptr): POSIX says so
}

}  // extern "C"
