// SPDX-License-Identifier: Apache-2.0
//
// The words of three vocabularies for rights, whatever prefix a page gives them: schema.org, ccREL
// and Dublin Core.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::markup::internal {

enum class Word {
  kNone,
  kLicence,
  kUsageInfo,
  kAcquire,
  kCopyright,
  kCredit,
  kCreator,
  kContent,  ///< names the asset
  kName,
  kAddress,
};

/// What a property means: "license", "schema:license", "https://schema.org/license", "cc:license".
/// Prefixes are taken as everybody binds them; a page that rebinds one is misread.
/// Source:  schema.org 29; ccREL (W3C submission 2008); DCMI Metadata Terms.
Word WordOf(std::string_view property);

enum class Kind {
  kMedia,  ///< a picture, film or sound: only its file's address says which
  kPage,   ///< the page or the work that it shows
  kOther,
};

/// What an item of these types is. Without a type it may be anything.
Kind KindOf(const std::vector<std::string>& types);

}  // namespace assay::markup::internal
