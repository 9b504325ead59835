// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/licence_text.h"

#include <gtest/gtest.h>

#include <string>

#include "assay/rights/licence_print.h"
#include "assay/rights/spdx_expression.h"

namespace assay::rights {
namespace {

/// Keys of all claims, joined by a space.
std::string Keys(const std::string& text) {
  std::string keys;
  for (const Claim& claim : ScanText(text).claims)
    keys += (keys.empty() ? "" : " ") + claim.licence.key;
  return keys;
}

std::string Basis0(const std::string& text) {
  return std::string(Name(ScanText(text).claims.at(0).basis));
}

TEST(ScanText, ShortNamesInTheirManySpellings) {
  EXPECT_EQ(Keys("CC BY-SA 3.0"), "by-sa-3.0");
  EXPECT_EQ(Keys("CC-BY 4.0 International"), "by-4.0");
  EXPECT_EQ(Keys("cc-by-nc-nd-2.5-au"), "by-nc-nd-2.5-au");
  EXPECT_EQ(Keys("CC BY-SA 3.0 DE, via Wikimedia"), "by-sa-3.0-de");
  EXPECT_EQ(Keys("CC_BY_NC_4.0"), "by-nc-4.0");
  EXPECT_EQ(Keys("CCBYNCSAv3"), "by-nc-sa-3.0");
  EXPECT_EQ(Keys("Creative Commons Attribution-NonCommercial"), "by-nc");
  EXPECT_EQ(Keys("Creative Commons 3.0 BY"), "by-3.0");
  EXPECT_EQ(Keys("CC0"), "cc0-1.0");
  EXPECT_EQ(Keys("CC Zero"), "cc0-1.0");
  EXPECT_EQ(Keys("Creative Commons Public Domain Mark 1.0"), "pdm-1.0");
  EXPECT_EQ(Keys("Attribution-NoDerivs-NonCommercial 1.0"), "by-nc-nd-1.0");
}

TEST(ScanText, NamesInTheLanguagesOfTheDeeds) {
  EXPECT_EQ(Keys("Namensnennung - Weitergabe unter gleichen Bedingungen 3.0 Deutschland"),
            "by-sa-3.0-de");
  EXPECT_EQ(Keys("Creative Commons Namensnennung-Nicht kommerziell-Keine Bearbeitung 4.0"),
            "by-nc-nd-4.0");
  EXPECT_EQ(Keys("Creative Commons Paternité - Pas d'Utilisation Commerciale 2.0"), "by-nc-2.0");
  EXPECT_EQ(Keys("Attribution - Partage dans les Mêmes Conditions 4.0"), "by-sa-4.0");
  EXPECT_EQ(Keys("Creative Commons Reconocimiento-NoComercial-CompartirIgual 4.0"), "by-nc-sa-4.0");
  EXPECT_EQ(Keys("Creative Commons Atribución 4.0 Internacional"), "by-4.0");
  EXPECT_EQ(Keys("Attribuzione - Non opere derivate 4.0"), "by-nd-4.0");
  EXPECT_EQ(Keys("Atribuição-CompartilhaIgual 4.0"), "by-sa-4.0");
  EXPECT_EQ(Keys("Naamsvermelding-GelijkDelen 3.0"), "by-sa-3.0");
  EXPECT_EQ(Keys("Uznanie autorstwa-Na tych samych warunkach 3.0 Polska"), "by-sa-3.0-pl");
  EXPECT_EQ(Keys("クリエイティブ・コモンズ 表示 - 非営利 4.0"), "by-nc-4.0");
  EXPECT_EQ(Keys("知识共享署名-相同方式共享 4.0"), "by-sa-4.0");
  EXPECT_EQ(Keys("크리에이티브 커먼즈 저작자표시 4.0"), "by-4.0");
  EXPECT_EQ(Keys("Creative Commons «Атрибуция — Некоммерческое использование» 4.0"), "by-nc-4.0");
}

TEST(ScanText, EverydayWordsAreNoLicence) {
  for (const char* text :
       {"Image for Creative Commons by John Smith", "cc by mail to Ada", "attribution is nice",
        "with attribution to 3 people", "the sa nd by", "Zero 1.0", "3.0 DE", "share alike",
        "A photograph of a copyright law lecture", "no copyright holder was found", ""}) {
    EXPECT_EQ(Keys(text), "") << text;
  }
}

TEST(ScanText, OneLicenceSaidTwiceIsOneClaimInItsMostExactForm) {
  EXPECT_EQ(Keys("Attribution-NonCommercial 4.0 International (CC BY-NC 4.0)"), "by-nc-4.0");
  EXPECT_EQ(Keys("[CC BY-NC](http://creativecommons.org/licenses/by-nc/2.0/uk/)"), "by-nc-2.0-uk");
  EXPECT_EQ(Keys("CC BY-SA 4.0 or GFDL"), "by-sa-4.0 gfdl-1.1-or-later");
}

TEST(ScanText, AllRightsReservedInManyLanguages) {
  for (const char* text :
       {"ALL RIGHTS RESERVED", "Alle Rechte vorbehalten", "Tous droits réservés",
        "TOUS DROITS RESERVES", "Todos los derechos reservados", "Tutti i diritti riservati",
        "Todos os direitos reservados", "Alle rechten voorbehouden", "Wszelkie prawa zastrzeżone",
        "Все права защищены", "版权所有", "無断転載禁止", "모든 권리 보유", "Tüm hakları saklıdır",
        "Όλα τα δικαιώματα διατηρούνται", "All rights reserved"}) {
    EXPECT_EQ(Keys(text), "all-rights-reserved") << text;
  }
  EXPECT_EQ(Keys("Some rights reserved"), "");
  EXPECT_TRUE(ScanText("Some rights reserved").some_rights_reserved);
  EXPECT_EQ(Keys("No rights reserved"), "public-domain");
}

TEST(ScanText, ANoticeCountsOnlyWithoutALicence) {
  EXPECT_EQ(Basis0("© 2014 Ada Novak"), "notice");
  EXPECT_EQ(Basis0("Copyright by Ada"), "notice");
  EXPECT_EQ(Basis0("Ada Novak ©"), "notice");
  EXPECT_EQ(Keys("(c) Ada, CC BY 4.0"), "by-4.0");
  EXPECT_EQ(Keys("(c) Ada. All rights reserved. CC BY 4.0"), "all-rights-reserved by-4.0");
  EXPECT_EQ(Keys("released into the public domain"), "public-domain");
  EXPECT_EQ(Keys("this is not in the public domain"), "");
}

TEST(ScanText, AgenciesAndRestrictionsAreNamed) {
  EXPECT_EQ(ScanText("Jane Doe/AFP via Getty Images").agencies,
            (std::vector<std::string>{"AFP", "Getty Images"}));
  EXPECT_EQ(ScanText("dpa").agencies, (std::vector<std::string>{"dpa"}));
  EXPECT_TRUE(ScanText("AP exam, page 4").agencies.empty());
  EXPECT_EQ(ScanText("Editorial use only. For non-commercial use only.").restrictions,
            (std::vector<std::string>{"editorial", "noncommercial"}));
}

TEST(SpdxExpression, NormalisesCaseAndKeepsTheStructure) {
  EXPECT_EQ(SpdxExpression("mit")->spdx, "MIT");
  EXPECT_EQ(SpdxExpression("cc-by-sa-3.0-de")->key, "by-sa-3.0-de");
  EXPECT_EQ(SpdxExpression("(mit or apache-2.0) and CC-BY-4.0")->spdx,
            "(MIT OR Apache-2.0) AND CC-BY-4.0");
  EXPECT_EQ(SpdxExpression("GPL-2.0-only WITH classpath-exception-2.0")->spdx,
            "GPL-2.0-only WITH Classpath-exception-2.0");
  EXPECT_EQ(SpdxExpression("gpl-2.0+")->spdx, "GPL-2.0+");
  for (const char* text : {"", "MIT OR", "(MIT", "MIT Apache-2.0", "Nonsense-1.0",
                           "MIT WITH nothing", "((((((((((MIT))))))))))"}) {
    EXPECT_FALSE(SpdxExpression(text)) << text;
  }
}

TEST(MatchLicenceTexts, ShortAndForeignTextsMatchNothing) {
  EXPECT_TRUE(MatchLicenceTexts("").empty());
  EXPECT_TRUE(MatchLicenceTexts("The MIT License").empty());
  EXPECT_TRUE(MatchLicenceTexts(std::string(100000, 'a')).empty());
}

}  // namespace
}  // namespace assay::rights
