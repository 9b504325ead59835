// SPDX-License-Identifier: Apache-2.0
//! Content credentials from memory. The manual is `include/native/c2pa.h`.
use crate::{bytes, guard, text, Answer};
use c2pa::{Builder, Context, EphemeralSigner, Error, Reader};
use std::ffi::c_char;
use std::io::Cursor;

const OFFLINE: &str = r#"{"verify":{"remote_manifest_fetch":false,"ocsp_fetch":false}}"#;

fn offline() -> Answer<Context> {
    Context::new().with_settings(OFFLINE).map_err(|e| e.to_string())
}

fn read(mime: &str, data: &[u8]) -> Answer<Option<String>> {
    match Reader::from_context(offline()?).with_stream(mime, Cursor::new(data)) {
        Ok(found) => Ok(Some(format!(
            r#"{{"state":"{:?}","store":{}}}"#,
            found.validation_state(),
            found.json()
        ))),
        Err(Error::JumbfNotFound) => Ok(None),
        Err(e) => Err(e.to_string()),
    }
}

fn sign(manifest: &str, mime: &str, data: &[u8]) -> Answer<Vec<u8>> {
    let signer = EphemeralSigner::new("assay-test.local").map_err(|e| e.to_string())?;
    let mut builder = Builder::from_context(offline()?)
        .with_definition(manifest)
        .map_err(|e| e.to_string())?;
    let mut signed = Cursor::new(Vec::new());
    builder
        .sign(&signer, mime, &mut Cursor::new(data), &mut signed)
        .map_err(|e| e.to_string())?;
    Ok(signed.into_inner())
}

/// # Safety
/// As `include/native/memory.h` says.
#[no_mangle]
pub unsafe extern "C" fn assay_c2pa_read(
    mime: *const u8,
    mime_n: usize,
    data: *const u8,
    data_n: usize,
    out: *mut *mut c_char,
    error: *mut *mut c_char,
) -> i32 {
    guard(out, error, || read(text(mime, mime_n)?, bytes(data, data_n)))
}

/// # Safety
/// As `include/native/memory.h` says; `signed` and `signed_n` are writable.
#[no_mangle]
pub unsafe extern "C" fn assay_c2pa_sign_for_test(
    manifest: *const u8,
    manifest_n: usize,
    mime: *const u8,
    mime_n: usize,
    data: *const u8,
    data_n: usize,
    signed: *mut *mut u8,
    signed_n: *mut usize,
    error: *mut *mut c_char,
) -> i32 {
    guard(std::ptr::null_mut(), error, || {
        let asset = sign(text(manifest, manifest_n)?, text(mime, mime_n)?, bytes(data, data_n))?;
        let boxed = asset.into_boxed_slice();
        *signed_n = boxed.len();
        *signed = Box::into_raw(boxed).cast();
        Ok(Some(String::new()))
    })
}
