/**
 * The frame of every HTML report: one self-contained file. No script, no request: the style sheet is allowed by its hash,
 * everything else is forbidden by the content security policy.
 */
import { createHash } from 'node:crypto';
import type { Generated } from '../subject.js';
import { Markup, markup, renderDocument } from './escape.js';
import { styleSheet } from './style.js';

function contentSecurityPolicy(): string {
  const hash = createHash('sha256').update(styleSheet, 'utf8').digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
}

/** `generated` stands in the footer and nowhere else; `null`: it stands in another file beside this one. */
export function renderPage(title: string, content: Markup, generated: Generated | null): string {
  const style = Markup.ofConstant(styleSheet);
  const footer =
    generated === null
      ? markup`When and by which version this was written stands in generated.json.`
      : markup`Written ${generated.at} by Curfew ${generated.version}.`;
  return renderDocument(markup`${Markup.ofConstant('<!doctype html>')}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${Markup.ofConstant(contentSecurityPolicy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title} – Curfew</title>
<style>${style}</style>
</head>
<body>
${content}
<footer id="generated">${footer}</footer>
</body>
</html>
`);
}
