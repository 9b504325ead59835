// SPDX-License-Identifier: Apache-2.0
//
// One XML document as a small tree of elements. Nothing is fetched, nothing expands: documents that
// declare entities are refused, a DTD's defaults do not exist. Comments and processing instructions
// are not kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/result.h"

namespace assay::markup {

struct XmlLimits {
  std::size_t bytes = 16U << 20U;
  std::size_t depth = 64;
  std::size_t elements = 500'000;
  std::size_t attributes = 1'000'000;  ///< of all elements
};

struct XmlAttribute {
  std::string name;   ///< without prefix
  std::string space;  ///< its namespace; empty for most
  std::string value;
  bool operator==(const XmlAttribute&) const = default;
};

struct Element {
  std::string name;   ///< without prefix
  std::string space;  ///< namespace name
  std::vector<XmlAttribute> attributes;
  std::string text;  ///< its own characters, those around and between children joined
  std::vector<std::uint32_t> children;  ///< indices, in order
  std::uint32_t line = 0;               ///< of its start tag, from 1
  /// The value of an attribute without namespace; empty when absent.
  [[nodiscard]] std::string_view Attribute(std::string_view wanted) const;
  [[nodiscard]] bool Has(std::string_view wanted) const;
  bool operator==(const Element&) const = default;
};

/// Elements in the order of their start tags: the first is the root.
struct Tree {
  std::vector<Element> elements;
  bool operator==(const Tree&) const = default;
};

/// Reads a document.
///
/// Errors:  kCorrupt when it is not well-formed, with the line; kUnsupported for entities of its
///          own, and for encodings beside UTF-8, UTF-16 and windows-1252; kExhausted over a limit.
/// Cost:    O(bytes), stack bounded.
/// Source:  XML 1.0 (fifth edition), Namespaces in XML 1.0.
Result<Tree> ReadXml(ByteView bytes, const XmlLimits& limits = {});

/// What a process does once, before a sandbox closes.
void WarmUpXml();

}  // namespace assay::markup
