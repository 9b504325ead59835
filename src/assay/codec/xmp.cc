// SPDX-License-Identifier: Apache-2.0
//
// XMP through Adobe's toolkit (exempi). The toolkit keeps a table of namespaces for the whole
// process, so a prefix seen in one file could name another's properties: names here come from
// namespace addresses only, by a table of our own.
#include <exempi-2.0/exempi/xmp.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "assay/codec/metadata_internal.h"
#include "assay/codec/picture.h"

namespace assay::codec {
namespace {

struct Namespace {
  const char* uri;
  const char* prefix;
};

// The first of several addresses for a prefix is today's; others are still found in files.
// Source: XMP part 1 and 2 (ISO 16684), IPTC Photo Metadata 2024.1, PLUS LDF 2.0.1, CC REL, TDMRep.
constexpr std::array kNamespaces = {
    Namespace{"http://purl.org/dc/elements/1.1/", "dc"},
    Namespace{"http://purl.org/dc/terms/", "dcterms"},
    Namespace{"http://ns.adobe.com/xap/1.0/", "xmp"},
    Namespace{"http://ns.adobe.com/xap/1.0/rights/", "xmpRights"},
    Namespace{"http://ns.adobe.com/xap/1.0/mm/", "xmpMM"},
    Namespace{"http://ns.adobe.com/xap/1.0/sType/ResourceRef#", "stRef"},
    Namespace{"http://ns.adobe.com/xap/1.0/sType/ResourceEvent#", "stEvt"},
    Namespace{"http://ns.adobe.com/xap/1.0/sType/Dimensions#", "stDim"},
    Namespace{"http://ns.adobe.com/xmp/sType/Area#", "stArea"},
    Namespace{"http://ns.adobe.com/xmp/note/", "xmpNote"},
    Namespace{"http://ns.adobe.com/photoshop/1.0/", "photoshop"},
    Namespace{"http://ns.adobe.com/camera-raw-settings/1.0/", "crs"},
    Namespace{"http://ns.adobe.com/lightroom/1.0/", "lr"},
    Namespace{"http://ns.adobe.com/pdf/1.3/", "pdf"},
    Namespace{"http://ns.adobe.com/tiff/1.0/", "tiff"},
    Namespace{"http://ns.adobe.com/exif/1.0/", "exif"},
    Namespace{"http://ns.adobe.com/exif/1.0/aux/", "aux"},
    Namespace{"http://cipa.jp/exif/1.0/", "exifEX"},
    Namespace{"http://creativecommons.org/ns#", "cc"},
    Namespace{"http://web.resource.org/cc/", "cc"},
    Namespace{"http://ns.useplus.org/ldf/xmp/1.0/", "plus"},
    Namespace{"http://www.w3.org/ns/tdmrep#", "tdm"},
    Namespace{"http://www.w3.org/ns/tdmrep/", "tdm"},
    Namespace{"http://www.w3.org/ns/tdmrep", "tdm"},
    Namespace{"https://rslstandard.org/rsl", "rsl"},
    Namespace{"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", "Iptc4xmpCore"},
    Namespace{"http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "Iptc4xmpExt"},
    Namespace{"http://www.metadataworkinggroup.com/schemas/regions/", "mwg-rs"},
    Namespace{"http://www.metadataworkinggroup.com/schemas/keywords/", "mwg-kw"},
    Namespace{"http://ns.microsoft.com/photo/1.0/", "MicrosoftPhoto"},
    Namespace{"http://ns.microsoft.com/photo/1.2/", "MP"},
    Namespace{"http://ns.microsoft.com/photo/1.2/t/RegionInfo#", "MPRI"},
    Namespace{"http://ns.microsoft.com/photo/1.2/t/Region#", "MPReg"},
    Namespace{"http://xmp.gettyimages.com/gift/1.0/", "GettyImagesGIFT"},
    Namespace{"http://ns.google.com/photos/1.0/camera/", "GCamera"},
    Namespace{"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"},
    Namespace{"http://www.w3.org/XML/1998/namespace", "xml"},
};

constexpr int kDepthLimit = 64;              // the toolkit recurses
constexpr std::size_t kNodesLimit = 50'000;  // the toolkit looks properties up one by one

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
using Packet = std::unique_ptr<std::remove_pointer_t<XmpPtr>, Freer<xmp_free>>;
using Iterator = std::unique_ptr<std::remove_pointer_t<XmpIteratorPtr>, Freer<xmp_iterator_free>>;
using Text = std::unique_ptr<std::remove_pointer_t<XmpStringPtr>, Freer<xmp_string_free>>;

std::string_view View(const Text& text) {
  return {xmp_string_cstr(text.get()), xmp_string_len(text.get())};
}

/// Once in the process: the toolkit's own tables, then the namespaces it does not know.
bool StartToolkit() {
  static const bool kStarted = [] {
    if (!xmp_init()) return false;
    const Text ignored(xmp_string_new());
    for (const Namespace& known : kNamespaces)
      xmp_register_namespace(known.uri, known.prefix, ignored.get());
    return true;
  }();
  return kStarted;
}

/// Bounds what the toolkit would do with this packet. Entities and document types are refused:
/// XMP has neither, and they are how small files grow.
bool IsHarmless(std::string_view packet) {
  int depth = 0;
  std::size_t nodes = 0;
  for (std::size_t i = 0; i + 1 < packet.size(); ++i) {
    const char next = packet[i + 1];
    if (packet[i] == '\0') return false;
    if (packet[i] == '=' || packet[i] == '<') ++nodes;
    if (packet[i] == '/' && next == '>') --depth;
    if (packet[i] != '<' || next == '?') continue;
    if (next == '!' && packet.substr(i + 2, 2) != "--" && packet.substr(i + 2, 1) != "[")
      return false;
    if (next != '!') depth += next == '/' ? -1 : 1;
    if (depth > kDepthLimit) return false;
  }
  return nodes <= kNodesLimit;
}

/// Turns the toolkit's prefixes into ours.
class Names {
 public:
  /// "a:b[2]/c:d" -> "dc:b/c:d": no positions, prefixes by address.
  std::string Canonical(std::string_view path) {
    std::string name;
    while (!path.empty()) {
      const std::size_t end = std::min(path.find('/'), path.size());
      std::string_view step = path.substr(0, end);
      path.remove_prefix(std::min(end + 1, path.size()));
      step = step.substr(0, step.find('['));
      if (step.empty()) continue;
      if (!name.empty()) name += '/';
      const std::size_t colon = step.find(':');
      if (colon != std::string_view::npos) name += Prefix(step.substr(0, colon));
      name += colon == std::string_view::npos ? step : step.substr(colon + 1);
    }
    return name;
  }

 private:
  /// "dc:" for a known namespace, "{address}" for any other.
  const std::string& Prefix(std::string_view prefix) {
    const auto [at, added] = known_.try_emplace(std::string(prefix));
    if (!added) return at->second;
    const Text uri(xmp_string_new());
    if (!xmp_prefix_namespace_uri(at->first.c_str(), uri.get())) return at->second;
    const auto found = std::ranges::find(kNamespaces, View(uri), &Namespace::uri);
    at->second = found == kNamespaces.end() ? fmt::format("{{{}}}", View(uri))
                                            : fmt::format("{}:", found->prefix);
    return at->second;
  }

  std::map<std::string, std::string> known_;
};

constexpr std::string_view kQualifier = "/?";

/// xml:lang follows the value that it qualifies.
void Qualify(std::string_view path, std::string_view value, std::string_view last_path,
             std::vector<Mark>& marks) {
  const std::size_t at = path.rfind(kQualifier);
  const bool fits = !marks.empty() && path.substr(0, at) == last_path;
  if (fits && path.substr(at + kQualifier.size()) == "xml:lang")
    marks.back().lang = ToUtf8(value, kMarkLimit_bytes);
}

std::vector<Mark> Collect(XmpPtr xmp) {
  std::vector<Mark> marks;
  const Iterator iterator(xmp_iterator_new(xmp, "", "", XMP_ITER_PROPERTIES));
  const Text schema(xmp_string_new());
  const Text path(xmp_string_new());
  const Text value(xmp_string_new());
  std::uint32_t options = 0;
  std::string last_path;
  Names names;
  constexpr std::uint32_t kComposite = XMP_PROP_VALUE_IS_STRUCT | XMP_PROP_VALUE_IS_ARRAY;
  while (iterator != nullptr &&
         xmp_iterator_next(iterator.get(), schema.get(), path.get(), value.get(), &options)) {
    if (View(path).find(kQualifier) != std::string_view::npos) {
      Qualify(View(path), View(value), last_path, marks);
    } else if (!View(path).empty() && (options & kComposite) == 0) {
      marks.push_back(
          {"xmp", names.Canonical(View(path)), ToUtf8(View(value), kMarkLimit_bytes), /*lang=*/""});
      last_path = View(path);
    }
  }
  return marks;
}

}  // namespace

Result<std::vector<Mark>> ReadXmp(std::string_view packet) {
  if (!StartToolkit()) return Error{ErrorCode::kUnavailable, "XMP toolkit did not start"};
  while (packet.ends_with('\0')) packet.remove_suffix(1);
  if (!IsHarmless(packet))
    return Error{ErrorCode::kCorrupt, "XMP packet has entities, NULs or too many nested nodes"};
  const Packet xmp(xmp_new_empty());
  if (xmp == nullptr || !xmp_parse(xmp.get(), packet.data(), packet.size()))
    return Error{ErrorCode::kCorrupt, "XMP packet does not parse"};
  return Collect(xmp.get());
}

void AddXmp(Draft& draft, std::string_view packet) {
  const auto marks = ReadXmp(packet);
  if (!marks.ok()) return draft.Note("xmp.broken");
  for (const Mark& mark : marks.value()) {
    draft.AddMark(mark.carrier, mark.name, mark.value, mark.lang);
  }
}

void WarmUpXmp() {
  // The first parse makes what later ones share.
  const auto marks = ReadXmp("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>");
  ASSAY_CHECK(marks.ok() || marks.error().code == ErrorCode::kCorrupt);
}

}  // namespace assay::codec
