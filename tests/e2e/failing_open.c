/* Loaded before the C library: a mount that is away. A file called away* or *-away.xmp is never given, one called flaky* or
 * *-flaky.xmp the third time. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/types.h>

static atomic_int tried, tried_beside;

static int fails(const char* path) {
  if (strstr(path, "/away") != NULL || strstr(path, "-away.xmp") != NULL) return 1;
  if (strstr(path, "-flaky.xmp") != NULL) return atomic_fetch_add(&tried_beside, 1) < 2;
  return strstr(path, "/flaky") != NULL && atomic_fetch_add(&tried, 1) < 2;
}

static int open_as(const char* name, const char* path, int flags, mode_t mode) {
  if (fails(path)) {
    errno = strstr(path, "away") != NULL ? ESTALE : EIO;
    return -1;
  }
  int (*real)(const char*, int, ...) = (int (*)(const char*, int, ...))dlsym(RTLD_NEXT, name);
  return real(path, flags, mode);
}

static mode_t mode_of(int flags, va_list rest) { return (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; }

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_as("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_as("open64", path, flags, mode);
}
