// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "assay/core/bytes.h"
#include "assay/rights/licence_lists_internal.h"
#include "assay/rights/named_values_internal.h"
#include "assay/rights/rights.h"

namespace assay::rights {
namespace {

constexpr int kDepth = 4;
constexpr std::size_t kValues = 4096;  // leaves read; a downloader writes some dozens

/// Which tool wrote it, by members that only that tool writes.
std::string_view ToolOf(const Json& root) {
  const auto has = [&](const char* name) { return root.contains(name); };
  if (has("extractor_key") || (has("extractor") && has("webpage_url"))) return "yt-dlp";
  if (has("key") && has("status") && has("url")) return "img2dataset";
  if (has("category") && (has("subcategory") || has("extension") || has("filename")))
    return "gallery-dl";
  return "unknown";
}

class Walker {
 public:
  Walker(const Json& root, Statements& out)
      : out_(out),
        values_(out),
        flickr_(StringOr(root, "category") == "flickr" || StringOr(root, "extractor") == "flickr") {
    Object(root, "", 0);
    values_.Finish();
  }

 private:
  void Object(const Json& object, const std::string& path, int depth) {
    if (depth > kDepth) return;
    for (const auto& [name, value] : object.items()) {
      Member(ToLowerAscii(name), value, path.empty() ? name : fmt::format("{}/{}", path, name),
             depth);
    }
  }

  void Member(const std::string& name, const Json& value, const std::string& path, int depth) {
    if (++read_ > kValues) return;
    if (name == "exif" && depth == 0) return Exif(value);
    const auto& fields = BuiltInLists().fields;
    const auto meaning = fields.find(name);
    const bool known = meaning != fields.end();
    if (!known) {
      if (value.is_object()) Object(value, path, depth + 1);
      return;
    }
    const bool address = meaning->second == "url" || meaning->second == "page_url";
    if (address && depth > 0) return;  // of a thumbnail, an avatar, a format
    Value(name, meaning->second, value, path, depth);
  }

  /// A text, a number, a list, {"value": text} of MediaWiki, or {"name": …, "url": …}.
  void Value(const std::string& name, const std::string& meaning, const Json& value,
             const std::string& path, int depth) {
    if (depth > kDepth || ++read_ > kValues) return;
    if (value.is_array()) {
      for (const Json& item : value) Value(name, meaning, item, path, depth + 1);
      return;
    }
    if (value.is_object()) {
      for (const char* member :
           {"value", "name", "title", "url", "username", "realname", "spdx_id"}) {
        if (value.contains(member))
          Value(name, meaning, value[member], path + "/" + member, depth + 1);
      }
      return;
    }
    const std::string text = value.is_string()           ? value.get<std::string>()
                             : value.is_number_integer() ? value.dump()
                                                         : "";
    const bool licence = meaning == "licence" || meaning == "licence_url";
    if (licence && flickr_ && FlickrNumber(text, path)) return;
    values_.Read(name, text, Carrier(path));
  }

  /// Flickr's own numbering. Source: flickr.photos.licenses.getInfo.
  bool FlickrNumber(const std::string& text, const std::string& path) {
    const Json& numbers = BuiltInLists().licences["flickr"];
    const auto number = numbers.find(text);
    if (number == numbers.end()) return false;
    const auto licence = SpdxLicence(number->get<std::string>());
    ASSAY_CHECK(licence.has_value());
    out_.AddClaim({*licence, Basis::kExpression, 100}, "declared", "asset", Carrier(path), text);
    return true;
  }

  /// img2dataset keeps the EXIF that it found as JSON inside a string: {"Image Copyright": "…"}.
  void Exif(const Json& value) {
    if (!value.is_string()) return;
    const auto exif = ParseJson(value.get_ref<const std::string&>());
    if (!exif.ok() || !exif.value().is_object()) return;
    for (const auto& [name, text] : exif.value().items()) {
      if (!text.is_string()) continue;
      const auto& words = text.get_ref<const std::string&>();
      if (name == "Image Copyright") out_.Read(Field::kRights, words, Carrier("exif/" + name));
      if (name == "Image Artist") out_.Read(Field::kCreator, words, Carrier("exif/" + name));
      if (name == "Image ImageDescription")
        out_.Read(Field::kProse, words, Carrier("exif/" + name));
    }
  }

  static std::string Carrier(const std::string& path) { return std::string("json:").append(path); }

  Statements& out_;
  NamedValues values_;
  bool flickr_;
  std::size_t read_ = 0;
};

}  // namespace

std::vector<Fact> FromJsonSidecar(std::string_view text, std::string_view source) {
  Statements out(source, "asset");
  const auto root = ParseJson(text);
  if (!root.ok() || !root.value().is_object()) {
    out.Add("rights.sidecar", FactState::kMalformed, {{"tool", "unknown"}}, "json",
            root.ok() ? "no JSON object" : root.error().what);
    return out.Take();
  }
  out.Add("rights.sidecar", FactState::kPresent, {{"tool", ToolOf(root.value())}}, "json", "");
  const Walker walker(root.value(), out);
  return out.Take();
}

}  // namespace assay::rights
