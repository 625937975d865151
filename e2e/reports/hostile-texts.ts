/** Texts that a hostile app, file name or device may hold, made from parts that have broken viewers before; the same on every run. */
const payloads = [
  '<script>trap()</script>',
  '</script><script>trap()</script>',
  '<img src=x onerror=trap()>',
  '<svg onload=trap()>',
  '<svg><script>trap()</script></svg>',
  '<math><mi//xlink:href="data:x,<script>trap()</script>">',
  '<iframe srcdoc="<script>parent.trap()</script>">',
  '<body onload=trap()>',
  '<details open ontoggle=trap()>',
  '<a href="javascript:trap()">x</a>',
  '"><script>trap()</script>',
  "' onmouseover='trap()",
  '" autofocus onfocus="trap()',
  '` onerror=`trap()',
  '</style><script>trap()</script>',
  '</title><script>trap()</script>',
  '</desc></svg><script>trap()</script>',
  '</textarea><script>trap()</script>',
  '<noscript><p title="</noscript><img src=x onerror=trap()>">',
  '<template><script>trap()</script></template>',
  '<!-- --><script>trap()</script><!--',
  '--><script>trap()</script>',
  '<![CDATA[<script>trap()</script>]]>',
  ']]><script>trap()</script>',
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  '&lt;script&gt;trap()&lt;/script&gt;',
  '&#60;script&#62;trap()&#60;/script&#62;',
  '&amp;amp;',
  '&nosuch;',
  '&#0;',
  '<meta http-equiv="refresh" content="0;url=javascript:trap()">',
  '<base href="http://127.0.0.1:1/">',
  '<link rel=stylesheet href="http://127.0.0.1:1/x.css">',
  '<form action="http://127.0.0.1:1/"><button>x</button></form>',
  'expression(trap())',
  'url(javascript:trap())',
  '#{trap()}${trap()}{{trap()}}<%= trap() %>',
  '{"curfew":"analysis/1"}',
  '"},{"ph":"X","name":"x"},{"',
  '\\u003cscript\\u003etrap()\\u003c/script\\u003e',
  '\\"; trap(); //',
  '=HYPERLINK("http://127.0.0.1:1/";"x")',
  "=cmd|' /C calc'!A0",
  '+1+cmd|x',
  '-1+1',
  '@SUM(1,1)',
  '\t=1+1',
  ';=1+1;',
  'a,"b",c\r\n=1+1,"',
  '../../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  'C:\\CON',
  'file:///etc/passwd',
  '%00%2e%2e%2f%3Cscript%3E',
  '\u001b[31mred\u001b[0m\u001b]0;title\u0007\u001b]8;;http://127.0.0.1:1/\u0007link',
  '\u202eevil\u202c \u2066\u2067\u2069',
  '\ufeffmark',
  'a\u0000b',
  'high \ud83d half',
  'low \udca9 half',
  '\ud83d\udca9\u{e0041}\u{1f3f4}\u{e007f}',
  '\u2028trap()\u2029',
  '\u0085\u00a0\u00ad\u200b\u200d\u2060',
  '\ufffe\uffff\u{1ffff}',
  '\u0301\u0301\u0301\u0301zalgo',
  'عربى עברית',
  '日本語 한국어',
  'line\nline\r\nline\rline',
  '\b\f\v\u007f',
  'NaN',
  '-0',
  '__proto__',
  'constructor',
  'toString',
  '<\u0000script>trap()</script>',
  '<scr\u00adipt>trap()</scr\u00adipt>',
  '＜script＞trap()＜/script＞',
  'x'.repeat(3_000),
  '<'.repeat(500),
  '"'.repeat(300),
  '&'.repeat(300),
];

/** A small generator with a known beginning (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** So many different texts: every payload alone, then cut, doubled, mixed and strewn with single characters of others. */
export function hostileTexts(amount: number): readonly string[] {
  const next = numbers(20_261_122);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const texts = new Set(payloads);
  while (texts.size < amount) {
    const [first, second] = [pick(payloads).slice(0, 400), pick(payloads).slice(0, 400)];
    const cut = Math.floor(next() * (first.length + 1));
    const mixed = [
      () => first.slice(0, cut) + second,
      () => second + first.slice(cut),
      () => first.slice(0, cut) + String.fromCharCode(Math.floor(next() * 0x10000)) + first.slice(cut),
      () => `${String.fromCharCode(Math.floor(next() * 0x100))}${first}${second}`,
      () => first.toUpperCase() + String.fromCodePoint(Math.floor(next() * 0x110000)),
    ];
    texts.add(pick(mixed)());
  }
  return [...texts];
}
