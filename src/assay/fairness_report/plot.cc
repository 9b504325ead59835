// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness_report/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "assay/fairness_report/axis.h"
#include "assay/fairness_report/bands.h"

namespace assay::fairness_report {
namespace {

using page::Html;

// Pixels at the size that a page shows them in; a drawing scrolls where there is less room.
constexpr double kWidth = 512;
constexpr double kLeft = 150;
constexpr double kRight = 402;
constexpr double kTop = 10;
constexpr double kLine = 26;

std::string At(double place) { return fmt::format("{:.1f}", place); }

/// An open drawing with its texts for those who do not see it. Closed by CloseDrawing.
void OpenDrawing(Html& html, const Caption& caption, double width, double height) {
  html.Open("div", {{"class", "scroll plot"},
                    {"role", "region"},
                    {"aria-label", fmt::format("Drawing: {}", caption.title)},
                    {"tabindex", "0"}});
  html.Open("svg", {{"viewBox", fmt::format("0 0 {:.0f} {:.0f}", width, height)},
                    {"width", fmt::format("{:.0f}", width)},
                    {"height", fmt::format("{:.0f}", height)},
                    {"role", "img"},
                    {"aria-label", fmt::format("{}. {}", caption.title, caption.description)}});
  html.Tag("title", caption.title).Tag("desc", caption.description);
}

void CloseDrawing(Html& html) { html.Close().Close(); }

void Stroke(Html& html, std::string_view kind, double x1, double y1, double x2, double y2) {
  html.Tag("line", "",
           {{"class", kind}, {"x1", At(x1)}, {"y1", At(y1)}, {"x2", At(x2)}, {"y2", At(y2)}});
}

void Box(Html& html, std::string_view kind, double x, double y, double width, double height) {
  html.Tag("rect", "",
           {{"class", kind},
            {"x", At(x)},
            {"y", At(y)},
            {"width", At(std::max(0.0, width))},
            {"height", At(std::max(0.0, height))}});
}

void Write(Html& html, std::string_view kind, double x, double y, std::string_view text) {
  html.Tag("text", text, {{"class", kind}, {"x", At(x)}, {"y", At(y)}});
}

Axis AxisFor(const Scale& scale, const std::vector<Mark>& marks) {
  std::optional<double> low = scale.floor;
  std::optional<double> high = scale.ceiling;
  const auto hold = [&](std::optional<double> number) {
    // What no share, difference or ratio comes to lies at the end of the axis.
    if (!number || std::abs(*number) > 1e12) return;
    low = std::min(low.value_or(*number), *number);
    high = std::max(high.value_or(*number), *number);
  };
  for (const auto& number : {scale.line, scale.tolerated_low, scale.tolerated_high}) hold(number);
  for (const Mark& mark : marks)
    for (const auto& number : {mark.value, mark.low, mark.high, mark.beside}) hold(number);
  return AxisOver(low.value_or(0), high.value_or(1));
}

/// Places along the width of the plot.
class Across {
 public:
  explicit Across(const Axis& axis) : axis_(axis) {}
  double operator()(double value) const { return kLeft + axis_.Place(value) * (kRight - kLeft); }

 private:
  Axis axis_;
};

void DrawGrid(Html& html, const Scale& scale, const Axis& axis, double bottom) {
  const Across x(axis);
  if (scale.tolerated_low || scale.tolerated_high) {
    const double from = x(scale.tolerated_low.value_or(axis.low));
    const double to = x(scale.tolerated_high.value_or(axis.high));
    Box(html, "tolerated", from, kTop, to - from, bottom - kTop);
    if (scale.tolerated_low) Stroke(html, "limit", from, kTop, from, bottom);
    if (scale.tolerated_high) Stroke(html, "limit", to, kTop, to, bottom);
  }
  for (const double tick : axis.Ticks()) {
    Stroke(html, "grid", x(tick), kTop, x(tick), bottom);
    Write(html, "tick middle", x(tick), bottom + 17, TickText(axis, tick, scale.factor));
  }
  if (scale.line) Stroke(html, "zero", x(*scale.line), kTop, x(*scale.line), bottom);
  Write(html, "tick middle", (kLeft + kRight) / 2, bottom + 35, scale.title);
}

void DrawMark(Html& html, const Mark& mark, const Across& x, double y) {
  const bool is_sure = mark.standing == Standing::kOk || mark.standing == Standing::kReference;
  Write(html, "end", kLeft - 10, y + 4, page::Shortened(mark.name, 18));
  Write(html, "note", kRight + 12, y + 4, mark.note);
  if (mark.beside) Box(html, "beside", x(*mark.beside) - 1.5, y - 9, 3, 18);
  if (!mark.value || !std::isfinite(*mark.value)) {
    const std::string_view why = mark.value                              ? "no bound"
                                 : mark.standing == Standing::kUndefined ? "undefined"
                                                                         : "too few to say";
    Write(html, "none", kLeft + 6, y + 4, why);
    return;
  }
  if (mark.low && mark.high && std::isfinite(*mark.low) && std::isfinite(*mark.high))
    Stroke(html, is_sure ? "whisker" : "whisker unsure", x(*mark.low), y, x(*mark.high), y);
  const double at = x(*mark.value);
  if (mark.standing == Standing::kReference)
    html.Tag("path", "",
             {{"class", "dot"},
              {"d", fmt::format("M{} {}l6.5 6.5l-6.5 6.5l-6.5 -6.5z", At(at), At(y - 6.5))}});
  else
    html.Tag(
        "circle", "",
        {{"class", is_sure ? "dot" : "dot unsure"}, {"cx", At(at)}, {"cy", At(y)}, {"r", "5"}});
}

std::string_view ShadeOf(double share) {
  constexpr std::array<std::string_view, 5> kShades = {"s0", "s1", "s2", "s3", "s4"};
  return kShades.at(static_cast<std::size_t>(std::clamp(share * 5, 0.0, 4.0)));
}

constexpr double kSquare = 190;  // of a curve
constexpr double kSquareLeft = 46;
constexpr double kSquareTop = 34;

/// Places in the square of a curve.
struct Square {
  Axis axis;

  [[nodiscard]] double X(double value) const { return kSquareLeft + axis.Place(value) * kSquare; }
  [[nodiscard]] double Y(double value) const {
    return kSquareTop + (1 - axis.Place(value)) * kSquare;
  }
};

void DrawLine(Html& html, std::string_view kind, const Square& at,
              const std::vector<CurvePoint>& points) {
  std::string places;
  for (const CurvePoint& point : points)
    places +=
        fmt::format("{}{},{}", places.empty() ? "" : " ", At(at.X(point.x)), At(at.Y(point.y)));
  html.Tag("polyline", "", {{"class", kind}, {"points", places}});
}

void DrawSquare(Html& html, const Square& at) {
  const double bottom = kSquareTop + kSquare;
  for (const double tick : at.axis.Ticks()) {
    const std::string text = TickText(at.axis, tick, 1);
    Stroke(html, "grid", at.X(tick), kSquareTop, at.X(tick), bottom);
    Stroke(html, "grid", kSquareLeft, at.Y(tick), kSquareLeft + kSquare, at.Y(tick));
    Write(html, "tick middle", at.X(tick), bottom + 17, text);
    Write(html, "tick end", kSquareLeft - 6, at.Y(tick) + 4, text);
  }
  Stroke(html, "promise", kSquareLeft, bottom, kSquareLeft + kSquare, kSquareTop);
  Write(html, "tick", 4, kSquareTop - 10, "share of positives");
  Write(html, "tick middle", kSquareLeft + kSquare / 2, bottom + 35, "mean score");
}

}  // namespace

void DrawCurve(Html& html, const Caption& caption, const Curve& curve) {
  constexpr std::size_t kDots = 50;
  const Square at = {AxisOver(0, std::clamp(curve.most, 1e-3, 1.0))};
  OpenDrawing(html, caption, kSquareLeft + kSquare + 14, kSquareTop + kSquare + 42);
  Write(html, "strong middle", kSquareLeft + kSquare / 2, 12, page::Shortened(curve.name, 28));
  DrawSquare(html, at);
  if (!curve.beside.empty()) DrawLine(html, "curve faint", at, curve.beside);
  DrawLine(html, "curve", at, curve.points);
  if (curve.points.size() <= kDots) {
    for (const CurvePoint& point : curve.points) {
      const double x = at.X(point.x);
      if (point.low && point.high)
        Stroke(html, "whisker thin", x, at.Y(*point.low), x, at.Y(*point.high));
      html.Tag("circle", "",
               {{"class", "dot"}, {"cx", At(x)}, {"cy", At(at.Y(point.y))}, {"r", "3"}});
    }
  }
  CloseDrawing(html);
}

void DrawDots(Html& html, const Caption& caption, const Scale& scale,
              const std::vector<Mark>& marks) {
  const Axis axis = AxisFor(scale, marks);
  const double bottom = kTop + kLine * static_cast<double>(marks.size());
  OpenDrawing(html, caption, kWidth, bottom + 42);
  DrawGrid(html, scale, axis, bottom);
  const Across x(axis);
  double y = kTop + kLine / 2;
  for (const Mark& mark : marks) {
    DrawMark(html, mark, x, y);
    y += kLine;
  }
  CloseDrawing(html);
}

void DrawBars(Html& html, const Caption& caption, const Scale& scale,
              const std::vector<Mark>& marks) {
  constexpr double kColumn = 84;
  constexpr double kBottom = 200;
  constexpr double kFrom = 46;
  const Axis axis = AxisFor(scale, marks);
  const double width = kFrom + kColumn * static_cast<double>(marks.size()) + 10;
  const auto y = [&axis](double share) { return kBottom - axis.Place(share) * (kBottom - 24); };
  OpenDrawing(html, caption, width, kBottom + 62);
  for (const double tick : axis.Ticks()) {
    Stroke(html, "grid", kFrom, y(tick), width - 6, y(tick));
    Write(html, "tick end", kFrom - 6, y(tick) + 4, TickText(axis, tick, scale.factor));
  }
  Write(html, "tick", 4, 12, scale.title);
  double x = kFrom + 8;
  for (const Mark& mark : marks) {
    const double middle = x + (kColumn - 16) / 2;
    const double share = mark.value.value_or(0);
    Box(html, "column", x, y(share), kColumn - 16, kBottom - y(share));
    if (mark.low && mark.high) Stroke(html, "whisker", middle, y(*mark.low), middle, y(*mark.high));
    if (mark.beside) Box(html, "beside", x - 4, y(*mark.beside) - 1.5, kColumn - 8, 3);
    Write(html, "middle", middle, kBottom + 18, page::Shortened(mark.name, 12));
    Write(html, "tick middle", middle, kBottom + 36, mark.note);
    if (const std::string_view swatch = SwatchOf(mark.name); !swatch.empty())
      html.Tag("rect", "",
               {{"class", "swatch"},
                {"x", At(x)},
                {"y", At(kBottom + 44)},
                {"width", At(kColumn - 16)},
                {"height", "12"},
                {"fill", swatch}});
    x += kColumn;
  }
  CloseDrawing(html);
}

void DrawHeat(Html& html, const Caption& caption, const Heat& heat) {
  constexpr double kCellWidth = 92;
  constexpr double kCellHeight = 42;
  constexpr double kHead = 26;
  const double width = kLeft + kCellWidth * static_cast<double>(heat.columns.size()) + 4;
  OpenDrawing(html, caption, width,
              kHead + kCellHeight * static_cast<double>(heat.rows.size()) + 4);
  for (std::size_t column = 0; column < heat.columns.size(); ++column)
    Write(html, "middle", kLeft + kCellWidth * (static_cast<double>(column) + 0.5), 17,
          page::Shortened(heat.columns[column], 12));
  for (std::size_t row = 0; row < heat.rows.size(); ++row) {
    const double y = kHead + kCellHeight * static_cast<double>(row);
    Write(html, "end", kLeft - 10, y + 26, page::Shortened(heat.rows[row], 20));
    for (std::size_t column = 0; column < heat.columns.size(); ++column) {
      const HeatCell& cell = heat.cells[row * heat.columns.size() + column];
      const double x = kLeft + kCellWidth * static_cast<double>(column);
      const bool is_shaded = cell.share && cell.standing != Standing::kInsufficient &&
                             cell.standing != Standing::kUndefined;
      Box(html, is_shaded ? fmt::format("cell {}", ShadeOf(*cell.share)) : "cell hatched", x, y,
          kCellWidth - 2, kCellHeight - 2);
      Write(html, "middle strong", x + kCellWidth / 2 - 1, y + 18, cell.text);
      Write(html, "tick middle", x + kCellWidth / 2 - 1, y + 33, cell.note);
    }
  }
  CloseDrawing(html);
}

void DefineHatching(Html& html) {
  html.Raw(
      "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><pattern "
      "id=\"hatch\" "
      "width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
      "<rect class=\"hatch\" width=\"1.2\" height=\"7\"></rect></pattern></defs></svg>");
}

// Text stands on shades that keep a contrast of 4.5 in both themes.
std::string_view PlotStyle() {
  return R"css(
:root{--s0:#f2f5fa;--s1:#dde7f3;--s2:#c6d7ec;--s3:#aec6e4;--s4:#95b5db;--mark:#1d4f7c;--near:#e9f4ec}
@media (prefers-color-scheme:dark){:root{--s0:#1c232c;--s1:#203043;--s2:#243d5b;--s3:#294a72;--s4:#2e578a;
--mark:#93bfec;--near:#1a2a20}}
.defs{position:absolute}
h4{margin:1.6rem 0 .3rem;font-size:1.02rem}
figure{margin:1.2rem 0 1.8rem}
figcaption,.drawings{break-inside:avoid;break-after:avoid}
figcaption{max-width:46rem;font-size:.95rem}
.reason h4{margin:0}.tiles{margin-bottom:1rem}h3+.tiles{margin-top:.6rem}
.drawings{display:flex;flex-wrap:wrap;gap:0 .8rem}
.drawings>.plot{flex:0 1 auto;max-width:100%;margin:.7rem 0}
.plot{padding:.3rem}
.plot svg{display:block;flex:none}
svg text{font-size:12.5px;fill:var(--ink)}
svg .tick,svg .note{fill:var(--soft);font-size:11.5px;font-variant-numeric:tabular-nums}
svg .end{text-anchor:end}svg .middle{text-anchor:middle}svg .strong{font-weight:650}
svg .none{fill:var(--soft);font-style:italic}
.grid{stroke:var(--line)}.zero{stroke:var(--ink);stroke-width:1.4}
.whisker{stroke:var(--mark);stroke-width:2.2}.dot{fill:var(--mark);stroke:var(--mark);stroke-width:1.6}
.whisker.unsure{stroke-dasharray:3 3;stroke-width:1.6}.dot.unsure{fill:var(--card)}
.curve{fill:none;stroke:var(--mark);stroke-width:1.6}.curve.faint{stroke:var(--soft);stroke-width:1.2}
.promise{stroke:var(--ink);stroke-dasharray:5 4}.whisker.thin{stroke-width:1.2}
.beside{fill:var(--ink)}.column{fill:var(--s4);stroke:var(--mark)}.swatch{stroke:var(--rule)}
.tolerated{fill:var(--near)}.limit{stroke:var(--allow);stroke-width:1.4;stroke-dasharray:6 3}
.cell{stroke:var(--rule)}.hatched{fill:url(#hatch)}.hatch{fill:var(--rule);opacity:.6}
.s0{fill:var(--s0)}.s1{fill:var(--s1)}.s2{fill:var(--s2)}.s3{fill:var(--s3)}.s4{fill:var(--s4)}
.cut{color:var(--soft);font-size:.92rem}
@media print{:root{--s0:#f2f5fa;--s1:#dde7f3;--s2:#c6d7ec;--s3:#aec6e4;--s4:#95b5db;--mark:#1d4f7c;--near:#e9f4ec}
table{font-size:8pt}th,td{padding:.25rem .35rem}thead th,.n{white-space:normal}
.plot{border:0;overflow:visible}.plot svg{max-width:100%;height:auto}
.cell,.column,.swatch,.tolerated,.dot{-webkit-print-color-adjust:exact;print-color-adjust:exact}
#plots,#tables,#methods{break-before:page}}
)css";
}

}  // namespace assay::fairness_report
