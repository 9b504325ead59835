// SPDX-License-Identifier: Apache-2.0
//
// Numbers and names of a document as a page shows them. A number of a document stands in a <data>
// element with its full value: what is rounded can be held against where it is from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/page/html.h"

namespace assay::fairness_report {

/// A longer name of a document is cut in its middle: pages stay bounded. The document has it whole.
inline constexpr std::size_t kNameLimit = 80;

/// A number of a document, and how it is shown.
struct Figure {
  double value = 0;
  std::string text;
};
Figure Whole(std::int64_t number);  ///< "1,234"
/// "60.0 %": never 0 % of something nor 100 % of less than all. "-" where there is none.
Figure Percent(std::optional<double> share);
Figure Points(std::optional<double> difference);  ///< "−24.9", in percentage points
Figure FarPoints(double difference);              ///< "24.9": how far, in either direction
Figure Decimal(std::optional<double> number);     ///< "0.707", "∞"
Figure Chance(std::optional<double> q);           ///< of p and q: "0.00061", "< 0.0001"

/// A name of a document: foreign text.
struct Named {
  std::string text;
};
Named NameOf(const std::vector<std::string>& values);  ///< "women, under 40"
Named ColumnsOf(const std::vector<std::string>& by);   ///< "sex × age"

void Put(page::Html& html, std::string_view text);
void Put(page::Html& html, const Figure& figure);
void Put(page::Html& html, const Named& name);

/// A sentence of texts, figures and names.
template <typename... Parts>
void Say(page::Html& html, const Parts&... parts) {
  (Put(html, parts), ...);
}

/// The same in a <p>, and in a cell of a table.
template <typename... Parts>
void Paragraph(page::Html& html, const Parts&... parts) {
  html.Open("p");
  Say(html, parts...);
  html.Close();
}
template <typename... Parts>
void Cell(page::Html& html, std::string_view kind, const Parts&... parts) {
  html.Open("td", {{"class", kind}});
  Say(html, parts...);
  html.Close();
}
void NumberCell(page::Html& html, const Figure& figure);
void RowHead(page::Html& html, const Named& name);

/// "50.2 to 69.1", each end as `show` shows it; "–" where there is none.
void RangeCell(page::Html& html, std::optional<double> low, std::optional<double> high,
               Figure (*show)(std::optional<double>));

/// "anything from 12.8 to 36.2 points fewer agrees with these numbers"
void SayPoints(page::Html& html, double difference);
void SayAgrees(page::Html& html, std::optional<double> low, std::optional<double> high);

}  // namespace assay::fairness_report
