// SPDX-License-Identifier: Apache-2.0
//
// Counts over the records of a run, with a few sampled keys for each: what report.json and
// report.html say. Memory does not grow with the number of records, also when names are hostile.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/hash.h"
#include "assay/release/columns.h"

namespace assay::release {

/// The `kSamples` keys with the smallest SHA-256: drawn without regard to content or order, and the
/// same on every machine.
class Examples {
 public:
  static constexpr std::size_t kSamples = 4;

  struct Item {
    Digest draw;  ///< SHA-256 of the key
    std::string key;
    std::string other{};  ///< key of the record that this one resembles, or empty
    std::string note{};   ///< one line about this record
  };
  void Offer(Item item);

  [[nodiscard]] const std::vector<Item>& items() const { return items_; }

 private:
  std::vector<Item> items_;  ///< sorted by draw
};

/// A map that stops growing: once it has `kNames` names, others are counted under kOther.
template <typename Value>
class Capped {
 public:
  static constexpr std::size_t kNames = 1000;
  static constexpr std::string_view kOther = "(other)";

  Value& At(const std::string& name) {
    const auto found = map_.find(name);
    if (found != map_.end()) return found->second;
    return map_[map_.size() < kNames ? name : std::string(kOther)];
  }
  [[nodiscard]] const std::map<std::string, Value>& map() const { return map_; }

 private:
  std::map<std::string, Value> map_;
};

/// Records by verdict; `dead` only where dead records can have the trait.
struct ByVerdict {
  std::int64_t allow = 0;
  std::int64_t review = 0;
  std::int64_t deny = 0;
  std::int64_t dead = 0;

  void Add(catalog::State state);
  [[nodiscard]] std::int64_t total() const { return allow + review + deny + dead; }
};

struct ReasonCount {
  std::string tier;
  std::string layer;
  std::string message;  ///< of the first record in key order
  ByVerdict records;
  Examples sample;
};

struct LicenceCount {
  std::int64_t declared = 0;
  std::int64_t detected = 0;
  ByVerdict concluded;
};

struct DeadCount {
  std::int64_t records = 0;
  Capped<std::int64_t> codes;
  Examples sample;
};

/// How often one kind of personal metadata was stated, and for how many records nobody looked.
struct PersonalCount {
  std::int64_t present = 0;
  std::int64_t absent = 0;
  std::int64_t unknown = 0;
  Examples sample;
};

/// Records that have a trait.
struct TraitCount {
  std::int64_t records = 0;
  Examples sample;
};

enum class Personal { kGps, kSerial, kOwner, kThumbnail };
inline constexpr std::array<std::string_view, 4> kPersonalNames = {"gps", "serial", "owner",
                                                                   "thumbnail"};

struct Tally {
  ByVerdict records;
  Capped<std::int64_t> outcomes;     ///< "unread" for none
  Capped<std::int64_t> media_types;  ///< "unknown" for none
  Capped<ReasonCount> reasons;
  Capped<std::int64_t> obligations;
  Capped<LicenceCount> licences;
  Capped<std::int64_t> signals;
  Capped<DeadCount> dead;  ///< by error class
  std::array<PersonalCount, kPersonalNames.size()> personal;
  TraitCount contradictions;
  TraitCount exact;
  TraitCount near;
  std::int64_t clusters = 0;  ///< of near copies
  TraitCount twin_conflicts;
  std::int64_t repaired = 0;
  std::int64_t no_licence = 0;  ///< decided records without a concluded licence
  std::int64_t bytes = 0;

  void Add(const catalog::RecordRow& record, const ParsedRecord& parsed, const Columns& columns);
  void AddDead(const catalog::DeadLetter& letter);
};

}  // namespace assay::release
