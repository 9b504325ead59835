/* SPDX-License-Identifier: Apache-2.0
 *
 * Rego in process: modules and data once, then one value for one input. It knows nothing of what a
 * policy means, and it does not stop a policy from reading the clock: see assay/policy/engine.h.
 */
#pragma once
#include "native/memory.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct assay_policy assay_policy;

/* `time_limit_ms` bounds one evaluation; 0 means none.
 * Threads: one policy a thread. A clone shares modules and data and costs microseconds.
 */
assay_policy* assay_policy_new(uint32_t time_limit_ms);
assay_policy* assay_policy_clone(const assay_policy* policy);
void assay_policy_delete(assay_policy* policy);

/* What one module declares and names, without running it.
 *
 * Shapes:  {"package": "a.b", "rules": ["allow", ...], "references": [{"name": "time.now_ns",
 *          "line", "column", "text"}]}: every dotted name, however spelt, with its first place.
 */
int assay_policy_scan(const char* path, size_t path_bytes, const char* rego, size_t rego_bytes,
                      char** out, char** error);

/* Adds one module; `path` is what error messages call it. */
int assay_policy_add(assay_policy* policy, const char* path, size_t path_bytes, const char* rego,
                     size_t rego_bytes, char** error);

/* Replaces the base document `data` by a JSON object. */
int assay_policy_set_data(assay_policy* policy, const char* data, size_t data_bytes, char** error);

/* Analyses all modules and refuses those that are unsafe, conflict or do not define `rule`. */
int assay_policy_check(assay_policy* policy, const char* rule, size_t rule_bytes, char** error);

/* The JSON value of a rule ("data.assay.decision.decision") for a JSON input;
 * ASSAY_NATIVE_NOTHING when it is undefined, a failure when no module defines it.
 */
int assay_policy_evaluate(assay_policy* policy, const char* rule, size_t rule_bytes,
                          const char* input, size_t input_bytes, char** out, char** error);

#ifdef __cplusplus
}
#endif
