/**
 * The one door through which text gets into a report: markup`…` escapes every value that is not markup already.
 *
 *     markup`<td>${row.text}</td>`            text becomes escaped text
 *     markup`<tr>${cells}</tr>`               markup, and lists of markup, stay markup
 *
 * `Markup` can only be made here, so a raw string cannot slip through.
 */
import { visibleLines } from '../visible-text.js';

/** Text that is known to be well-formed HTML or SVG. */
export class Markup {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  /** Only for constants of this program (style sheet, doctype); never for anything that was read. */
  static ofConstant(text: string): Markup {
    return new Markup(text);
  }
  toString(): string {
    return this.#text;
  }
}

export type HtmlValue = string | number | Markup | null | readonly HtmlValue[];

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Safe as text and inside quoted attribute values; control and direction characters become visible escapes. */
function escapeHtml(text: string): string {
  return visibleLines(text).replace(/[&<>"'`]/g, (character) => references[character] ?? '');
}

function render(value: HtmlValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeHtml(value);
  if (value instanceof Markup) return value.toString();
  return value.map(render).join('');
}

export function markup(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  const text = strings.reduce((before, piece, index) => `${before}${render(values[index - 1] ?? null)}${piece}`);
  return Markup.ofConstant(text);
}

/** The end of markup: the document as text. */
export function renderDocument(document: Markup): string {
  return document.toString();
}
