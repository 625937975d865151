import { expect, it } from 'vitest';
import { isFromPage } from './sender.js';

const origin = 'curfew-app://lab';

it('takes messages of the top frame of our own page', () => {
  expect(isFromPage({ senderFrame: { url: `${origin}/index.html#/runs`, parent: null } }, origin)).toBe(true);
});

it.each([
  ['a frame that is gone', null],
  ['a frame inside the page', { url: `${origin}/index.html`, parent: {} }],
  ['another page', { url: 'https://evil.example/', parent: null }],
  ['a page whose name only begins like ours', { url: 'curfew-app://lab.evil.example/', parent: null }],
  ['no page yet', { url: 'about:blank', parent: null }],
  ['a file', { url: 'file:///etc/passwd', parent: null }],
])('takes none of %s', (_what, senderFrame) => {
  expect(isFromPage({ senderFrame }, origin)).toBe(false);
});
