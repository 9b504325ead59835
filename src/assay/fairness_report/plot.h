// SPDX-License-Identifier: Apache-2.0
//
// Drawings in SVG of numbers that stand in a table beside them. Nothing is computed here but
// places: what has no number has no mark, and says why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/page/html.h"

namespace assay::fairness_report {

/// What may be said of a number; a mark shows it by its shape too.
enum class Standing { kOk, kReference, kInsufficient, kUndefined };

struct Mark {
  std::string name;  ///< foreign
  std::optional<double> value = std::nullopt;
  std::optional<double> low = std::nullopt;
  std::optional<double> high = std::nullopt;
  std::optional<double> beside =
      std::nullopt;  ///< another number to hold it against: a population's share
  Standing standing = Standing::kOk;
  std::string note;  ///< at the right: "60 of 100"
};

struct Scale {
  double factor = 1;                           ///< of the numbers along the axis: 100 for per cent
  std::string title;                           ///< "per cent", "percentage points"
  std::optional<double> line = std::nullopt;   ///< of no difference: 0, or 1 of ratios
  std::optional<double> floor = std::nullopt;  ///< the axis reaches there at least
  std::optional<double> ceiling = std::nullopt;
  std::optional<double> tolerated_low =
      std::nullopt;  ///< shaded up to tolerated_high; what lacks one is open
  std::optional<double> tolerated_high = std::nullopt;
};

/// A drawing's name, and a sentence that says what is to be seen.
struct Caption {
  std::string title;
  std::string description;
};

/// One line a mark: a dot with its interval.
void DrawDots(page::Html& html, const Caption& caption, const Scale& scale,
              const std::vector<Mark>& marks);

/// One column a mark, in order, from 0: shares or rows of bands. A band of skin tone has its
/// swatch.
void DrawBars(page::Html& html, const Caption& caption, const Scale& scale,
              const std::vector<Mark>& marks);

struct HeatCell {
  std::optional<double> share = std::nullopt;  ///< 0 to 1
  Standing standing = Standing::kOk;
  std::string text;  ///< "60.0 %"
  std::string note;  ///< "n = 100"
};
struct Heat {
  std::vector<std::string> rows;     ///< foreign
  std::vector<std::string> columns;  ///< foreign
  std::vector<HeatCell> cells;       ///< row by row
};

/// Five shades from 0 to 1, the number in each cell. What is insufficient or undefined is hatched.
void DrawHeat(page::Html& html, const Caption& caption, const Heat& heat);

struct CurvePoint {
  double x = 0;
  double y = 0;
  std::optional<double> low = std::nullopt;
  std::optional<double> high = std::nullopt;
};
struct Curve {
  std::string name;                ///< foreign
  std::vector<CurvePoint> points;  ///< of a share, by what was promised
  std::vector<CurvePoint> beside;  ///< another curve to hold it against: drawn faintly
  double most = 1;                 ///< where both axes end at least
};

/// A square with the line of promises kept. Of more than 50 points only the line is drawn.
void DrawCurve(page::Html& html, const Caption& caption, const Curve& curve);

/// The hatching, which drawings refer to: once a page, before the first.
void DefineHatching(page::Html& html);

/// Styles of the drawings, to be added to the common sheet.
std::string_view PlotStyle();

}  // namespace assay::fairness_report
