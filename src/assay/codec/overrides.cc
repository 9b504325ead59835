// SPDX-License-Identifier: Apache-2.0
//
// Three functions that libraries find here instead of in their own place, since the dynamic linker
// searches the program first (CMakeLists.txt exports them). They take away what no public setting
// of a library takes away: threads, and a look into /sys. For assay-worker only.
#include <libde265/de265.h>
#include <pthread.h>
#include <sched.h>

extern "C" {

/// libheif asks for one thread a HEIC picture; without it libde265 decodes in the caller.
de265_error de265_start_worker_threads(de265_decoder_context* /*decoder*/, int /*threads*/) {
  return DE265_OK;
}

/// dav1d under libheif starts as many threads as there are CPUs in this set.
int pthread_getaffinity_np(pthread_t /*thread*/, size_t bytes, cpu_set_t* set) {
  CPU_ZERO_S(bytes, set);
  CPU_SET_S(0, bytes, set);
  return 0;
}

/// glibc's answer opens files in /sys; behind std::thread::hardware_concurrency() and
/// sysconf(_SC_NPROCESSORS_ONLN).
int get_nprocs() { return 1; }

}  // extern "C"
