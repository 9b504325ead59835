// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/markup/address.h"
#include "assay/markup/price.h"
#include "assay/markup/products_internal.h"
#include "assay/markup/vocabulary_internal.h"

namespace assay::markup::internal {
namespace {

constexpr std::size_t kOffers = 2'000;   // of one product
constexpr std::size_t kVisits = 20'000;  // of offers, on one page: ids let products share them
constexpr std::size_t kWord_bytes = 512;

// schema.org's Product and the types below it that shops use.
constexpr std::array<std::string_view, 8> kTypes = {
    "product", "productgroup", "individualproduct", "productmodel", "someproducts",
    "vehicle", "car",          "motorizedbicycle"};

/// Price details that are not what the buyer pays.
constexpr std::array<std::string_view, 6> kOtherPrices = {
    "listprice", "strikethroughprice", "msrp", "srp", "regularprice", "minimumadvertisedprice"};

bool HasType(const Item& item, std::string_view wanted) {
  return std::ranges::any_of(item.types,
                             [&](const std::string& type) { return PlainName(type) == wanted; });
}

bool IsProduct(const Item& item) {
  return std::ranges::any_of(kTypes, [&](std::string_view type) { return HasType(item, type); });
}

/// What offers say together.
struct Sale {
  std::string currency;
  std::string raw;
  std::string low;
  std::string high;
  std::string url;
  std::string sku;
  std::string gtin;
  std::string mpn;
  std::string condition;
  Availability availability = Availability::kUnknown;
  bool has_two_currencies = false;
  bool has_word = false;  ///< some offer spoke of availability
  bool is_open = false;   ///< a range with one end
};

bool IsBuyable(Availability availability) {
  return availability == Availability::kInStock || availability == Availability::kLimited;
}

class ItemReader {
 public:
  ItemReader(const std::vector<Item>& items, std::string_view base, ProductCarrier carrier)
      : items_(items), base_(base), carrier_(carrier) {
    words_.resize(items_.size());
    for (std::size_t i = 0; i < items_.size(); ++i) {
      for (const Property& property : items_[i].properties)
        words_[i].push_back(ShopWordOf(property.name));
    }
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      if (item.has_id && !item.id.empty() && !item.properties.empty()) ids_.emplace(item.id, i);
    }
    for (std::size_t i = 0; i < items_.size(); ++i) {
      for (const std::size_t product : ItemsIn(i, ShopWord::kOfferOf))
        offers_of_.emplace(product, i);
    }
  }

  Products Read() {
    Products products;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (!IsProduct(items_[i]) || Resolved(static_cast<int>(i)) != i) continue;
      Product product = ReadOne(i);
      const bool is_named = !product.name.empty() || !product.sku.empty() || !product.gtin.empty();
      if (is_named || !product.price_raw.empty()) products.list.push_back(std::move(product));
    }
    products.is_cut = visits_left_ == 0;
    return products;
  }

 private:
  /// The item that `index` names; another one where it has no more than that one's id.
  [[nodiscard]] std::size_t Resolved(int index) const {
    const auto at = static_cast<std::size_t>(index);
    const Item& item = items_[at];
    if (!item.properties.empty() || !item.has_id) return at;
    const auto found = ids_.find(item.id);
    return found == ids_.end() ? at : found->second;
  }

  /// The items that properties of this meaning hold.
  [[nodiscard]] std::vector<std::size_t> ItemsIn(std::size_t index, ShopWord wanted) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < words_[index].size(); ++i) {
      const int item = items_[index].properties[i].item;
      if (words_[index][i] == wanted && item >= 0) found.push_back(Resolved(item));
    }
    return found;
  }

  /// The first property of this meaning that holds something.
  [[nodiscard]] const Property* Find(std::size_t index, ShopWord wanted) const {
    for (std::size_t i = 0; i < words_[index].size(); ++i) {
      const Property& property = items_[index].properties[i];
      const bool says = property.item >= 0 || !property.value.empty();
      if (words_[index][i] == wanted && says) return &property;
    }
    return nullptr;
  }

  /// A property's text; of one that is an item what that says in the words of `inner`, or its id.
  [[nodiscard]] std::string TextOf(const Property& property, ShopWord inner) const {
    if (property.item < 0) return property.value;
    const std::size_t item = Resolved(property.item);
    const Property* const own = Find(item, inner);
    return own != nullptr && own->item < 0 ? own->value : items_[item].id;
  }

  [[nodiscard]] std::string Text(std::size_t index, ShopWord wanted) const {
    const Property* const found = Find(index, wanted);
    return found == nullptr ? "" : ToUtf8(TextOf(*found, ShopWord::kName), kWord_bytes);
  }

  [[nodiscard]] std::string Address(std::size_t index, ShopWord wanted) const {
    const Property* const found = Find(index, wanted);
    const std::string text = found == nullptr ? "" : TextOf(*found, ShopWord::kAddress);
    return text.empty() ? "" : ResolveAddress(base_, text);
  }

  [[nodiscard]] Product ReadOne(std::size_t item) {
    Product product;
    product.carrier = carrier_;
    product.name = Text(item, ShopWord::kName);
    product.brand = Text(item, ShopWord::kBrand);
    product.image = Address(item, ShopWord::kImage);
    Sale sale = SaleOf(item);
    // An offer's own codes are those of what it sells.
    const auto or_else = [](std::string own, std::string& other) {
      return own.empty() ? std::move(other) : std::move(own);
    };
    product.sku = or_else(Text(item, ShopWord::kSku), sale.sku);
    product.gtin = or_else(GtinOf(Text(item, ShopWord::kGtin)), sale.gtin);
    product.mpn = or_else(Text(item, ShopWord::kMpn), sale.mpn);
    product.url = or_else(Address(item, ShopWord::kAddress), sale.url);
    product.condition = or_else(ConditionOf(Text(item, ShopWord::kCondition)), sale.condition);
    product.availability = sale.availability;
    product.price_raw = std::move(sale.raw);
    if (!sale.has_two_currencies) PutPrice(std::move(sale), product);
    return product;
  }

  static void PutPrice(Sale sale, Product& product) {
    product.currency = std::move(sale.currency);
    const bool has_both = !sale.low.empty() && !sale.high.empty();
    const bool is_one = has_both && CompareAmounts(sale.low, sale.high) == 0;
    if (is_one && !sale.is_open) {
      product.price = std::move(sale.low);
      return;
    }
    product.price_low = std::move(sale.low);
    if (!is_one) product.price_high = std::move(sale.high);
  }

  // ---- offers ----

  [[nodiscard]] Sale SaleOf(std::size_t product) {
    Sale sale;
    std::vector<std::size_t> offers;
    AddOffers(ItemsIn(product, ShopWord::kOffers), offers);
    const auto [from, to] = offers_of_.equal_range(product);
    for (auto one = from; one != to; ++one) AddOffers({one->second}, offers);
    // Simple pages give the product itself a price.
    if (offers.empty()) offers.push_back(product);
    for (std::size_t i = 0; i < offers.size(); ++i)
      AddOffers(ItemsIn(offers[i], ShopWord::kOffers), offers);
    for (const std::size_t offer : offers) AddOffer(offer, sale);
    return sale;
  }

  void AddOffers(const std::vector<std::size_t>& more, std::vector<std::size_t>& offers) {
    for (const std::size_t offer : more) {
      if (offers.size() >= kOffers || visits_left_ == 0) return;
      --visits_left_;
      if (std::ranges::count(offers, offer) == 0) offers.push_back(offer);
    }
  }

  void AddOffer(std::size_t offer, Sale& sale) const {
    const auto keep = [](std::string& slot, std::string text) {
      if (slot.empty()) slot = std::move(text);
    };
    keep(sale.url, Address(offer, ShopWord::kAddress));
    keep(sale.sku, Text(offer, ShopWord::kSku));
    keep(sale.gtin, GtinOf(Text(offer, ShopWord::kGtin)));
    keep(sale.mpn, Text(offer, ShopWord::kMpn));
    keep(sale.condition, ConditionOf(Text(offer, ShopWord::kCondition)));
    if (const std::string word = Text(offer, ShopWord::kAvailability); !word.empty())
      AddAvailability(AvailabilityOf(word), sale);
    const std::vector<std::size_t> details = DetailsOf(offer);
    const auto find = [&](ShopWord word) {
      const Property* found = nullptr;
      for (const std::size_t one : details) found = found == nullptr ? Find(one, word) : found;
      return found != nullptr && found->item < 0 ? found : nullptr;
    };
    const Property* const currency = find(ShopWord::kCurrency);
    for (const ShopWord word : {ShopWord::kPrice, ShopWord::kLowPrice, ShopWord::kHighPrice}) {
      const Property* const found = find(word);
      if (found == nullptr) continue;
      keep(sale.raw, ToUtf8(found->value, kWord_bytes));
      AddPrice(ReadPrice(found->value, currency == nullptr ? "" : currency->value,
                         found->is_machine ? PriceForm::kMachine : PriceForm::kSeen),
               sale);
    }
    const bool has_one_end =
        (find(ShopWord::kLowPrice) == nullptr) != (find(ShopWord::kHighPrice) == nullptr);
    sale.is_open = sale.is_open || (has_one_end && find(ShopWord::kPrice) == nullptr);
  }

  static void AddAvailability(Availability availability, Sale& sale) {
    const bool is_better = IsBuyable(availability) && !IsBuyable(sale.availability);
    if (!sale.has_word || is_better) {
      sale.availability = availability;
    } else if (availability != sale.availability && !IsBuyable(sale.availability)) {
      sale.availability = Availability::kUnknown;
    }
    sale.has_word = true;
  }

  static void AddPrice(const Price& price, Sale& sale) {
    std::string& known = sale.currency;
    const bool is_other = !known.empty() && !price.currency.empty() && known != price.currency;
    sale.has_two_currencies = sale.has_two_currencies || is_other;
    if (known.empty()) known = price.currency;
    if (price.amount.empty()) return;
    if (sale.low.empty() || CompareAmounts(price.amount, sale.low) < 0) sale.low = price.amount;
    if (sale.high.empty() || CompareAmounts(price.amount, sale.high) > 0) sale.high = price.amount;
  }

  /// The offer, and after it the details of its price that the buyer pays.
  [[nodiscard]] std::vector<std::size_t> DetailsOf(std::size_t offer) const {
    std::vector<std::size_t> details = {offer};
    for (const std::size_t detail : ItemsIn(offer, ShopWord::kPriceDetail)) {
      const std::string type = PlainName(Text(detail, ShopWord::kPriceType));
      const bool is_other = std::ranges::any_of(
          kOtherPrices, [&](std::string_view other) { return type.ends_with(other); });
      const bool is_delivery = HasType(items_[detail], "deliverychargespecification") ||
                               HasType(items_[detail], "paymentchargespecification");
      const bool is_for_members = Find(detail, ShopWord::kMembers) != nullptr;
      if (!is_other && !is_delivery && !is_for_members) details.push_back(detail);
    }
    return details;
  }

  const std::vector<Item>& items_;
  std::string base_;
  ProductCarrier carrier_;
  std::vector<std::vector<ShopWord>> words_;  ///< of the properties of each item
  std::map<std::string, std::size_t> ids_;
  std::multimap<std::size_t, std::size_t> offers_of_;  ///< product -> offers that name it
  std::size_t visits_left_ = kVisits;
};

}  // namespace

Products ProductsOf(const std::vector<Item>& items, std::string_view base, ProductCarrier carrier) {
  return ItemReader(items, base, carrier).Read();
}

}  // namespace assay::markup::internal
