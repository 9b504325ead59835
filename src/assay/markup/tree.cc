// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/tree.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "assay/markup/encoding_internal.h"

namespace assay::markup {
namespace {

struct FreeParser {
  void operator()(xmlParserCtxt* parser) const {
    if (parser->myDoc != nullptr) xmlFreeDoc(parser->myDoc);
    xmlFreeParserCtxt(parser);
  }
};
using Parser = std::unique_ptr<xmlParserCtxt, FreeParser>;

std::string Text(const xmlChar* text) {
  // xmlChar is a byte of UTF-8.
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);  // NOLINT(*-reinterpret-cast)
}

std::string Text(const xmlChar* begin, const xmlChar* end) {
  return {reinterpret_cast<const char*>(begin),  // NOLINT(*-reinterpret-cast)
          static_cast<std::size_t>(end - begin)};
}

/// Without substitution libxml2 hands over every "&" of an attribute as "&#38;".
std::string AttributeText(const xmlChar* begin, const xmlChar* end) {
  constexpr std::string_view kSign = "&#38;";
  const std::string raw = Text(begin, end);
  std::string_view rest = raw;
  std::string text;
  while (!rest.empty()) {
    const std::size_t at = std::min(rest.find(kSign), rest.size());
    text += rest.substr(0, at);
    if (at < rest.size()) text += '&';
    rest.remove_prefix(std::min(at + kSign.size(), rest.size()));
  }
  return text;
}

/// Takes what libxml2 reports. Its callbacks are C: nothing may be thrown through them, so what
/// runs out of memory ends the process here as everywhere.
class Builder {
 public:
  Builder(const XmlLimits& limits, xmlParserCtxt* parser) : limits_(limits), parser_(parser) {}

  void Stop(ErrorCode code, std::string what) {
    if (!error_) error_ = Error{code, std::move(what)};
    xmlStopParser(parser_);
  }

  void Start(const xmlChar* name, const xmlChar* space, std::span<const xmlChar*> attributes) {
    if (error_) return;
    if (open_.size() >= limits_.depth) return Stop(ErrorCode::kExhausted, "nested too deep" + At());
    attributes_ += attributes.size() / kAttributeFields;
    if (tree_.elements.size() >= limits_.elements || attributes_ > limits_.attributes)
      return Stop(ErrorCode::kExhausted, "more elements or attributes than are read" + At());
    const auto index = static_cast<std::uint32_t>(tree_.elements.size());
    Element element;
    element.name = Text(name);
    element.space = Text(space);
    element.line = Line();
    for (std::size_t i = 0; i + kAttributeFields <= attributes.size(); i += kAttributeFields)
      element.attributes.push_back({Text(attributes[i]), Text(attributes[i + 2]),
                                    AttributeText(attributes[i + 3], attributes[i + 4])});
    if (!open_.empty()) tree_.elements[open_.back()].children.push_back(index);
    open_.push_back(index);
    tree_.elements.push_back(std::move(element));
  }

  void End() {
    if (!open_.empty()) open_.pop_back();
  }

  void Characters(std::string_view text) {
    if (!open_.empty() && !error_) tree_.elements[open_.back()].text += text;
  }

  void Report(const xmlError& report) {
    if (error_ || report.level < XML_ERR_ERROR) return;
    const std::string what = report.message == nullptr ? "not well-formed" : report.message;
    error_ = Error{ErrorCode::kCorrupt,
                   ToUtf8(Trim(what), 256) + " (line " + std::to_string(report.line) + ")"};
  }

  Result<Tree> Finish() {
    if (error_) return *std::move(error_);
    if (tree_.elements.empty()) return Error{ErrorCode::kCorrupt, "no element"};
    return std::move(tree_);
  }

  [[nodiscard]] std::string At() const { return " (line " + std::to_string(Line()) + ")"; }

 private:
  static constexpr std::size_t kAttributeFields = 5;  // name, prefix, namespace, begin, end

  [[nodiscard]] std::uint32_t Line() const {
    const int line = parser_->input == nullptr ? 0 : parser_->input->line;
    return static_cast<std::uint32_t>(std::max(line, 0));
  }

  XmlLimits limits_;
  xmlParserCtxt* parser_;
  Tree tree_;
  std::vector<std::uint32_t> open_;
  std::size_t attributes_ = 0;
  std::optional<Error> error_;
};

// ---- what libxml2 calls ----

Builder& Of(void* context) { return *static_cast<Builder*>(context); }

// The shape of the function is libxml2's.
void OnStart(void* context, const xmlChar* name, const xmlChar* /*prefix*/,  // NOLINT(*-size)
             const xmlChar* space, int /*namespaces*/, const xmlChar** /*namespace*/, int count,
             int /*defaulted*/, const xmlChar** attributes) {
  constexpr std::size_t kFields = 5;
  Of(context).Start(name, space, {attributes, static_cast<std::size_t>(count) * kFields});
}

void OnEnd(void* context, const xmlChar* /*name*/, const xmlChar* /*prefix*/,
           const xmlChar* /*space*/) {
  Of(context).End();
}

void OnCharacters(void* context, const xmlChar* text, int length) {
  Of(context).Characters(Text(text, text + length));
}

void OnEntityDeclared(void* context, const xmlChar* /*name*/, int /*type*/,
                      const xmlChar* /*public_id*/, const xmlChar* /*system_id*/,
                      xmlChar* /*content*/) {
  Of(context).Stop(ErrorCode::kUnsupported, "declares entities" + Of(context).At());
}

xmlEntityPtr OnEntity(void* /*context*/, const xmlChar* name) {
  return xmlGetPredefinedEntity(name);
}

xmlEntityPtr OnParameterEntity(void* /*context*/, const xmlChar* /*name*/) { return nullptr; }

void OnReference(void* context, const xmlChar* name) {
  Of(context).Stop(ErrorCode::kCorrupt,
                   "an unknown entity '" + ToUtf8(Text(name), 64) + "'" + Of(context).At());
}

void OnReport(void* context, xmlErrorPtr report) {
  if (report != nullptr) Of(context).Report(*report);
}

/// What is not set here does not happen: no DTD is loaded, no tree of libxml2's is built.
xmlSAXHandler Handler() {
  xmlSAXHandler handler{};
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElementNs = OnStart;
  handler.endElementNs = OnEnd;
  handler.characters = OnCharacters;
  handler.ignorableWhitespace = OnCharacters;
  handler.cdataBlock = OnCharacters;
  handler.entityDecl = OnEntityDeclared;
  handler.getEntity = OnEntity;
  handler.getParameterEntity = OnParameterEntity;
  handler.reference = OnReference;
  handler.serror = OnReport;
  return handler;
}

}  // namespace

std::string_view Element::Attribute(std::string_view wanted) const {
  for (const XmlAttribute& attribute : attributes) {
    if (attribute.space.empty() && attribute.name == wanted) return attribute.value;
  }
  return "";
}

bool Element::Has(std::string_view wanted) const {
  return std::ranges::any_of(attributes, [&](const XmlAttribute& attribute) {
    return attribute.space.empty() && attribute.name == wanted;
  });
}

Result<Tree> ReadXml(ByteView bytes, const XmlLimits& limits) {
  if (bytes.size() > limits.bytes)
    return Error{ErrorCode::kExhausted,
                 "the document has more than " + std::to_string(limits.bytes) + " bytes"};
  const internal::Text text = internal::DecodeXml(bytes);
  if (!text.is_exact)
    return Error{ErrorCode::kUnsupported, "the encoding '" + text.encoding + "' has no reader"};
  // A null character, or another beginning, could make libxml2 choose an encoding by itself.
  const bool is_plain =
      text.utf8.find('\0') == std::string::npos && Trim(text.utf8).starts_with('<');
  if (!is_plain) return Error{ErrorCode::kCorrupt, "does not begin with an element"};
  const Parser parser(
      xmlCreateMemoryParserCtxt(text.utf8.data(), static_cast<int>(text.utf8.size())));
  if (!parser) return Error{ErrorCode::kExhausted, "memory does not suffice for a parser"};
  Builder builder(limits, parser.get());
  xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
  *parser->sax = Handler();
  parser->userData = &builder;
  (void)xmlParseDocument(parser.get());  // what it finds wrong it has reported
  return builder.Finish();
}

void WarmUpXml() { xmlInitParser(); }

}  // namespace assay::markup
