// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "assay/core/result.h"
#include "assay/rights/lexicon_internal.h"
#include "assay/rights/licence_lists_internal.h"

namespace assay::rights {
namespace {

template <typename Meaning>
struct Group {
  const char* name;
  Meaning meaning;
};

constexpr std::array kParts = {
    Group<Part>{"cc", Part::kCc},
    Group<Part>{"by", Part::kBy},
    Group<Part>{"nc", Part::kNc},
    Group<Part>{"sa", Part::kSa},
    Group<Part>{"nd", Part::kNd},
    Group<Part>{"by_code", Part::kByCode},
    Group<Part>{"nc_code", Part::kNcCode},
    Group<Part>{"sa_code", Part::kSaCode},
    Group<Part>{"nd_code", Part::kNdCode},
    Group<Part>{"zero", Part::kZero},
    Group<Part>{"version", Part::kVersion},
    Group<Part>{"licence", Part::kLicence},
    Group<Part>{"noport", Part::kNoPort},
    Group<Part>{"pdm", Part::kPdm},
    Group<Part>{"pddc", Part::kPddc},
    Group<Part>{"cc0_phrase", Part::kCc0},
    Group<Part>{"sampling", Part::kSampling},
    Group<Part>{"sampling_plus", Part::kSamplingPlus},
    Group<Part>{"devnations", Part::kDevNations},
};

constexpr std::array kStocks = {
    Group<Stock>{"reserved", Stock::kReserved},
    Group<Stock>{"some_reserved", Stock::kSomeReserved},
    Group<Stock>{"public_domain", Stock::kPublicDomain},
    Group<Stock>{"not_public_domain", Stock::kNotPublicDomain},
    Group<Stock>{"notice_word", Stock::kNotice},
    Group<Stock>{"not_notice", Stock::kNotNotice},
};

template <typename Meaning>
std::uint32_t Number(Meaning base, std::size_t index = 0) {
  return static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(index);
}

class Builder {
 public:
  explicit Builder(const Json& lists) : lists_(lists) {}

  Lexicon Build() {
    for (const auto& [name, part] : kParts)
      Add(lexicon_.commons, lists_["words"][name], Number(part));
    for (const auto& [name, stock] : kStocks)
      Add(lexicon_.stock, lists_["phrases"][name], Number(stock));
    AddGlued();
    AddPorts();
    AddRestrictions();
    AddNamed();
    AddAgencies();
    AddOptOuts();
    return std::move(lexicon_);
  }

 private:
  void Add(Phrases& phrases, const Json& texts, std::uint32_t meaning) {
    for (const std::string& text : Strings(texts)) {
      phrases.Add(lexicon_.vocabulary.Learn(text), meaning);
    }
  }

  void AddGlued() {
    for (const char* code : {"by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd"}) {
      std::string name = "cc" + std::string(code);
      std::erase(name, '-');
      Add(lexicon_.commons, lists_["words"][name], Number(Part::kGlued, lexicon_.glued.size()));
      lexicon_.glued.emplace_back(code);
    }
  }

  void AddPorts() {
    for (const auto& [port, names] : lists_["ports"].items()) {
      Add(lexicon_.commons, names, Number(Part::kPort, lexicon_.ports.size()));
      lexicon_.ports.push_back(port);
    }
  }

  void AddRestrictions() {
    for (const auto& [name, phrases] : lists_["restrictions"].items()) {
      Add(lexicon_.stock, phrases, Number(Stock::kRestriction, lexicon_.restrictions.size()));
      lexicon_.restrictions.push_back(name);
    }
  }

  void AddNamed() {
    for (const auto& [id, names] : lists_["names"].items()) {
      const auto licence = SpdxLicence(id);
      ASSAY_CHECK(licence.has_value());
      Add(lexicon_.named, names, Number(0U, lexicon_.licences.size()));
      lexicon_.licences.push_back(*licence);
    }
  }

  void AddAgencies() {
    for (const Json& agency : lists_["agencies"]) {
      const std::string name = agency["name"].get<std::string>();
      Add(lexicon_.agencies, agency["phrases"], Number(0U, lexicon_.agency_names.size()));
      lexicon_.agency_names.push_back(name);
      if (!agency.contains("exact")) continue;
      for (const std::string& exact : Strings(agency["exact"])) {
        lexicon_.acronyms.emplace_back(exact, name);
      }
    }
  }

  void AddOptOuts() {
    const Json& lists = lists_["opt_outs"];
    Add(lexicon_.negations, lists["negations"], 0);
    for (const auto& [name, phrases] :
         {std::pair{"subjects", &lexicon_.subjects}, std::pair{"phrases", &lexicon_.opt_outs}}) {
      for (const Json& group : lists[name]) {
        Add(*phrases, group["phrases"], Number(0U, lexicon_.denies.size()));
        std::vector<std::string> denies = Strings(group["denies"]);
        std::ranges::sort(denies);
        lexicon_.denies.push_back(std::move(denies));
      }
    }
  }

  const Json& lists_;
  Lexicon lexicon_;
};

}  // namespace

const Lexicon& BuiltInLexicon() {
  static const Lexicon lexicon = Builder(BuiltInLists().licences).Build();
  return lexicon;
}

}  // namespace assay::rights
