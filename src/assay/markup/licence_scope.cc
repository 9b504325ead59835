// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/licence_scope.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/markup/address.h"
#include "assay/markup/json_ld_internal.h"
#include "assay/markup/vocabulary_internal.h"

namespace assay::markup {
namespace {

using internal::Kind;
using internal::KindOf;
using internal::Word;
using internal::WordOf;

constexpr std::size_t kStatementsLimit = 4'096;
constexpr std::size_t kItemsLimit = 10'000;

/// Registers whose addresses are licences: a link there without "rel" is a hint.
constexpr std::array<std::string_view, 3> kRegisters = {
    "creativecommons.org/", "www.creativecommons.org/", "rightsstatements.org/"};

std::string_view SyntaxName(Syntax syntax) {
  constexpr std::array<std::string_view, 3> kNames = {"microdata", "rdfa", "jsonld"};
  return kNames[static_cast<std::size_t>(syntax)];
}

std::optional<StatementKind> KindOfWord(Word word) {
  switch (word) {
    case Word::kLicence:
      return StatementKind::kLicence;
    case Word::kUsageInfo:
      return StatementKind::kUsageInfo;
    case Word::kAcquire:
      return StatementKind::kAcquire;
    case Word::kCopyright:
      return StatementKind::kCopyright;
    case Word::kCredit:
      return StatementKind::kCredit;
    case Word::kCreator:
      return StatementKind::kCreator;
    default:
      return std::nullopt;
  }
}

std::string_view WordName(StatementKind kind) {
  constexpr std::array<std::string_view, 7> kNames = {
      "license", "usageInfo", "acquireLicensePage", "copyrightNotice", "creditText",
      "creator", "license"};
  return kNames[static_cast<std::size_t>(kind)];
}

/// A caption is kept as a notice only where it says that it is one.
bool IsNotice(std::string_view text) {
  const std::string lower = ToLowerAscii(text);
  constexpr std::array<std::string_view, 5> kMarks = {"\xC2\xA9", "(c)", "copyright",
                                                      "rights reserved", "rechte vorbehalten"};
  return std::ranges::any_of(
      kMarks, [&](std::string_view mark) { return lower.find(mark) != std::string::npos; });
}

/// JSON-LD and texts do not say which of the two a value is.
bool LooksLikeAddress(std::string_view text) {
  const bool is_one_word = text.find(' ') == std::string_view::npos;
  const bool is_path = text.starts_with('/') || text.starts_with("./") || text.starts_with("../");
  return is_one_word && (is_path || IsAbsoluteAddress(text));
}

class Collector {
 public:
  Collector(const Page& page, std::string_view page_url, std::string_view asset_url)
      : page_(page),
        base_(ResolveAddress(page_url, page.base)),
        page_url_(ResolveAddress(page_url, "")),
        page_form_(NormalAddress(page_url_)),
        asset_form_(asset_url.empty() ? "" : NormalAddress(asset_url)) {}

  Statements Run() {
    FromLinks();
    FromFigures();
    FromMetas();
    items_ = page_.items;
    FromItems(Syntax::kMicrodata);
    FromItems(Syntax::kRdfa);
    FromJsonLd();
    result_.is_cut = result_.is_cut || page_.is_cut;
    return std::move(result_);
  }

 private:
  /// An address, and the form in which it is compared.
  struct Address {
    std::string text;
    std::string form;
  };

  struct Subject {
    Scope scope = Scope::kUnknown;
    std::vector<Address> addresses;  ///< of assets, more than one in a figure
  };

  std::string Resolved(std::string_view reference) const {
    return ResolveAddress(base_, reference);
  }
  Subject OfPage() const { return {Scope::kPage, {{page_url_, page_form_}}}; }

  /// What an address that a statement names stands for.
  Subject Named(std::string_view reference) const {
    const std::string address = Resolved(reference);
    if (address.empty()) return {};
    Address named{address, NormalAddress(address)};
    const bool is_page = named.form == page_form_;
    const bool is_part = address.find('#') != std::string::npos;
    if (is_page && !is_part) return OfPage();
    return {is_page ? Scope::kUnknown : Scope::kAsset, {std::move(named)}};
  }

  void Add(Statement statement, const Subject& subject) {
    statement.scope = subject.scope;
    if (statement.value.empty()) return;
    if (subject.addresses.empty()) Put(statement);
    for (const Address& address : subject.addresses) {
      statement.subject = address.text;
      const bool is_other =
          subject.scope == Scope::kAsset && !asset_form_.empty() && address.form != asset_form_;
      if (!is_other) Put(statement);
    }
  }

  void Put(const Statement& statement) {
    if (result_.list.size() == kStatementsLimit) {
      result_.is_cut = true;
      return;
    }
    result_.list.push_back(statement);
  }

  // ---- links ----

  /// The figure's pictures, each once; none when the figure shows none.
  const Subject& OfFigure(int figure) {
    const auto [known, is_new] = figures_.try_emplace(figure);
    Subject& subject = known->second;
    if (!is_new) return subject;
    for (const std::string& picture : page_.figures[static_cast<std::size_t>(figure)].pictures) {
      Address address{Resolved(picture), ""};
      address.form = NormalAddress(address.text);
      const bool is_known = std::ranges::count(subject.addresses, address.form, &Address::form) > 0;
      if (!address.text.empty() && !is_known) subject.addresses.push_back(std::move(address));
    }
    if (!subject.addresses.empty()) subject.scope = Scope::kAsset;
    return subject;
  }

  void FromLinks() {
    for (const Link& link : page_.links) {
      if (link.attribute != "href") continue;
      const bool is_licence = std::ranges::any_of(
          link.rel, [](const std::string& rel) { return WordOf(rel) == Word::kLicence; });
      if (is_licence) {
        FromLicenceLink(link);
      } else if (link.tag != "link" && IsRegister(link)) {
        Add({StatementKind::kLicence, Resolved(link.address), {}, "html:a", "", link.place}, {});
      }
    }
  }

  bool IsRegister(const Link& link) const {
    const std::string address = NormalAddress(Resolved(link.address));
    const std::size_t host = address.find("//");
    return host != std::string::npos && std::ranges::any_of(kRegisters, [&](std::string_view name) {
             return std::string_view(address).substr(host + 2).starts_with(name);
           });
  }

  void FromLicenceLink(const Link& link) {
    const bool is_document = ToLowerAscii(Trim(link.type)) == "application/rsl+xml";
    Statement statement{StatementKind::kLicence, Resolved(link.address), {}, "", "", link.place};
    statement.carrier = "html:rel=license";
    if (is_document) {
      statement.kind = StatementKind::kLicenceDocument;
      return Add(std::move(statement), OfPage());
    }
    if (link.about >= 0) {
      const auto about = static_cast<std::size_t>(link.about);
      const Subject subject = OfItem(page_.items, about);
      // An item that is the page, or any nameless thing on it, leaves the link to HTML's rules.
      const bool is_told =
          page_.items[about].has_id || KindOf(page_.items[about].types) == Kind::kMedia;
      if (subject.scope == Scope::kAsset || (subject.scope == Scope::kUnknown && is_told)) {
        statement.carrier = "rdfa:license";
        return Add(std::move(statement), subject);
      }
    }
    Add(std::move(statement), link.figure >= 0 ? OfFigure(link.figure) : OfPage());
  }

  void FromFigures() {
    for (std::size_t i = 0; i < page_.figures.size(); ++i) {
      const Figure& figure = page_.figures[i];
      if (!IsNotice(figure.caption)) continue;
      Add({StatementKind::kCopyright, figure.caption, {}, "html:figcaption", "", figure.place},
          OfFigure(static_cast<int>(i)));
    }
  }

  // Source: Dublin Core in HTML (DC-HTML 2008); "copyright" and "rights" are habits.
  void FromMetas() {
    const std::map<std::string, StatementKind> names = {
        {"copyright", StatementKind::kCopyright},
        {"rights", StatementKind::kCopyright},
        {"dc.rights", StatementKind::kCopyright},
        {"dcterms.rights", StatementKind::kCopyright},
        {"dc.rights.license", StatementKind::kLicence},
        {"dcterms.license", StatementKind::kLicence},
        {"license", StatementKind::kLicence}};
    for (const Meta& meta : page_.metas) {
      const auto found = names.find(meta.name);
      if (meta.attribute != "name" || found == names.end()) continue;
      Add({found->second, meta.content, {}, "meta:" + meta.name, "", meta.place}, OfPage());
    }
  }

  // ---- items ----

  /// The value of a property that may be an item itself: its address or its name.
  std::string ValueOf(const Property& property, StatementKind kind) const {
    const bool wants_address = kind == StatementKind::kLicence ||
                               kind == StatementKind::kUsageInfo || kind == StatementKind::kAcquire;
    if (property.item < 0) {
      const bool is_address =
          wants_address && (property.is_address || LooksLikeAddress(property.value));
      return is_address ? Resolved(property.value) : property.value;
    }
    const Item& item = items_[static_cast<std::size_t>(property.item)];
    if (wants_address && item.has_id) return Resolved(item.id);
    for (const Word wanted : {wants_address ? Word::kAddress : Word::kName, Word::kName}) {
      for (const Property& own : item.properties) {
        if (own.item >= 0 || WordOf(own.name) != wanted) continue;
        return wanted == Word::kAddress ? Resolved(own.value) : own.value;
      }
    }
    return "";
  }

  static std::string ContentOf(const Item& item) {
    for (const Property& property : item.properties) {
      if (WordOf(property.name) == Word::kContent && !property.value.empty()) return property.value;
    }
    return "";
  }

  /// What an item speaks of. A picture without its file's address could be any.
  Subject OfItem(const std::vector<Item>& items, std::size_t index) const {
    const Item& item = items[index];
    std::string content = ContentOf(item);
    const auto shared = contents_.find(item.id);
    if (content.empty() && item.has_id && shared != contents_.end()) content = shared->second;
    if (!content.empty()) return Named(content);
    // RDFa's subject is its name; elsewhere an id is a name for a thing, not for a file.
    if (item.syntax == Syntax::kRdfa && item.has_id) return Named(item.id);
    const Kind kind = KindOf(item.types);
    const bool is_whole = item.parent < 0 && (kind == Kind::kPage || item.types.empty());
    const Subject named = item.has_id ? Named(item.id) : OfPage();
    if (is_whole && named.scope == Scope::kPage) return OfPage();
    // "https://example.com/story#article" is what the page at that address shows.
    const bool is_part = named.scope == Scope::kUnknown && !named.addresses.empty();
    if (is_whole && kind == Kind::kPage && is_part) return OfPage();
    return {Scope::kUnknown, item.has_id ? named.addresses : std::vector<Address>{}};
  }

  void FromItems(Syntax syntax) {
    for (const Item& item : items_) {
      const bool has_name = item.syntax == syntax && item.has_id && !item.id.empty();
      if (std::string content = has_name ? ContentOf(item) : ""; !content.empty())
        contents_.emplace(item.id, std::move(content));
    }
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      if (item.syntax != syntax) continue;
      for (const Property& property : item.properties) {
        const auto kind = KindOfWord(WordOf(property.name));
        if (!kind) continue;
        std::string carrier(SyntaxName(syntax));
        carrier.append(":").append(WordName(*kind));
        Add({*kind, ValueOf(property, *kind), {}, std::move(carrier), "", item.place},
            OfItem(items_, i));
      }
    }
    contents_.clear();
  }

  void FromJsonLd() {
    items_.clear();
    for (const std::string& script : page_.json_ld) {
      const Status status =
          internal::AppendJsonLd(script, internal::JsonLdView::kRights, kItemsLimit, items_);
      if (status.ok()) continue;
      const bool is_many = items_.size() >= kItemsLimit;
      result_.is_cut = result_.is_cut || is_many;
      result_.malformed += is_many ? 0 : 1;
    }
    FromItems(Syntax::kJsonLd);
  }

  const Page& page_;
  std::string base_;
  std::string page_url_;
  std::string page_form_;
  std::string asset_form_;
  std::map<int, Subject> figures_;
  std::vector<Item> items_;
  std::map<std::string, std::string> contents_;  ///< of items that share an id
  Statements result_;
};

}  // namespace

std::string_view Name(StatementKind kind) {
  constexpr std::array<std::string_view, 7> kNames = {
      "licence", "usage_info", "acquire", "copyright", "credit", "creator", "licence_document"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view Name(Scope scope) {
  constexpr std::array<std::string_view, 3> kNames = {"page", "asset", "unknown"};
  return kNames[static_cast<std::size_t>(scope)];
}

std::string_view Name(Place place) {
  constexpr std::array<std::string_view, 3> kNames = {"head", "main", "around"};
  return kNames[static_cast<std::size_t>(place)];
}

Statements LicenceStatements(const Page& page, std::string_view page_url,
                             std::string_view asset_url) {
  return Collector(page, page_url, asset_url).Run();
}

}  // namespace assay::markup
