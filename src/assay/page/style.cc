// SPDX-License-Identifier: Apache-2.0
#include "assay/page/page.h"

namespace assay::page {

// Every pair of text and ground has a contrast of at least 4.5 in both themes; colour never says
// what a word does not say as well.
std::string_view StyleSheet() {
  return R"css(
:root{color-scheme:light dark;--paper:#faf9f6;--card:#fff;--ink:#1d1c1a;--soft:#5a5751;--line:#e2ded6;
--rule:#b9b4a9;--link:#1d4f7c;--allow:#1c6b3c;--review:#855400;--deny:#a1262c;--dead:#565660;
--allow-bg:#e9f4ec;--review-bg:#fbf1dc;--deny-bg:#fbeaea;--dead-bg:#eeeef1;--code:#f3f1ec}
@media (prefers-color-scheme:dark){:root{--paper:#121315;--card:#1a1c1f;--ink:#ecebe8;--soft:#aeaba4;
--line:#2f3237;--rule:#54585f;--link:#93bfec;--allow:#74d194;--review:#e6b65a;--deny:#f59a94;
--dead:#b6b9c2;--allow-bg:#16281d;--review-bg:#2c2413;--deny-bg:#321b1c;--dead-bg:#26282d;--code:#222529}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",
Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",sans-serif;overflow-wrap:break-word}
main,header,footer{max-width:70rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:3rem}
a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:1px}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-100vw}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.4rem .8rem}
.over{margin:0;font-size:.8rem;font-weight:600;letter-spacing:.12em;text-transform:uppercase;color:var(--soft)}
h1{margin:.3rem 0 .6rem;font-size:clamp(1.7rem,4.5vw,2.6rem);line-height:1.15;letter-spacing:-.02em;font-weight:650}
.lede{margin:0 0 1.6rem;max-width:46rem;font-size:1.2rem;line-height:1.5}
.lede strong{font-weight:650;font-variant-numeric:tabular-nums}
h2{margin:0 0 .8rem;font-size:1.4rem;letter-spacing:-.01em;line-height:1.25}
h3{margin:0;font-size:1.02rem;line-height:1.4}
section{margin:3.2rem 0 0;padding-top:1.4rem;border-top:1px solid var(--rule)}
p{margin:.5rem 0;max-width:46rem}
.message{margin:.5rem 0;max-width:46rem}
.note{color:var(--soft);font-size:.92rem}
nav{margin:1.8rem 0 0}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.3rem;margin:0;padding:0;list-style:none;font-size:.95rem}
nav a{display:inline-block;padding:.2rem 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(11.5rem,1fr));gap:.8rem;margin:0;padding:0;list-style:none}
.tiles li{background:var(--card);border:1px solid var(--line);border-top:4px solid var(--c);border-radius:8px;padding:.9rem 1rem 1rem}
.tiles .label{display:block;font-weight:600;color:var(--c)}
.tiles .count{display:block;font-size:2.1rem;line-height:1.2;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.tiles small{font-size:.95rem;font-weight:500;letter-spacing:0;color:var(--soft)}
.whole-word{white-space:nowrap}
.tiles .what{display:block;color:var(--soft);font-size:.9rem}
.allow{--c:var(--allow);--b:var(--allow-bg)}.review{--c:var(--review);--b:var(--review-bg)}
.deny{--c:var(--deny);--b:var(--deny-bg)}.dead{--c:var(--dead);--b:var(--dead-bg)}
.bar{display:block;width:100%;height:1.1rem;margin:1rem 0 0;border-radius:4px;overflow:hidden}
.bar rect{fill:var(--c);stroke:var(--paper);stroke-width:2px;vector-effect:non-scaling-stroke}
.equation{display:flex;flex-wrap:wrap;gap:.35rem .9rem;align-items:baseline;margin:1rem 0;padding:1rem 1.1rem;max-width:none;
background:var(--card);border:1px solid var(--line);border-radius:8px;font-variant-numeric:tabular-nums}
.equation b{font-size:1.25rem;font-weight:650}
.facts{display:grid;grid-template-columns:minmax(9rem,auto) 1fr;gap:.35rem 1.4rem;margin:1.2rem 0 0}
.facts dt{color:var(--soft)}.facts dd{margin:0;min-width:0;overflow-wrap:anywhere}
.narrow{max-width:38rem}
section>h3{margin:1.8rem 0 .4rem}
.scroll{overflow-x:auto;margin:1rem 0;border:1px solid var(--line);border-radius:8px;background:var(--card)}
table{width:100%;border-collapse:collapse;font-size:.95rem}
caption{padding:.75rem .9rem;text-align:left;color:var(--soft);font-size:.92rem}
th,td{padding:.5rem .9rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
thead th{color:var(--soft);font-weight:600;font-size:.87rem;white-space:nowrap;vertical-align:bottom}
tbody th{font-weight:500}
table .foreign,table code{overflow-wrap:break-word}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.zero{color:var(--soft)}
code,pre,.mono{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;font-size:.88em}
code{overflow-wrap:anywhere}
.command{margin:.7rem 0}.command p{margin:0 0 .25rem;color:var(--soft);font-size:.9rem}
pre{margin:0;padding:.65rem .9rem;background:var(--code);border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}
.reason{margin:1.1rem 0;padding:1rem 1.1rem;background:var(--card);border:1px solid var(--line);border-radius:8px;break-inside:avoid}
.reason .top{display:flex;flex-wrap:wrap;gap:.3rem 1rem;align-items:baseline;justify-content:space-between}
.reason .total{font-variant-numeric:tabular-nums;color:var(--soft)}.reason .total b{color:var(--ink);font-size:1.15rem}
.chips{display:flex;flex-wrap:wrap;gap:.35rem;margin:.35rem 0;padding:0;list-style:none;font-size:.83rem}
.chips li{padding:.05rem .6rem;border-radius:99px;background:var(--code);color:var(--ink)}
.chips li.allow,.chips li.review,.chips li.deny,.chips li.dead{background:var(--b);color:var(--c);font-weight:600}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(7.6rem,1fr));gap:.7rem;margin:.8rem 0;padding:0;list-style:none}
.pictures li{min-width:0}
.picture{display:block;width:100%;aspect-ratio:4/3;object-fit:cover;border-radius:5px;border:1px solid var(--line);background:var(--code)}
.nothing{display:grid;place-items:center;padding:.4rem;text-align:center;color:var(--soft);font-size:.8rem}
.pictures .foreign{display:block;margin-top:.25rem;font-size:.8rem;line-height:1.35;color:var(--soft)}
.long summary .foreign{display:inline}
.foreign{overflow-wrap:anywhere;unicode-bidi:isolate;overflow:clip}
.long{display:inline-block;max-width:100%;vertical-align:top}
.long summary{cursor:pointer;min-height:24px}
.whole{display:block;max-height:16rem;overflow:auto;margin:.3rem 0;padding:.4rem .6rem;background:var(--code);border-radius:4px}
.pairs{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:.9rem;margin:.9rem 0;padding:0;list-style:none}
.pairs>li{padding:.8rem;background:var(--card);border:1px solid var(--line);border-radius:8px;break-inside:avoid;min-width:0}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:.6rem}.pair>div{min-width:0;font-size:.8rem;line-height:1.35;color:var(--soft)}
.pairs p{margin:.4rem 0 0;font-size:.85rem;color:var(--soft)}
.list{margin:.6rem 0;padding-left:1.1rem}.list li{margin:.25rem 0}
footer{margin-top:3.2rem;padding-top:1.2rem;padding-bottom:3rem;color:var(--soft);font-size:.9rem}
@media (max-width:36rem){body{font-size:15px}header{padding-top:1.6rem}main,header,footer{padding-left:.9rem;padding-right:.9rem}
.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.6rem}section{margin-top:2.2rem}
.pictures{grid-template-columns:repeat(auto-fill,minmax(6.2rem,1fr))}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#ccc;--rule:#999;--link:#000;--allow:#1c6b3c;
--review:#855400;--deny:#a1262c;--dead:#565660;--code:#f3f3f3;--allow-bg:#fff;--review-bg:#fff;--deny-bg:#fff;--dead-bg:#fff}
html{font-size:9pt}body{font-size:9.5pt}nav,.skip{display:none}.tiles{grid-template-columns:repeat(4,1fr)}
th,td{padding:.35rem .5rem}table .foreign,table code{overflow-wrap:anywhere}main,header,footer{max-width:none;padding-left:0;padding-right:0}
.bar rect,.tiles li{-webkit-print-color-adjust:exact;print-color-adjust:exact}
h2,h3,caption{break-after:avoid}tr,.tiles li,.command{break-inside:avoid}.scroll{overflow:visible}
.pictures{grid-template-columns:repeat(6,1fr)}}
)css";
}

}  // namespace assay::page
