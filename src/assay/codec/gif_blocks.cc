// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>

#include "assay/codec/gif_internal.h"
#include "assay/codec/metadata_internal.h"
#include "assay/codec/text_internal.h"

namespace assay::codec {
namespace {

constexpr std::uint8_t kImage = 0x2C;
constexpr std::uint8_t kExtension = 0x21;
constexpr std::uint8_t kTrailer = 0x3B;

/// Bytes of a colour table, from the flags before it.
std::uint64_t TableBytes(std::uint8_t flags) {
  return (flags & 0x80U) == 0 ? 0 : std::uint64_t{3} << ((flags & 7U) + 1);
}

class Walker {
 public:
  explicit Walker(Draft& draft) : draft_(draft), file_(LittleEndian(draft.file)) {}

  std::vector<GifFrame> Walk() {
    const std::uint8_t flags = file_.U8(10);
    global_palette_ = file_.Slice(13, TableBytes(flags));
    at_ = 13 + TableBytes(flags);
    while (Step()) {
    }
    return std::move(frames_);
  }

 private:
  bool Step() {
    const auto limit = static_cast<std::size_t>(draft_.options.limits.frames);
    if (frames_.size() >= limit) return false;
    if (!file_.Has(at_, 1)) {
      draft_.Repair("gif.no_end");
      return false;
    }
    switch (file_.U8(at_++)) {
      case kImage:
        return Image();
      case kExtension:
        return Extension();
      case kTrailer:
        draft_.trailing_bytes = static_cast<std::int64_t>(file_.size() - at_);
        return false;
      case 0:
        draft_.Repair("gif.fill");
        return true;
      default:
        return draft_.Refuse(Outcome::kCorrupt, "gif.structure");
    }
  }

  bool Ended() { return draft_.Refuse(Outcome::kTruncated, "gif.ended"); }

  /// Moves behind the terminator of a chain of sub-blocks, and returns their contents joined when
  /// `kept` is not null.
  bool SubBlocks(std::string* kept) {
    while (file_.Has(at_, 1)) {
      const std::uint64_t length_bytes = file_.U8(at_++);
      if (length_bytes == 0) return true;
      if (!file_.Has(at_, length_bytes)) break;
      if (kept != nullptr && draft_.TakeMetadata(length_bytes))
        *kept += AsText(file_.Slice(at_, length_bytes));
      at_ += length_bytes;
    }
    return Ended();
  }

  bool Image() {
    if (!file_.Has(at_, 9)) return Ended();
    const std::uint8_t flags = file_.U8(at_ + 8);
    GifFrame frame;
    frame.x = file_.U16(at_);
    frame.y = file_.U16(at_ + 2);
    frame.width_px = file_.U16(at_ + 4);
    frame.height_px = file_.U16(at_ + 6);
    frame.interlaced = (flags & 0x40U) != 0;
    frame.transparent = transparent_;
    transparent_.reset();
    at_ += 9;
    frame.palette = TableBytes(flags) > 0 ? file_.Slice(at_, TableBytes(flags)) : global_palette_;
    at_ += TableBytes(flags);
    frame.data_at = at_++;
    frames_.push_back(frame);
    return SubBlocks(nullptr);
  }

  bool Extension() {
    constexpr std::uint8_t kControl = 0xF9;
    constexpr std::uint8_t kComment = 0xFE;
    constexpr std::uint8_t kApplication = 0xFF;
    const std::uint8_t label = file_.U8(at_++);
    if (label == kApplication) return Application();
    std::string kept;
    if (label == kControl && (file_.U8(at_ + 1) & 1U) != 0) transparent_ = file_.U8(at_ + 4);
    if (!SubBlocks(label == kComment ? &kept : nullptr)) return false;
    if (!kept.empty()) draft_.AddMark("gif", "comment", Utf8OrLatin1(kept));
    return true;
  }

  bool Application() {
    constexpr std::uint64_t kName_bytes = 11;
    const std::string_view name = AsText(file_.Slice(at_ + 1, kName_bytes));
    if (file_.U8(at_) != kName_bytes) return SubBlocks(nullptr);
    at_ += 1 + kName_bytes;
    if (name == "XMP DataXMP") return Xmp();
    draft_.credentials = draft_.credentials || name.starts_with("C2PA_GIF");
    std::string kept;
    const bool profile = name == "ICCRGBG1012";
    if (!SubBlocks(profile ? &kept : nullptr)) return false;
    if (profile) draft_.TakeProfile(AsBytes(kept));
    return true;
  }

  /// The packet lies in the file as it is; a trailer of 256 falling bytes makes any reader of
  /// sub-blocks land on the terminator. Source: XMP part 3, 1.1.2.
  bool Xmp() {
    const std::uint64_t start = at_;
    if (!SubBlocks(nullptr)) return false;
    std::string_view packet = AsText(file_.Slice(start, at_ - start));
    packet = packet.substr(0, packet.find('\x01'));
    if (draft_.TakeMetadata(packet.size())) AddXmp(draft_, packet);
    return true;
  }

  Draft& draft_;
  Wire file_;
  std::uint64_t at_ = 0;
  ByteView global_palette_;
  std::optional<std::uint8_t> transparent_;
  std::vector<GifFrame> frames_;
};

}  // namespace

std::vector<GifFrame> ReadGifBlocks(Draft& draft) { return Walker(draft).Walk(); }

}  // namespace assay::codec
