// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/named_values_internal.h"

#include <algorithm>
#include <array>
#include <optional>

#include "assay/core/bytes.h"
#include "assay/rights/licence_lists_internal.h"

namespace assay::rights {
namespace {

constexpr std::size_t kUrl_bytes = 2048;

struct Meaning {
  std::string_view name;
  Field field;
};
constexpr std::array kMeanings = {
    Meaning{"licence", Field::kLicence},
    Meaning{"licence_url", Field::kLicence},
    Meaning{"page_licence", Field::kPageLicence},
    Meaning{"rights", Field::kRights},
    Meaning{"creator", Field::kCreator},
    Meaning{"credit", Field::kCredit},
    Meaning{"instructions", Field::kInstructions},
    Meaning{"description", Field::kProse},
    Meaning{"data_mining", Field::kPlus},
    Meaning{"tdm_reservation", Field::kTdmReservation},
    Meaning{"tdm_policy", Field::kTdmPolicy},
};

}  // namespace

std::string HostOf(std::string_view url) {
  const std::string lower = ToLowerAscii(Trim(url).substr(0, kUrl_bytes));
  std::string_view rest = lower;
  if (rest.starts_with("https://"))
    rest.remove_prefix(8);
  else if (rest.starts_with("http://"))
    rest.remove_prefix(7);
  else
    return "";
  rest = rest.substr(0, rest.find_first_of("/?#\\"));
  rest = rest.substr(rest.rfind('@') + 1);
  if (rest.starts_with('[')) return std::string(rest.substr(0, rest.find(']') + 1));
  return std::string(rest.substr(0, rest.find(':')));
}

void NamedValues::Read(std::string_view name, std::string_view value, std::string_view carrier) {
  if (Trim(value).empty()) return;
  const auto& fields = BuiltInLists().fields;
  const auto meaning = fields.find(name);
  if (meaning == fields.end()) return;
  if (meaning->second == "url" || meaning->second == "page_url") {
    Origin& origin = meaning->second == "url" ? asset_ : page_;
    const bool first = origin.url.empty() || carrier < origin.carrier;
    if (first && !HostOf(value).empty()) origin = {std::string(Trim(value)), std::string(carrier)};
    return;
  }
  const auto known = std::ranges::find(kMeanings, meaning->second, &Meaning::name);
  if (known != kMeanings.end()) out_.Read(known->field, value, carrier);
}

void NamedValues::Finish() {
  const Origin& origin = asset_.url.empty() ? page_ : asset_;
  if (origin.url.empty()) return;
  out_.Add("origin.url", FactState::kPresent,
           {{"url", ToUtf8(origin.url, kUrl_bytes)}, {"host", ToUtf8(HostOf(origin.url), 256)}},
           origin.carrier, origin.url);
}

}  // namespace assay::rights
