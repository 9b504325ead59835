// SPDX-License-Identifier: Apache-2.0
#include "assay/worker/stream_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "assay/channel/protocol.h"
#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/fairness/count_layout.h"
#include "assay/fairness/layout.h"
#include "assay/table/count.h"
#include "assay/table/reader.h"
#include "assay/table/row_block.h"
#include "assay/worker/row_speaker_internal.h"
#include "assay/worker/stream_samples_internal.h"

namespace assay::worker {
namespace {

std::string_view CodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return "invalid_argument";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kExhausted:
      return "exhausted";
    case ErrorCode::kUnavailable:
      return "unavailable";
    default:
      return "corrupt";
  }
}

Result<table::Format> FormatNamed(std::string_view name) {
  for (const auto format : {table::Format::kCsv, table::Format::kJsonl, table::Format::kParquet}) {
    if (table::Name(format) == name) return format;
  }
  return Error{ErrorCode::kInvalidArgument, "an unknown table format"};
}

/// The descriptor that DuckDB opened means nothing to a reader of its messages.
std::string WithoutDescriptor(std::string what) {
  constexpr std::string_view kFolder = "/proc/self/fd/";
  for (std::size_t at = 0; (at = what.find(kFolder, at)) != std::string::npos;) {
    const std::size_t end = what.find_first_not_of("0123456789", at + kFolder.size());
    what.replace(at, std::min(end, what.size()) - at, "the file");
  }
  return what;
}

Status SayBlock(std::string& block, internal::RowSpeaker& rows) {
  const std::array<std::string, 1> names = {channel::kCountBlock};
  const std::array<std::optional<std::string>, 1> values = {std::exchange(block, {})};
  return rows.Say(names, values);
}

Status SayEachRow(const table::CountWish& wish, internal::RowSpeaker& rows) {
  std::string block;
  std::vector<std::optional<std::string>> values;
  ASSAY_TRY(table::CountTable(channel::kTablePath, wish, [&](const table::TupleCount& row) {
    values = row.values;
    if (!wish.weight.empty()) values.emplace_back(fmt::format("{}", row.weight));
    table::AppendRow(values, block);
    return block.size() < table::kRowBlock_bytes ? Status(Done{}) : SayBlock(block, rows);
  }));
  return block.empty() ? Status(Done{}) : SayBlock(block, rows);
}

/// Combinations of values in the place of rows.
class CountSpeaker {
 public:
  CountSpeaker(std::size_t width, internal::RowSpeaker& rows) : rows_(rows) {
    names_.reserve(width + 3);
    for (std::size_t i = 0; i < width; ++i) names_.push_back(std::to_string(i));
    names_.insert(names_.end(),
                  {channel::kCountRows, channel::kCountWeight, channel::kCountWeightSquared});
  }

  Status Say(const table::TupleCount& tuple) {
    std::vector<std::optional<std::string>> values = tuple.values;
    values.emplace_back(std::to_string(tuple.rows));
    values.emplace_back(fmt::format("{}", tuple.weight));  // the shortest that reads back the same
    values.emplace_back(fmt::format("{}", tuple.weight_squared));
    return rows_.Say(names_, values);
  }

 private:
  std::vector<std::string> names_;
  internal::RowSpeaker& rows_;
};

Status SayCounts(std::string_view wish_text, internal::RowSpeaker& rows) {
  ASSAY_LET(const table::CountWish wish, table::ParseCountWish(wish_text));
  if (wish.each_row) return SayEachRow(wish, rows);
  CountSpeaker speaker(wish.columns.size(), rows);
  return table::CountTable(channel::kTablePath, wish, [&speaker](const table::TupleCount& tuple) {
    return speaker.Say(tuple);
  });
}

Status SayUnits(std::string_view wish_text, internal::RowSpeaker& rows) {
  ASSAY_LET(const fairness::LayoutWish wish, fairness::ParseLayoutWish(wish_text));
  ASSAY_LET(const fairness::CountedUnits counted, fairness::CountLayout(channel::kTablePath, wish));
  const auto& names = counted.attributes;
  CountSpeaker speaker(names.size(), rows);
  ASSAY_TRY(speaker.Say({{names.begin(), names.end()}, 0, 0, 0}));
  for (const table::TupleCount& tuple : counted.tuples) ASSAY_TRY(speaker.Say(tuple));
  return Done{};
}

Status SayAll(std::string_view format_name, internal::Speaker& speaker,
              internal::RowSpeaker& rows) {
  constexpr std::string_view kPictures = channel::kPicturesFormat;
  if (format_name == channel::kArchiveFormat) return internal::SayArchive(speaker, rows);
  if (format_name.starts_with(kPictures))
    return internal::SayPictures(format_name.substr(kPictures.size()), speaker, rows);
  constexpr std::string_view kCount = channel::kCountFormat;
  if (format_name.starts_with(kCount)) return SayCounts(format_name.substr(kCount.size()), rows);
  constexpr std::string_view kUnits = channel::kUnitsFormat;
  if (format_name.starts_with(kUnits)) return SayUnits(format_name.substr(kUnits.size()), rows);
  ASSAY_LET(const table::Format format, FormatNamed(format_name));
  return table::ReadTable(channel::kTablePath, format,
                          [&rows](std::span<const std::string> names,
                                  std::span<const std::optional<std::string>> values) {
                            return rows.Say(names, values);
                          });
}

Result<std::int64_t> SayRows(std::string_view format_name, internal::Speaker& speaker) {
  internal::RowSpeaker rows(speaker);
  try {
    ASSAY_TRY(SayAll(format_name, speaker, rows));
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kExhausted, "memory does not suffice for this table"};
  } catch (const std::exception& thrown) {
    return Error{ErrorCode::kCorrupt, ToUtf8(thrown.what(), 1024)};
  }
  return rows.rows();
}

Status Converse(std::string_view format, std::uint32_t layers) {
  internal::Speaker speaker;
  ASSAY_TRY(speaker.Say({{"layers", layers}, {"protocol", channel::kProtocol}}));
  ASSAY_TRY(speaker.Flush());
  const auto rows = SayRows(format, speaker);
  ASSAY_TRY(speaker.Say(rows.ok() ? Json{{"rows", rows.value()}}
                                  : Json{{"error", CodeName(rows.error().code)},
                                         {"what", WithoutDescriptor(rows.error().what)}}));
  return speaker.Flush();
}

}  // namespace

int StreamTable(std::string_view format, const Confinement& confinement) {
  constexpr int kNoWarmUp = 3;
  constexpr int kNoParent = 4;
  if (format != channel::kArchiveFormat && !table::WarmUp().ok()) return kNoWarmUp;
  const std::uint32_t layers = LockDown(confinement);
  return Converse(format, layers).ok() ? 0 : kNoParent;
}

}  // namespace assay::worker
