/* SPDX-License-Identifier: Apache-2.0
 *
 * What every part of the native library shares: who owns what it returns, and what codes mean.
 *
 * Text goes in as (pointer, bytes), UTF-8, without a terminator; a null pointer is the empty text.
 * Text comes out NUL-terminated in *out or *error and is released by assay_native_free. A function
 * sets at most one of the two, and only when the pointer is not null. No panic leaves the library.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  ASSAY_NATIVE_OK = 0,
  ASSAY_NATIVE_FAILED = 1, /* *error says why */
  ASSAY_NATIVE_PANIC = 2,  /* a bug inside the library; *error holds its message */
  ASSAY_NATIVE_NOTHING = 3 /* nothing there: no manifest, an undefined rule */
};

void assay_native_free(char* text);
void assay_native_free_bytes(uint8_t* data, size_t data_bytes);

#ifdef __cplusplus
}
#endif
