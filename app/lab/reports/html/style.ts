/** The style sheet of a report. Tokens first; light, dark, print. No rule depends on colour alone. */
export const styleSheet = `
:root{color-scheme:light dark;--paper:#fff;--raised:#f6f7f9;--ink:#1a1e24;--muted:#5a6573;--line:#d3d8df;--grid:#eceef2;--accent:#0b5cc4;
--agree:#00756a;--small:#955f00;--wrong:#c0341a;--unknown:#667080;--bar:#4a6580;--area:#e6edf5;--alive:#dfe4ea;--screen:#f4e3b2}
@media (prefers-color-scheme:dark){:root{--paper:#14171b;--raised:#1b1f25;--ink:#e6e9ee;--muted:#9da8b6;--line:#353c46;--grid:#22272e;--accent:#82b6ff;
--agree:#4cc4b0;--small:#e2b04a;--wrong:#ff8b6b;--unknown:#98a3b1;--bar:#8fb0d1;--area:#202a35;--alive:#2a313a;--screen:#5c4b18}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:24px 32px 48px;max-width:1240px;background:var(--paper);color:var(--ink);
font:13px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
.mono,.id,.time,.place,code,svg text{font-family:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-variant-numeric:tabular-nums}
.mono,.id,.time,.place,code{font-size:12px}
h1,h2,h3{font-weight:600;line-height:1.3;margin:0;text-wrap:balance}
h1{font-size:20px}h2{font-size:15px;margin-top:32px;padding-top:14px;border-top:1px solid var(--line)}h3{font-size:13px;margin-top:20px}
h1.verdict-line,h2.verdict-line{font-size:20px;display:flex;gap:12px;align-items:baseline;border-left:6px solid var(--unknown);padding:2px 0 2px 14px;border-top:0}
.verdict-line.tone-agree{border-color:var(--agree)}.verdict-line.tone-small{border-color:var(--small)}.verdict-line.tone-wrong{border-color:var(--wrong)}
.multi h3{font-size:15px;margin-top:28px;padding-top:12px;border-top:1px solid var(--line)}.multi h2.verdict-line{margin-top:0}
p{margin:8px 0}a{color:var(--accent);text-underline-offset:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.product{color:var(--muted);margin:0 0 10px}
.empty,.note,.left-out,.rule{color:var(--muted)}.empty{padding:10px 14px;background:var(--raised);border-left:3px solid var(--line)}
dl.facts{margin:12px 0;display:grid;gap:3px}
dl.facts>div{display:grid;grid-template-columns:9.5em minmax(0,1fr);gap:12px}
dt{color:var(--muted)}dd{margin:0}dd>p:first-child,dd>ol:first-child{margin-top:0}
ol.glances{list-style:none;margin:14px 0 0;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,540px),1fr));gap:12px}
.glance{border:1px solid var(--line);border-left:4px solid var(--unknown);padding:8px 14px 10px;background:var(--raised)}
.glance.tone-agree{border-left-color:var(--agree)}.glance.tone-small{border-left-color:var(--small);border-left-style:double}.glance.tone-wrong{border-left-color:var(--wrong)}
.glance.tone-unknown{border-left-style:dashed}
.glance-head{margin:0}.glance dl.facts{margin:6px 0}
.proof{margin:4px 0;padding:5px 9px;background:var(--paper);border:1px solid var(--line)}
.proof .place{color:var(--muted);margin-right:6px}.proof code{white-space:pre-wrap}
.notes{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));column-gap:28px}
bdi{unicode-bidi:isolate}
.cause{margin:6px 0 0}.standing{border:1px solid currentColor;border-radius:2px;padding:0 4px;font-size:.92em}.standing-suspected{border-style:dashed;color:var(--muted)}
.verdict{white-space:nowrap}strong.tone-agree,.glance.tone-agree .verdict{color:var(--agree)}strong.tone-small,.glance.tone-small .verdict{color:var(--small)}
strong.tone-wrong,.glance.tone-wrong .verdict{color:var(--wrong)}strong.tone-unknown,.glance.tone-unknown .verdict{color:var(--unknown)}
.scroll{overflow-x:auto;margin:10px 0}
table{border-collapse:collapse;width:100%;font-size:12px}
caption{text-align:left;color:var(--muted);padding:0 0 6px}
th,td{text-align:left;vertical-align:top;padding:5px 14px 5px 0;border-bottom:1px solid var(--grid);font-weight:400}
thead th{color:var(--muted);border-bottom-color:var(--line);white-space:nowrap}
td.num,th.num,td.time,th.time{font-variant-numeric:tabular-nums;font-family:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
thead th.num,thead th.mono,thead th.time{font-family:inherit}
td.num,td.time,th.num,th.time{text-align:right}td.num,th.num{white-space:nowrap}td.time{min-width:22ch;overflow-wrap:normal}td.mono,tbody th.mono{min-width:20ch;overflow-wrap:anywhere}
td.words,tbody th.words{min-width:9em}td .cause{margin:0;min-width:20em}
tr:target,details:target{background:var(--area)}
details{margin:8px 0}summary{cursor:pointer;color:var(--accent)}details.outcome{border-top:1px solid var(--grid);padding-top:6px}details.outcome>summary{color:var(--ink)}
ol.because{margin:0;padding-left:1.6em}.sentences{margin:8px 0;padding-left:1.3em}
nav ol{padding-left:1.8em}nav li{margin:3px 0}nav .verdict-words{color:var(--muted)}
ul.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;margin:10px 0;padding:0;color:var(--muted);font-size:12px}
.icon{vertical-align:-3px;overflow:visible}
figure{margin:14px 0}figcaption{color:var(--muted)}
svg.picture{display:block;min-width:920px;width:100%;height:auto}
svg text{font-size:11px;fill:var(--ink)}svg .lane-name{font-size:12px;font-weight:600}svg .lane-sub,svg .muted,svg .voice{fill:var(--muted)}svg .voice,svg .end{text-anchor:end}svg .strong{font-weight:600}
svg .label{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
svg .label.tone-silent{fill:var(--muted)}
.grid path{stroke:var(--grid);fill:none}.axis-line,.lane-axis{stroke:var(--line);fill:none}
.bar{fill:var(--bar)}
.mark{color:var(--ink)}.mark.tone-agree{color:var(--agree)}.mark.tone-small{color:var(--small)}.mark.tone-wrong{color:var(--wrong)}.mark.tone-unknown{color:var(--unknown)}.mark.tone-silent{color:var(--muted)}
.mark .body{stroke:currentColor;stroke-width:1.5;stroke-linejoin:round}.mark.hollow .body{fill:var(--paper)}.mark.solid .body,.mark.agreed .body{fill:currentColor}
.mark .strokes,.mark .inner,.mark .halo{fill:none;stroke:currentColor;stroke-width:1.7;stroke-linecap:round}.mark .halo{stroke:var(--paper);stroke-width:5}
.mark.solid .strokes{stroke-width:2.4}.mark.solid .inner,.mark.agreed .inner{stroke:var(--paper)}
.mark .ring{fill:var(--paper);stroke:currentColor;stroke-width:1.5}
.mark.tone-unknown .body{stroke-dasharray:2.5 1.5}
.stem{stroke:var(--muted);stroke-width:1}
.bracket{fill:none;stroke:currentColor;stroke-width:1;stroke-dasharray:3 2}.bracket.tone-small{color:var(--small)}.bracket.tone-wrong{color:var(--wrong)}.bracket.tone-agree{color:var(--agree)}
.label.tone-wrong{fill:var(--wrong)}.label.tone-small{fill:var(--small)}.label.tone-agree{fill:var(--agree)}.label.tone-unknown{fill:var(--unknown)}
svg a:hover .body,svg a:focus .body{stroke-width:3}
.curve{fill:none;stroke:var(--bar);stroke-width:2;stroke-linejoin:round}.curve-area{fill:var(--area)}.limit-line{stroke:var(--muted);stroke-dasharray:5 3;fill:none}
.zero-line{stroke:var(--wrong);stroke-dasharray:2 2;fill:none}.zero-dot{fill:var(--paper);stroke:var(--wrong);stroke-width:2}
.span-top{fill:var(--bar)}.span-alive{fill:var(--alive);stroke:var(--line)}.span-screen{fill:var(--screen);stroke:var(--line)}.span-sleep,.span-gap{stroke:var(--line)}
svg .span-text{font-size:10px;text-anchor:middle}svg .span-top-text{fill:var(--paper)}svg .span-gap-text,svg .span-sleep-text{paint-order:stroke;stroke:var(--paper);stroke-width:4px}
.hatch{stroke:var(--muted);stroke-width:1.2}.dot{fill:var(--muted)}.gap-shadow{opacity:.35}
.short{white-space:nowrap}td.value{min-width:12ch}
.sub{display:block;color:var(--muted);font-size:11px}.strong{font-weight:600}
.matrix table{width:auto;min-width:60%}.matrix th,.matrix td{border-bottom:1px solid var(--line);padding:6px 14px 6px 0;min-width:11em}.matrix thead th{white-space:normal;min-width:0}
.cell{display:block;border-left:4px solid var(--unknown);padding:2px 10px}.cell.tone-agree{border-left-color:var(--agree)}.cell.tone-small{border-left-color:var(--small);border-left-style:double}
.cell.tone-wrong{border-left-color:var(--wrong)}.cell.tone-unknown{border-left-style:dashed}.cell .verdict{font-weight:600}.cell .sub{padding-left:20px}
.cell-link{color:inherit;text-decoration:none;display:block}.cell-link:hover .verdict{text-decoration:underline}
ol.scenarios{columns:20em;color:var(--muted);padding-left:2.4em}ol.scenarios li::marker{content:"S" counter(list-item) "  "}
span.tone-wrong{color:var(--wrong)}
.run article>h2{border-top:0;margin-top:0;padding-top:0;font-size:20px}.case{margin-top:28px}
.run h3.verdict-line{font-size:15px;border-top:0;border-left:6px solid var(--unknown);padding:2px 0 2px 12px;margin:0}.run h3.tone-agree{border-color:var(--agree)}.run h3.tone-small{border-color:var(--small)}.run h3.tone-wrong{border-color:var(--wrong)}
h4{font-size:13px;font-weight:600;margin:18px 0 0;padding-top:8px;border-top:1px solid var(--grid)}
footer{margin-top:40px;padding-top:12px;border-top:1px solid var(--line);color:var(--muted);font-size:12px}
nav+article{margin-top:32px;padding-top:24px;border-top:3px solid var(--ink)}
article+article{margin-top:56px;padding-top:28px;border-top:3px solid var(--ink)}
@media (max-width:700px){body{padding:16px}dl.facts>div{grid-template-columns:1fr;gap:0}}
@media print{@page{size:A4 landscape;margin:9mm 12mm 11mm;@bottom-left{content:"Curfew report";font:8pt system-ui,sans-serif;color:#5a6573}@bottom-right{content:counter(page) " / " counter(pages);font:8pt system-ui,sans-serif;color:#5a6573}}
:root{color-scheme:light;--paper:#fff;--raised:#f6f7f9;--ink:#000;--muted:#46505c;--line:#a9b1bb;--grid:#dfe3e8;--accent:#0b4a9e;--agree:#00655b;--small:#7d5000;--wrong:#b02a12;--unknown:#55606e;
--bar:#4a6580;--area:#e6edf5;--alive:#dfe4ea;--screen:#f4e3b2}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{padding:0;max-width:none;font-size:8.3pt;line-height:1.38;orphans:3;widows:3}table{font-size:7.5pt}td.num,td.mono,th.num,th.mono,.mono,.id,.time,code,.place{font-size:7.5pt}
h1.verdict-line,h2.verdict-line,.run article>h2{font-size:14pt}h2{font-size:11pt;margin-top:10pt;padding-top:6pt}h3{font-size:9.5pt;margin-top:10pt}h4{font-size:8.5pt;margin-top:8pt;padding-top:4pt}nav ol{columns:3;margin:4pt 0}nav li{margin:0 0 3px}
p,dl.facts,.scroll,figure,ul.legend,details{margin-top:5pt;margin-bottom:5pt}th,td{padding-top:2.5pt;padding-bottom:2.5pt}.product{margin:0 0 6pt}footer{position:absolute;top:0;right:0;margin:0;padding:0;border:0;font-size:8.3pt}
a{text-decoration:none}ul.legend{font-size:7.5pt;gap:2pt 12pt}.scroll{overflow:visible}svg.picture{min-width:0}
ol.glances{grid-template-columns:repeat(auto-fit,minmax(min(100%,23em),1fr));gap:8pt}.glance{padding:5pt 9pt 6pt}.proof{padding:3pt 6pt}
thead,caption{break-after:avoid}figure,.glance,tr,.proof,.picture,.legend,ol.because>li,h1,h2,h3,h4{break-inside:avoid}h2,h3,h4,.legend,.glance-head,summary{break-after:avoid}.run h3.verdict-line{display:block}
nav+article,article+article{break-before:page;border:0;margin-top:0;padding-top:0}#ledger+article{break-before:auto;margin-top:14pt}details.twin{display:none}.matrix table{width:100%}.notes{grid-template-columns:repeat(3,1fr);column-gap:14pt}.case+.case{margin-top:16pt}
td .cause{min-width:0}td.words,tbody th.words{min-width:13ch}td.time{min-width:0}td.mono,tbody th.mono{min-width:16ch;overflow-wrap:anywhere}
details::details-content{content-visibility:visible;display:block;height:auto}details>summary{list-style:none}}
`;
