// SPDX-License-Identifier: Apache-2.0
//! The boundary to C++: ownership, return codes, and the wall that no panic passes.
//! What is exported stands in `include/native/`, which is the manual.
mod c2pa;
mod policy;
mod scan;

use std::any::Any;
use std::ffi::{c_char, CString};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Once;

const OK: i32 = 0;
const FAILED: i32 = 1;
const PANIC: i32 = 2;
const NOTHING: i32 = 3;

/// A value, or the reason there is none.
type Answer<T> = Result<T, String>;

fn owned_c_text(text: String) -> *mut c_char {
    CString::new(text.replace('\0', "\u{FFFD}")).unwrap_or_default().into_raw()
}

/// # Safety
/// `data` is null or readable for `n` bytes until the call returns.
unsafe fn bytes<'a>(data: *const u8, n: usize) -> &'a [u8] {
    if data.is_null() || n == 0 {
        &[]
    } else {
        std::slice::from_raw_parts(data, n)
    }
}

/// # Safety
/// As `bytes`.
unsafe fn text<'a>(data: *const u8, n: usize) -> Answer<&'a str> {
    std::str::from_utf8(bytes(data, n)).map_err(|e| e.to_string())
}

fn panic_text(payload: Box<dyn Any + Send>) -> String {
    let message = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied());
    format!("panic: {}", message.unwrap_or("without a message"))
}

/// Runs `work`; stores its text in `*out`, or its error in `*error`. Silent: the hook that prints
/// panics is replaced once, because the text goes to the caller.
///
/// # Safety
/// `out` and `error` are null or writable.
unsafe fn guard(
    out: *mut *mut c_char,
    error: *mut *mut c_char,
    work: impl FnOnce() -> Answer<Option<String>>,
) -> i32 {
    static SILENCE: Once = Once::new();
    SILENCE.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let (slot, value, code) = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(Some(value))) => (out, value, OK),
        Ok(Ok(None)) => return NOTHING,
        Ok(Err(why)) => (error, why, FAILED),
        Err(payload) => (error, panic_text(payload), PANIC),
    };
    if !slot.is_null() {
        *slot = owned_c_text(value);
    }
    code
}

/// # Safety
/// `text` is null or came from this library, and is not used again.
#[no_mangle]
pub unsafe extern "C" fn assay_native_free(text: *mut c_char) {
    if !text.is_null() {
        drop(CString::from_raw(text));
    }
}

/// # Safety
/// `data` is null or came from this library with this length, and is not used again.
#[no_mangle]
pub unsafe extern "C" fn assay_native_free_bytes(data: *mut u8, n: usize) {
    if !data.is_null() {
        drop(Box::from_raw(std::ptr::slice_from_raw_parts_mut(data, n)));
    }
}
