// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "assay/core/bytes.h"
#include "assay/rights/content_credentials_internal.h"
#include "assay/rights/marks_internal.h"
#include "assay/rights/rights.h"
#include "assay/rights/statement_internal.h"

namespace assay::rights {
namespace {

struct Row {
  std::string_view name;
  Field field;
};

/// EXIF 2.32, tables 3 to 5; XP* are Windows' own.
constexpr std::array kExif = {
    Row{"Copyright", Field::kRights},  Row{"Artist", Field::kCreator},
    Row{"XPAuthor", Field::kCreator},  Row{"ImageDescription", Field::kProse},
    Row{"UserComment", Field::kProse}, Row{"XPComment", Field::kProse},
    Row{"XPTitle", Field::kProse},     Row{"XPSubject", Field::kProse},
    Row{"XPKeywords", Field::kProse},
};

/// IPTC IIM 4.2, record 2.
constexpr std::array kIptc = {
    Row{"2:116", Field::kRights},       Row{"2:110", Field::kCredit},
    Row{"2:80", Field::kCreator},       Row{"2:080", Field::kCreator},
    Row{"2:115", Field::kSource},       Row{"2:40", Field::kInstructions},
    Row{"2:040", Field::kInstructions}, Row{"2:120", Field::kProse},
    Row{"2:105", Field::kProse},
};

/// PNG 1.2, section 4.2.3, and what else is written as text.
constexpr std::array kText = {
    Row{"Copyright", Field::kRights},  Row{"License", Field::kLicence},
    Row{"Licence", Field::kLicence},   Row{"Author", Field::kCreator},
    Row{"Artist", Field::kCreator},    Row{"Disclaimer", Field::kTerms},
    Row{"Description", Field::kProse}, Row{"Comment", Field::kProse},
    Row{"Title", Field::kProse},       Row{"comment", Field::kProse},
};

/// XMP part 2; IPTC Photo Metadata 2023.1; PLUS LDF; ccREL; TDM Reservation Protocol.
constexpr std::array kXmp = {
    Row{"dc:rights", Field::kRights},
    Row{"dc:creator", Field::kCreator},
    Row{"dc:description", Field::kProse},
    Row{"dc:title", Field::kProse},
    Row{"dcterms:license", Field::kLicence},
    Row{"dcterms:rights", Field::kRights},
    Row{"dcterms:rightsHolder", Field::kOwner},
    Row{"tiff:Copyright", Field::kRights},
    Row{"tiff:Artist", Field::kCreator},
    Row{"xmpDM:copyright", Field::kRights},
    Row{"prism:copyright", Field::kRights},
    Row{"xmpRights:WebStatement", Field::kLicence},
    Row{"xmpRights:UsageTerms", Field::kTerms},
    Row{"xmpRights:Marked", Field::kMarked},
    Row{"xmpRights:Owner", Field::kOwner},
    Row{"xmpRights:Certificate", Field::kCertificate},
    Row{"cc:license", Field::kLicence},
    Row{"cc:attributionName", Field::kCreator},
    Row{"cc:attributionURL", Field::kAttributionUrl},
    Row{"cc:morePermissions", Field::kMorePermissions},
    Row{"plus:DataMining", Field::kPlus},
    Row{"plus:OtherConstraints", Field::kTerms},
    Row{"plus:OtherConditions", Field::kTerms},
    Row{"plus:OtherLicenseRequirements", Field::kTerms},
    Row{"plus:TermsAndConditionsText", Field::kTerms},
    Row{"plus:TermsAndConditionsURL", Field::kTermsUrl},
    Row{"plus:LicensorURL", Field::kLicensorUrl},
    Row{"plus:LicensorName", Field::kLicensor},
    Row{"plus:Licensor", Field::kLicensor},
    Row{"plus:ImageSupplierName", Field::kSupplier},
    Row{"plus:ImageSupplier", Field::kSupplier},
    Row{"plus:ImageCreatorName", Field::kCreator},
    Row{"plus:CopyrightOwnerName", Field::kOwner},
    Row{"plus:CopyrightOwner", Field::kOwner},
    Row{"plus:CopyrightStatus", Field::kCopyrightStatus},
    Row{"tdm:reservation", Field::kTdmReservation},
    Row{"tdm:policy", Field::kTdmPolicy},
    Row{"photoshop:Credit", Field::kCredit},
    Row{"photoshop:Source", Field::kSource},
    Row{"photoshop:Instructions", Field::kInstructions},
    Row{"photoshop:Headline", Field::kProse},
    Row{"Iptc4xmpExt:DigitalSourceType", Field::kDigitalSource},
    Row{"iptcExt:DigitalSourceType", Field::kDigitalSource},
};

std::optional<Field> Lookup(std::span<const Row> rows, std::string_view name) {
  const auto row = std::ranges::find(rows, name, &Row::name);
  if (row == rows.end()) return std::nullopt;
  return row->field;
}

/// "plus:Licensor[1]/plus:LicensorURL" -> "plus:LicensorURL": what a value of a structure means
/// stands in its own name.
std::string_view Leaf(std::string_view name) {
  name = name.substr(name.rfind('/') + 1);
  return name.substr(0, name.find('['));
}

std::optional<Field> FieldOf(const Mark& mark) {
  std::string_view name = mark.name;
  if (mark.carrier == "exif") return Lookup(kExif, name);
  if (mark.carrier == "iptc") return Lookup(kIptc, name);
  if (mark.carrier == "xmp") return XmpField(name);
  if (name.starts_with("text:")) name.remove_prefix(5);
  return Lookup(kText, name);
}

/// EXIF keeps two notices in one value: the photographer's, NUL, the editor's.
/// Source: EXIF 2.32, tag 0x8298.
void ReadParts(Field field, const Mark& mark, Statements& out) {
  const std::string carrier = mark.carrier + ":" + mark.name;
  const std::string_view value = mark.value;
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find('\0', begin), value.size());
    out.Read(field, value.substr(begin, end - begin), carrier);
    begin = end + 1;
  }
}

}  // namespace

std::optional<Field> XmpField(std::string_view name) { return Lookup(kXmp, Leaf(name)); }

std::vector<Fact> FromMarks(std::span<const Mark> marks, std::string_view source) {
  Statements out(source, "asset");
  const bool credentials =
      std::ranges::any_of(marks, [](const Mark& mark) { return mark.carrier == "c2pa"; });
  if (!credentials && source == "asset") {
    out.Add("rights.c2pa", FactState::kAbsent, {{"validation", "none"}, {"codes", Json::array()}},
            "c2pa", "");
  }
  for (const Mark& mark : marks) {
    if (mark.carrier == "c2pa") {
      ReadContentCredentials(mark, out);
    } else if (const auto field = FieldOf(mark)) {
      ReadParts(*field, mark, out);
    }
  }
  return out.Take();
}

}  // namespace assay::rights
