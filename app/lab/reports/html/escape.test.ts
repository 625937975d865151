import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMarkup } from '../testing/markup-check.js';
import { markup, renderDocument } from './escape.js';

const written = (text: string): string => renderDocument(markup`<p class="${text}">${text}</p>`);

describe('markup`…`', () => {
  it('escapes text, in elements and in attributes', () => {
    expect(written('<b a="1" c=\'2\'>&amp;`')).toBe(
      '<p class="&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&#96;">&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&#96;</p>',
    );
  });

  it('keeps markup and lists of markup, and drops null', () => {
    const items = ['a<', 'b'].map((text) => markup`<li>${text}</li>`);
    expect(renderDocument(markup`<ul>${items}${null}${[1, [2]]}</ul>`)).toBe('<ul><li>a&lt;</li><li>b</li>12</ul>');
  });

  it('gives balanced markup of one element and the text back, for any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const tags = readMarkup(written(text), 'html');
        expect(tags.map((tag) => tag.name)).toEqual(['p']);
        expect(tags[0]?.text).toBe(tags[0]?.attributes.get('class'));
        expect(written(text)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u);
      }),
    );
  });
});
