// SPDX-License-Identifier: Apache-2.0
#include "assay/worker/web.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/channel/protocol.h"
#include "assay/markup/address.h"
#include "assay/markup/licence_scope.h"
#include "assay/markup/page.h"
#include "assay/markup/products.h"
#include "assay/markup/rsl.h"
#include "assay/markup/selectors.h"
#include "assay/markup/sitemap.h"

namespace assay::worker {
namespace {

// Shares of an answer: what rights need comes before what is only useful.
constexpr std::size_t kStatements_bytes = 1U << 20U;
constexpr std::size_t kMeta_bytes = 256U << 10U;
constexpr std::size_t kScripts_bytes = 384U << 10U;  // JSON-LD and RSL, each
constexpr std::size_t kProducts_bytes = 448U << 10U;
constexpr std::size_t kLinks_bytes = 1U << 20U;
constexpr std::size_t kText_bytes = 512U << 10U;
constexpr std::size_t kHead_bytes = 64U << 10U;
constexpr std::size_t kWord_bytes = 8U << 10U;
static_assert(kStatements_bytes + kMeta_bytes + 2 * kScripts_bytes + kProducts_bytes +
                  kLinks_bytes + kText_bytes + kHead_bytes <=
              channel::kAnswer_bytes);

/// A list that stops to grow where its share ends.
class Share {
 public:
  explicit Share(std::size_t bytes) : left_bytes_(bytes) {}

  void Add(Json entry) {
    const std::size_t bytes = Canonical(entry).size() + 1;
    is_cut_ = is_cut_ || bytes > left_bytes_;
    if (is_cut_) return;
    left_bytes_ -= bytes;
    list_.push_back(std::move(entry));
  }

  /// There is more than anybody adds.
  void Cut() { is_cut_ = true; }

  /// Puts the list into `answer`, and its name into "cut" where it is not whole.
  void Put(const char* name, Json& answer) {
    answer[name] = std::move(list_);
    if (is_cut_) answer["cut"].push_back(name);
  }

 private:
  std::size_t left_bytes_;
  Json list_ = Json::array();
  bool is_cut_ = false;
};

/// The longest beginning of `text` that has `limit_bytes` as JSON.
std::string Fitting(const std::string& text, std::size_t limit_bytes) {
  std::string part = text;
  while (Canonical(Json(part)).size() > limit_bytes) part = ToUtf8(part, part.size() / 2);
  return part;
}

Result<std::string> TextArgument(const Json& arguments, std::string_view name) {
  const auto found = arguments.find(name);
  if (found == arguments.end()) return std::string();
  if (found->is_string()) return found->get<std::string>();
  return Error{ErrorCode::kInvalidArgument,
               "the argument '" + std::string(name) + "' is not understood"};
}

/// {"products": {"item": ".product", "price": ".price"}}
Result<markup::ProductSelectors> SelectorsArgument(const Json& arguments) {
  const auto found = arguments.find("products");
  if (found == arguments.end()) return markup::ProductSelectors{};
  std::vector<std::pair<std::string, std::string>> selectors;
  const Error odd{ErrorCode::kInvalidArgument, "the argument 'products' is not understood"};
  if (!found->is_object()) return odd;
  for (const auto& [name, value] : found->items()) {
    if (!value.is_string()) return odd;
    selectors.emplace_back(name, value.get<std::string>());
  }
  return markup::ParseProductSelectors(selectors);
}

Status KnowAll(const Json& arguments, const std::vector<std::string_view>& names) {
  for (const auto& [name, value] : arguments.items()) {
    if (std::ranges::count(names, std::string_view(name)) == 0)
      return Error{ErrorCode::kInvalidArgument, "the argument '" + name + "' is not understood"};
  }
  return Done{};
}

// ---- pages ----

Json ToJson(const markup::Link& link, const std::string& base) {
  return {{"tag", link.tag},
          {"attribute", link.attribute},
          {"address", link.address},
          {"url", markup::ResolveAddress(base, link.address)},
          {"rel", link.rel},
          {"type", link.type},
          {"text", link.text},
          {"place", markup::Name(link.place)},
          {"nofollow", link.Rel("nofollow")}};
}

void PutStatements(const markup::Statements& statements, Json& answer) {
  Share share(kStatements_bytes);
  for (const markup::Statement& one : statements.list) {
    share.Add({{"kind", markup::Name(one.kind)},
               {"value", one.value},
               {"scope", markup::Name(one.scope)},
               {"carrier", one.carrier},
               {"subject", one.subject},
               {"place", markup::Name(one.place)}});
  }
  share.Put("statements", answer);
  answer["malformed"] = statements.malformed;
}

void PutMetas(const markup::Page& page, Json& answer) {
  Share share(kMeta_bytes);
  for (const markup::Meta& meta : page.metas) {
    share.Add({{"attribute", meta.attribute},
               {"name", meta.name},
               {"content", meta.content},
               {"place", markup::Name(meta.place)}});
  }
  share.Put("meta", answer);
}

void PutScripts(const char* name, const std::vector<std::string>& scripts, Json& answer) {
  Share share(kScripts_bytes);
  for (const std::string& script : scripts) share.Add(script);
  share.Put(name, answer);
}

Json ToJson(const markup::Product& product) {
  return {{"sku", product.sku},
          {"gtin", product.gtin},
          {"mpn", product.mpn},
          {"name", product.name},
          {"brand", product.brand},
          {"url", product.url},
          {"image", product.image},
          {"price", product.price},
          {"price_raw", product.price_raw},
          {"price_low", product.price_low},
          {"price_high", product.price_high},
          {"currency", product.currency},
          {"availability", markup::Name(product.availability)},
          {"condition", product.condition},
          {"carrier", markup::Name(product.carrier)},
          {"conflict", product.conflict}};
}

void PutProducts(const markup::Products& products, Json& answer) {
  Share share(kProducts_bytes);
  for (const markup::Product& product : products.list) share.Add(ToJson(product));
  if (products.is_cut) share.Cut();
  share.Put("products", answer);
}

// ---- XML ----

Json ToJson(const std::vector<markup::RslRule>& rules) {
  Json list = Json::array();
  for (const markup::RslRule& rule : rules)
    list.push_back({{"type", rule.type}, {"tokens", rule.tokens}});
  return list;
}

Json ToJson(const markup::RslLicence& licence) {
  Json payments = Json::array();
  for (const markup::RslPayment& payment : licence.payments) {
    payments.push_back({{"type", payment.type},
                        {"standard", payment.standard},
                        {"custom", payment.custom},
                        {"amount", payment.amount},
                        {"currency", payment.currency}});
  }
  return {{"permits", ToJson(licence.permits)},
          {"prohibits", ToJson(licence.prohibits)},
          {"payments", std::move(payments)},
          {"legal", ToJson(licence.legal)},
          {"unknown", licence.unknown}};
}

Json ToJson(const markup::RslContent& content) {
  Json licences = Json::array();
  for (const markup::RslLicence& licence : content.licences) licences.push_back(ToJson(licence));
  return {{"url", content.url},
          {"server", content.server},
          {"is_encrypted", content.is_encrypted},
          {"last_modified", content.last_modified},
          {"copyright", content.copyright},
          {"terms", content.terms},
          {"licences", std::move(licences)},
          {"line", content.line}};
}

Result<Json> DescribeRsl(ByteView bytes) {
  ASSAY_LET(const markup::RslDocument document, markup::ReadRsl(bytes));
  Json answer = {{"max_age_days", document.max_age_days}, {"cut", Json::array()}};
  Share share(channel::kAnswer_bytes - kHead_bytes);
  for (const markup::RslContent& content : document.contents) share.Add(ToJson(content));
  share.Put("contents", answer);
  return answer;
}

Result<Json> DescribeSitemap(ByteView bytes) {
  ASSAY_LET(const markup::Sitemap sitemap, markup::ReadSitemap(bytes));
  Json answer = {
      {"is_index", sitemap.is_index}, {"left_out", sitemap.left_out}, {"cut", Json::array()}};
  if (sitemap.is_cut) answer["cut"].push_back("document");
  Share share(channel::kAnswer_bytes - kHead_bytes);
  for (const markup::SitemapEntry& entry : sitemap.entries) {
    share.Add({{"address", entry.address},
               {"last_modified", entry.last_modified},
               {"pictures", entry.pictures}});
  }
  share.Put("entries", answer);
  return answer;
}

}  // namespace

Result<Reply> DescribePage(ByteView bytes, const Json& arguments) {
  ASSAY_TRY(KnowAll(arguments, {"url", "charset", "asset", "products"}));
  ASSAY_LET(const std::string url, TextArgument(arguments, "url"));
  ASSAY_LET(const std::string asset, TextArgument(arguments, "asset"));
  markup::PageOptions options;
  ASSAY_LET(options.charset, TextArgument(arguments, "charset"));
  ASSAY_LET(options.products, SelectorsArgument(arguments));
  ASSAY_LET(const markup::Page page, markup::ReadPage(bytes, options));
  const markup::Statements statements = markup::LicenceStatements(page, url, asset);
  const std::string base = markup::ResolveAddress(url, page.base);
  Json answer = {{"title", Fitting(page.title, kWord_bytes)},
                 {"lang", Fitting(page.lang, kWord_bytes)},
                 {"encoding", page.encoding},
                 {"exact_encoding", page.is_exact_encoding},
                 {"cut", Json::array()}};
  if (page.is_cut || statements.is_cut) answer["cut"].push_back("page");
  PutStatements(statements, answer);
  PutMetas(page, answer);
  PutScripts("jsonld", page.json_ld, answer);
  PutScripts("rsl", page.rsl, answer);
  PutProducts(markup::ReadProducts(page, url), answer);
  Share links(kLinks_bytes);
  for (const markup::Link& link : page.links) links.Add(ToJson(link, base));
  links.Put("links", answer);
  std::string text = Fitting(page.text, kText_bytes);
  if (text.size() < page.text.size()) answer["cut"].push_back("text");
  answer["text"] = std::move(text);
  return Reply{Canonical(answer), {}};
}

Result<Reply> DescribeXml(ByteView bytes, const Json& arguments) {
  ASSAY_TRY(KnowAll(arguments, {"kind"}));
  ASSAY_LET(const std::string kind, TextArgument(arguments, "kind"));
  if (kind != "rsl" && kind != "sitemap")
    return Error{ErrorCode::kInvalidArgument, "the argument 'kind' is not understood"};
  auto described = kind == "rsl" ? DescribeRsl(bytes) : DescribeSitemap(bytes);
  Json answer = described.ok() ? std::move(described).value()
                               : Json{{"malformed", ToUtf8(described.error().what, kWord_bytes)}};
  answer["kind"] = kind;
  return Reply{Canonical(answer), {}};
}

}  // namespace assay::worker
