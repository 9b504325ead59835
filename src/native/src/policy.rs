// SPDX-License-Identifier: Apache-2.0
//! Rego in process. The manual is `include/native/policy.h`.
use crate::{guard, text, Answer};
use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, Value};
use std::ffi::c_char;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// Policies and data. The interpreter of regorus, not its register machine: that one is twice as
/// fast and, in 0.14, answers `<undefined>` where an `else` branch should be taken.
#[derive(Clone)]
pub struct Policy {
    engine: Engine,
}

fn shown(error: impl std::fmt::Display) -> String {
    format!("{error:#}")
}

fn new_policy(time_limit_ms: u32) -> Policy {
    let mut engine = Engine::new(); // rego.v1 is this crate's default
    engine.set_strict_builtin_errors(false); // as OPA: a builtin that fails is undefined
    if let Some(check_interval) = NonZeroU32::new(256).filter(|_| time_limit_ms > 0) {
        let limit = Duration::from_millis(time_limit_ms.into());
        engine.set_execution_timer_config(ExecutionTimerConfig { limit, check_interval });
    }
    Policy { engine }
}

fn json(value: &Value) -> Answer<Option<String>> {
    match value {
        Value::Undefined => Ok(None),
        defined => serde_json::to_string(defined).map(Some).map_err(shown),
    }
}

impl Policy {
    fn set_data(&mut self, data: &str) -> Answer<Option<String>> {
        self.engine.clear_data();
        self.engine.add_data_json(data).map_err(shown)?;
        Ok(Some(String::new()))
    }

    /// Analyses all modules, then asks for every rule with an empty input: regorus shows unsafe
    /// variables and unknown functions only when it meets them.
    fn check(&mut self, rule: &str) -> Answer<Option<String>> {
        let rule: Arc<str> = rule.into();
        self.engine.compile_with_entrypoint(&rule).map_err(shown)?;
        self.engine.set_input(Value::new_object());
        self.engine.eval_query("data".into(), false).map_err(shown)?;
        Ok(Some(String::new()))
    }

    fn evaluate(&mut self, rule: &str, input: &str) -> Answer<Option<String>> {
        self.engine.set_input_json(input).map_err(shown)?;
        json(&self.engine.eval_rule(rule.into()).map_err(shown)?)
    }
}

#[no_mangle]
pub extern "C" fn assay_policy_new(time_limit_ms: u32) -> *mut Policy {
    Box::into_raw(Box::new(new_policy(time_limit_ms)))
}

/// # Safety
/// `policy` came from this library.
#[no_mangle]
pub unsafe extern "C" fn assay_policy_clone(policy: *const Policy) -> *mut Policy {
    Box::into_raw(Box::new((*policy).clone()))
}

/// # Safety
/// `policy` is null or came from this library, and is not used again.
#[no_mangle]
pub unsafe extern "C" fn assay_policy_delete(policy: *mut Policy) {
    if !policy.is_null() {
        drop(Box::from_raw(policy));
    }
}

/// # Safety
/// As `include/native/memory.h` says; `policy` came from this library, as in all that follow.
#[no_mangle]
pub unsafe extern "C" fn assay_policy_add(
    policy: *mut Policy,
    path: *const u8,
    path_n: usize,
    rego: *const u8,
    rego_n: usize,
    error: *mut *mut c_char,
) -> i32 {
    guard(std::ptr::null_mut(), error, || {
        let (path, rego) = (text(path, path_n)?, text(rego, rego_n)?);
        (*policy).engine.add_policy(path.into(), rego.into()).map(Some).map_err(shown)
    })
}

/// # Safety
/// As above.
#[no_mangle]
pub unsafe extern "C" fn assay_policy_set_data(
    policy: *mut Policy,
    data: *const u8,
    data_n: usize,
    error: *mut *mut c_char,
) -> i32 {
    guard(std::ptr::null_mut(), error, || (*policy).set_data(text(data, data_n)?))
}

/// # Safety
/// As above.
#[no_mangle]
pub unsafe extern "C" fn assay_policy_check(
    policy: *mut Policy,
    rule: *const u8,
    rule_n: usize,
    error: *mut *mut c_char,
) -> i32 {
    guard(std::ptr::null_mut(), error, || (*policy).check(text(rule, rule_n)?))
}

/// # Safety
/// As above.
#[no_mangle]
pub unsafe extern "C" fn assay_policy_evaluate(
    policy: *mut Policy,
    rule: *const u8,
    rule_n: usize,
    input: *const u8,
    input_n: usize,
    out: *mut *mut c_char,
    error: *mut *mut c_char,
) -> i32 {
    guard(out, error, || (*policy).evaluate(text(rule, rule_n)?, text(input, input_n)?))
}
