// SPDX-License-Identifier: Apache-2.0
//
// The phrases of licences.json, ready to be found in words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/rights/licence.h"
#include "assay/rights/words_internal.h"

namespace assay::rights {

/// Parts of a Creative Commons name.
enum class Part : std::uint32_t {
  kCc,
  kBy,
  kNc,
  kSa,
  kNd,
  kByCode,
  kNcCode,
  kSaCode,
  kNdCode,
  kZero,
  kVersion,
  kLicence,
  kNoPort,
  kPdm,
  kPddc,
  kCc0,
  kSampling,
  kSamplingPlus,
  kDevNations,
  kGlued,        ///< "ccbync": from here on, an index into Lexicon::glued
  kPort = 1000,  ///< from here on, an index into Lexicon::ports
};

enum class Stock : std::uint32_t {
  kReserved,
  kSomeReserved,
  kPublicDomain,
  kNotPublicDomain,
  kNotice,
  kNotNotice,
  kRestriction = 100,  ///< from here on, an index into Lexicon::restrictions
};

struct Lexicon {
  Vocabulary vocabulary;
  Phrases commons;   ///< Part
  Phrases stock;     ///< Stock
  Phrases named;     ///< index into `licences`
  Phrases agencies;  ///< index into `agency_names`
  Phrases negations;
  Phrases subjects;  ///< index into `denies`
  Phrases opt_outs;  ///< index into `denies`
  std::vector<std::string> ports;
  std::vector<std::string> glued;  ///< codes: "by-nc"
  std::vector<std::string> restrictions;
  std::vector<Licence> licences;
  std::vector<std::string> agency_names;
  std::vector<std::pair<std::string, std::string>> acronyms;  ///< exact spelling -> agency
  std::vector<std::vector<std::string>> denies;
};

const Lexicon& BuiltInLexicon();

}  // namespace assay::rights
