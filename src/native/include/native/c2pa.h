/* SPDX-License-Identifier: Apache-2.0
 *
 * Content credentials, read and validated from memory: no network, no files, no clock of ours.
 * It gives no meaning to what a manifest says.
 */
#pragma once
#include "native/memory.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The manifest store of one asset: {"state": "Valid" | "Invalid" | "Trusted", "store": {...}}.
 *
 * Shapes:  `mime` such as "image/jpeg"; "store" is what the c2pa crate's Reader::json() gives:
 *          active_manifest, manifests, validation_status, validation_results.
 * Errors:  ASSAY_NATIVE_NOTHING without a manifest; ASSAY_NATIVE_FAILED when it is broken or the
 *          format unknown. Remote manifests are never fetched: a reference alone is a failure.
 * Exact:   "Valid" says that hashes and signature hold; it does not say that the signer is trusted.
 */
int assay_c2pa_read(const char* mime, size_t mime_bytes, const uint8_t* data, size_t data_bytes,
                    char** out, char** error);

/* Test aid: signs with a certificate made for this call, which nobody trusts.
 *
 * Shapes:  `manifest` is a manifest definition in JSON; the signed asset is released by
 *          assay_native_free_bytes.
 */
int assay_c2pa_sign_for_test(const char* manifest, size_t manifest_bytes, const char* mime,
                             size_t mime_bytes, const uint8_t* data, size_t data_bytes,
                             uint8_t** signed_data, size_t* signed_bytes, char** error);

#ifdef __cplusplus
}
#endif
