// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/core/record.h"
#include "assay/worker/transform.h"

namespace {

/// A BMP of 3 x 2 pixels.
assay::Bytes SmallPicture() {
  assay::Bytes bmp = {'B', 'M', 78, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0,  40,
                      0,   0,   0,  3, 0, 0, 0, 2, 0, 0, 0,  1, 0, 24, 0};
  bmp.resize(78);
  for (std::size_t i = 54; i < bmp.size(); ++i) bmp[i] = static_cast<std::uint8_t>(7 * i);
  return bmp;
}

/// Large targets would only test how long a fuzzer waits.
bool IsLarge(const assay::Json& arguments) {
  const auto resize = arguments.find("resize");
  if (resize == arguments.end() || !resize->is_object()) return false;
  return std::ranges::any_of(*resize, [](const assay::Json& side) {
    return side.is_number() && side.get<double>() > 300;
  });
}

void CheckMoved(const assay::Json& answer) {
  const auto width_px = answer.at("width_px").get<double>();
  const auto height_px = answer.at("height_px").get<double>();
  for (const assay::Json& box : answer.at("boxes")) {
    if (box.is_null()) continue;
    ASSAY_CHECK(box[0] >= 0 && box[0] < box[2] && box[2] <= width_px);
    ASSAY_CHECK(box[1] >= 0 && box[1] < box[3] && box[3] <= height_px);
  }
  for (const assay::Json& point : answer.at("points")) {
    if (point.is_null()) continue;
    ASSAY_CHECK(point[0] >= 0 && point[0] <= width_px && point[1] >= 0 && point[1] <= height_px);
  }
}

}  // namespace

/// Whatever the arguments, the answer is an error, a refusal, or a picture of the size it states
/// whose boxes and points lie inside; and the same when an inspection has kept the picture.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  static const Bytes kPicture = SmallPicture();
  const auto arguments = ParseJson(AsText({data, size}), {.bytes = 4096});
  if (!arguments.ok() || !arguments.value().is_object() || IsLarge(arguments.value())) return 0;
  const auto reply = worker::Transform(kPicture, arguments.value());
  if (!reply.ok()) {
    ASSAY_CHECK(reply.error().code == ErrorCode::kInvalidArgument);
    return 0;
  }
  Json named = arguments.value();
  named["kept_as"] = "these";
  auto kept = worker::Inspect(kPicture, {{"keep_as", "these"}}).value().kept;
  const auto again = worker::Transform(kPicture, named, std::move(kept));
  ASSAY_CHECK(again.value().json == reply.value().json && again.value().blob == reply.value().blob);
  const Json answer = ParseJson(reply.value().json).value();
  if (reply.value().is_refusal) {
    ASSAY_CHECK(answer.contains("code") && reply.value().blob.empty());
    return 0;
  }
  CheckMoved(answer);
  const auto look = worker::Inspect(reply.value().blob, {{"steps", Json::array()}});
  const auto seen = InspectionFromJson(ParseJson(look.value().json).value());
  ASSAY_CHECK(seen.value().outcome == Outcome::kOk);
  ASSAY_CHECK(seen.value().width_px == answer.at("width_px").get<std::int64_t>());
  ASSAY_CHECK(seen.value().height_px == answer.at("height_px").get<std::int64_t>());
  return 0;
}
