// SPDX-License-Identifier: Apache-2.0
//
// Addresses as text: a reference against its base, and one form in which equal addresses are equal
// bytes. It fetches nothing, knows no public suffixes and no punycode.
#pragma once

#include <string>
#include <string_view>

namespace assay::markup {

/// `reference` as an absolute address, seen from `base`. White space around it, and line ends and
/// tabs within, do not count, as in HTML.
///
/// Errors:  empty when there is none: the base is not absolute and the reference is not either.
/// Cost:    O(base + reference).
/// Source:  RFC 3986, section 5.2; WHATWG URL, "basic URL parser", for the white space.
std::string ResolveAddress(std::string_view base, std::string_view reference);

/// The form for comparing: scheme and host in lower case, no default port, no dot segments, no
/// fragment, percent-encoding only where it is needed and in upper case. "http" and "https" differ.
/// Source:  RFC 3986, sections 6.2.2 and 6.2.3.
std::string NormalAddress(std::string_view address);

/// True for `scheme:` with a letter first. It says nothing about the rest.
bool IsAbsoluteAddress(std::string_view address);

}  // namespace assay::markup
