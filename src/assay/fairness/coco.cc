// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/coco.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "assay/core/json.h"
#include "assay/fairness/box_place.h"

namespace assay::fairness {
namespace {

/// What any of the three lists says of one thing.
struct Entry {
  std::optional<std::int64_t> id;
  std::optional<std::int64_t> image_id;
  std::optional<std::int64_t> category_id;
  std::optional<std::int64_t> iscrowd;
  std::optional<double> width;
  std::optional<double> height;
  std::optional<std::string> file_name;
  std::optional<std::string> name;
  std::vector<double> bbox;
};

template <typename T>
using Member = std::pair<std::string_view, std::optional<T> Entry::*>;

constexpr std::array<Member<std::int64_t>, 4> kWhole = {{{"id", &Entry::id},
                                                         {"image_id", &Entry::image_id},
                                                         {"category_id", &Entry::category_id},
                                                         {"iscrowd", &Entry::iscrowd}}};
constexpr std::array<Member<double>, 2> kNumbers = {
    {{"width", &Entry::width}, {"height", &Entry::height}}};
constexpr std::array<Member<std::string>, 2> kTexts = {
    {{"file_name", &Entry::file_name}, {"name", &Entry::name}}};

/// Takes an entry of the list `section`; `number` counts from 1.
using Take = std::function<Status(std::string_view section, std::int64_t number, Entry& entry)>;

/// Follows {section: [{field: value, bbox: [numbers]}]}, and passes over all else.
class Handler {
 public:
  Handler(const Take& take, std::size_t depth_limit) : take_(take), depth_limit_(depth_limit) {}

  bool null() { return true; }
  bool boolean(bool /*value*/) { return true; }
  bool number_integer(Json::number_integer_t value) {
    return Put(kWhole, std::int64_t{value}) && PutNumber(static_cast<double>(value));
  }
  bool number_unsigned(Json::number_unsigned_t value) {
    const bool fits = std::in_range<std::int64_t>(value);
    return (!fits || Put(kWhole, static_cast<std::int64_t>(value))) &&
           PutNumber(static_cast<double>(value));
  }
  bool number_float(Json::number_float_t value, const std::string& /*text*/) {
    return std::isfinite(value) ? PutNumber(value) : Refuse("a number out of range");
  }
  bool string(std::string& value) { return Put(kTexts, value); }
  bool binary(Json::binary_t& /*value*/) { return Refuse("bytes"); }  // JSON text has none
  bool start_object(std::size_t /*count*/) {
    if (Depth() == kInList && is_list_[1]) entry_ = Entry();
    return Open(/*is_list=*/false);
  }
  bool key(std::string& name) {
    if (Depth() == 1) {
      section_ = name;
      number_ = 0;
    } else if (IsInEntry()) {
      field_ = name;
    }
    return true;
  }
  bool end_object() {
    const bool is_entry = IsInEntry();
    is_list_.pop_back();
    if (!is_entry) return true;
    status_ = take_(section_, ++number_, entry_);
    return status_.ok();
  }
  bool start_array(std::size_t /*count*/) {
    if (IsInEntry() && field_ == "bbox" && !entry_.bbox.empty()) return Twice();
    if (Depth() == 1 && !is_list_[0] && !lists_.insert(section_).second)
      return Refuse(fmt::format("the list '{}' twice", section_));
    return Open(/*is_list=*/true);
  }
  bool end_array() {
    is_list_.pop_back();
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*problem*/) {
    return Refuse(fmt::format("a syntax error at byte {}", position));
  }

  [[nodiscard]] const Status& status() const { return status_; }
  [[nodiscard]] std::set<std::string>& lists() { return lists_; }

 private:
  static constexpr std::size_t kInList = 2;
  static constexpr std::size_t kInEntry = 3;
  static constexpr std::size_t kBoxSides = 4;

  [[nodiscard]] std::size_t Depth() const { return is_list_.size(); }
  [[nodiscard]] bool IsInEntry() const {
    return Depth() == kInEntry && !is_list_[0] && is_list_[1] && !is_list_[2];
  }

  template <typename T, std::size_t N>
  bool Put(const std::array<Member<T>, N>& members, const T& value) {
    if (!IsInEntry()) return true;
    for (const auto& [name, member] : members) {
      if (name != field_) continue;
      if (entry_.*member) return Twice();
      entry_.*member = value;
    }
    return true;
  }
  bool PutNumber(double value) {
    const bool is_side = Depth() == kInEntry + 1 && !is_list_[0] && is_list_[1] && !is_list_[2] &&
                         is_list_[3] && field_ == "bbox";
    if (!is_side) return Put(kNumbers, value);
    // A fifth side shows that this is no box.
    if (entry_.bbox.size() <= kBoxSides) entry_.bbox.push_back(value);
    return true;
  }
  bool Open(bool is_list) {
    if (Depth() == depth_limit_) {
      status_ = Error{ErrorCode::kExhausted, "nesting over the limit"};
      return false;
    }
    is_list_.push_back(is_list);
    return true;
  }
  bool Twice() { return Refuse(fmt::format("{} {}: '{}' twice", section_, number_ + 1, field_)); }
  bool Refuse(std::string problem) {
    status_ = Error{ErrorCode::kCorrupt, std::move(problem)};
    return false;
  }

  const Take& take_;
  std::size_t depth_limit_;
  std::vector<bool> is_list_;  ///< of each open container, outermost first
  std::set<std::string> lists_;
  std::string section_;
  std::string field_;
  std::int64_t number_ = 0;
  Entry entry_;
  Status status_ = Done{};
};

/// The names of the lists that there are.
Result<std::set<std::string>> Follow(std::string_view text, const Take& take,
                                     const CocoLimits& limits) {
  Handler handler(take, limits.depth);
  Json::sax_parse(text, &handler);
  if (!handler.status().ok()) return handler.status().error();
  return std::move(handler.lists());
}

Error Lacks(std::string_view section, std::int64_t number, std::string_view what) {
  return {ErrorCode::kCorrupt, fmt::format("{} {} lacks {}", section, number, what)};
}

struct Picture {
  std::string file_name;
  double width_px = 0;
  double height_px = 0;
};

/// What annotations refer to.
struct Index {
  std::unordered_map<std::int64_t, Picture> pictures;
  std::unordered_map<std::int64_t, std::string> categories;
  CocoLimits limits;

  Status Add(std::string_view section, std::int64_t number, Entry& entry) {
    if (section == "images") return AddPicture(number, entry);
    return section == "categories" ? AddCategory(number, entry) : Done{};
  }

 private:
  Status AddPicture(std::int64_t number, Entry& entry) {
    const double width_px = entry.width.value_or(0);
    const double height_px = entry.height.value_or(0);
    if (!entry.id || !entry.file_name || width_px <= 0 || height_px <= 0)
      return Lacks("images", number, "a whole 'id', a 'file_name', a 'width' and a 'height'");
    if (pictures.size() == limits.pictures)
      return Error{ErrorCode::kExhausted, fmt::format("over {} pictures", limits.pictures)};
    const bool is_new =
        pictures.try_emplace(*entry.id, Picture{*entry.file_name, width_px, height_px}).second;
    if (is_new) return Done{};
    return Error{ErrorCode::kCorrupt, fmt::format("images {}: the id {} twice", number, *entry.id)};
  }
  Status AddCategory(std::int64_t number, Entry& entry) {
    if (!entry.id || !entry.name) return Lacks("categories", number, "a whole 'id' and a 'name'");
    if (categories.size() == limits.categories)
      return Error{ErrorCode::kExhausted, fmt::format("over {} categories", limits.categories)};
    if (categories.try_emplace(*entry.id, *entry.name).second) return Done{};
    return Error{ErrorCode::kCorrupt,
                 fmt::format("categories {}: the id {} twice", number, *entry.id)};
  }
};

/// [x, y, width, height] in pixels.
Result<BoxPlace> Place(std::int64_t number, const Entry& entry, const Picture& picture) {
  const std::vector<double>& box = entry.bbox;
  if (box.size() != 4 || box[2] < 0 || box[3] < 0)
    return Lacks("annotations", number, "a 'bbox' [x, y, width, height] with sides of at least 0");
  return Cut({box[0] / picture.width_px, box[1] / picture.height_px,
              (box[0] + box[2]) / picture.width_px, (box[1] + box[3]) / picture.height_px});
}

Status VisitBox(const Index& index, std::int64_t number, const Entry& entry,
                const LongVisitor& visit) {
  if (!entry.id) return Lacks("annotations", number, "a whole 'id'");
  const auto picture = index.pictures.find(entry.image_id.value_or(-1));
  if (!entry.image_id || picture == index.pictures.end())
    return Lacks("annotations", number, "an 'image_id' that is one of 'images'");
  const auto category = index.categories.find(entry.category_id.value_or(-1));
  if (!entry.category_id || category == index.categories.end())
    return Lacks("annotations", number, "a 'category_id' that is one of 'categories'");
  ASSAY_LET(const BoxPlace box, Place(number, entry, picture->second));
  const std::string_view asset = picture->second.file_name;
  const std::string name = fmt::format("{}", *entry.id);
  const std::string area = fmt::format("{:.6g}", AreaShare(box));
  const std::string distance = fmt::format("{:.6g}", CentreDistance(box));
  std::optional<std::string_view> crowd;
  if (entry.iscrowd) crowd = *entry.iscrowd == 0 ? "no" : "yes";
  ASSAY_TRY(visit({Unit::kRegion, asset, name, "category", category->second}));
  ASSAY_TRY(visit({Unit::kRegion, asset, name, "box_area", area}));
  ASSAY_TRY(visit({Unit::kRegion, asset, name, "box_centre_distance", distance}));
  return visit({Unit::kRegion, asset, name, "crowd", crowd});
}

}  // namespace

Status ReadCoco(std::string_view text, const LongVisitor& visit, const CocoLimits& limits) {
  Index index{{}, {}, limits};
  const auto note = [&](std::string_view section, std::int64_t number, Entry& entry) {
    return index.Add(section, number, entry);
  };
  ASSAY_LET(const std::set<std::string> lists, Follow(text, note, limits));
  for (const char* list : {"images", "annotations", "categories"}) {
    if (!lists.contains(list))
      return Error{ErrorCode::kCorrupt,
                   fmt::format("no list '{}': a COCO instances file has 'images', 'annotations' "
                               "and 'categories'",
                               list)};
  }
  const auto tell = [&](std::string_view section, std::int64_t number, Entry& entry) -> Status {
    if (section != "annotations") return Done{};
    return VisitBox(index, number, entry, visit);
  };
  ASSAY_TRY(Follow(text, tell, limits));
  return Done{};
}

}  // namespace assay::fairness
