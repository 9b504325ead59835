// SPDX-License-Identifier: Apache-2.0
//! What one Rego module declares and names, without running it. The manual is
//! `include/native/policy.h`.
use crate::{guard, text, Answer};
use regorus::unstable::{Lexer, Parser, Rule, RuleHead, Token, TokenKind};
use regorus::Source;
use serde_json::{json, Value};
use std::collections::BTreeSet;
use std::ffi::c_char;

fn shown(error: impl std::fmt::Display) -> String {
    format!("{error:#}")
}

fn tokens(source: &Source) -> Answer<Vec<Token>> {
    let mut lexer = Lexer::new(source);
    let mut all = Vec::new();
    loop {
        let token = lexer.next_token().map_err(shown)?;
        if token.0 == TokenKind::Eof {
            return Ok(all);
        }
        all.push(token);
    }
}

fn is_symbol(token: Option<&Token>, symbol: &str) -> bool {
    token.is_some_and(|t| t.0 == TokenKind::Symbol && t.1.text() == symbol)
}

/// The part that `.name` or `["name"]` adds at `at`, and how many tokens it takes.
fn part(all: &[Token], at: usize) -> Option<(String, usize)> {
    let next = all.get(at + 1)?;
    if is_symbol(all.get(at), ".") && next.0 == TokenKind::Ident {
        return Some((next.1.text().into(), 2));
    }
    let quoted = matches!(next.0, TokenKind::String | TokenKind::RawString);
    if is_symbol(all.get(at), "[") && quoted && is_symbol(all.get(at + 2), "]") {
        return Some((next.1.text().trim_matches(['"', '`']).into(), 3));
    }
    None
}

/// Every dotted name in the text, in both spellings, once each with its first place.
fn references(all: &[Token]) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let Token(kind, span) = &all[at];
        at += 1;
        if *kind != TokenKind::Ident {
            continue;
        }
        let mut name = span.text().to_string();
        while let Some((more, taken)) = part(all, at) {
            name = format!("{name}.{more}");
            at += taken;
        }
        if seen.insert(name.clone()) {
            let text = span.source.line(span.line.saturating_sub(1)).trim_end();
            found.push(json!({"name": name, "line": span.line, "column": span.col, "text": text}));
        }
    }
    found
}

fn declared(rule: &Rule) -> String {
    let refr = match rule {
        Rule::Default { refr, .. } => refr,
        Rule::Spec { head, .. } => match head {
            RuleHead::Compr { refr, .. }
            | RuleHead::Set { refr, .. }
            | RuleHead::Func { refr, .. } => refr,
        },
    };
    refr.span().text().into()
}

fn scan(path: &str, rego: &str) -> Answer<Option<String>> {
    let source = Source::from_contents(path.into(), rego.into()).map_err(shown)?;
    let mut parser = Parser::new(&source).map_err(shown)?;
    parser.enable_rego_v1().map_err(shown)?;
    let module = parser.parse().map_err(shown)?;
    let rules: BTreeSet<String> = module.policy.iter().map(|rule| declared(rule)).collect();
    let found = json!({
        "package": module.package.refr.span().text(),
        "rules": rules,
        "references": references(&tokens(&source)?),
    });
    Ok(Some(found.to_string()))
}

/// # Safety
/// As `include/native/memory.h` says.
#[no_mangle]
pub unsafe extern "C" fn assay_policy_scan(
    path: *const u8,
    path_n: usize,
    rego: *const u8,
    rego_n: usize,
    out: *mut *mut c_char,
    error: *mut *mut c_char,
) -> i32 {
    guard(out, error, || scan(text(path, path_n)?, text(rego, rego_n)?))
}
