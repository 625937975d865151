import fc from 'fast-check';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentTypeOf, pageFile } from './page-path.js';
import { contentSecurityPolicy } from './page-policy.js';

describe('the files of the page', () => {
  it('are named by their address', () => {
    expect(['/', '/?a=1', '/index.html#/runs', '/assets/index-D3_a.js'].map(pageFile)).toEqual([
      'index.html',
      'index.html',
      'index.html',
      'assets/index-D3_a.js',
    ]);
  });

  it.each([
    '/../package.json',
    '/assets/../../etc/passwd',
    '/%2e%2e/x',
    '/..%2fx',
    '//etc/passwd',
    '/a\\b',
    '/.hidden',
    '/a/.git/config',
    '/C:/x',
    '/a\0b',
    'relative',
    '/a//b',
    `/${'a'.repeat(600)}`,
  ])('are never %s', (url) => {
    expect(pageFile(url)).toBeNull();
  });

  it('lie below their folder, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', 'a', ':', '\0') }), (text) => {
        const name = pageFile(`/${text}`);
        if (name !== null) expect(path.join('/page', name).startsWith('/page/')).toBe(true);
      }),
    );
  });

  it('have the type that their name says', () => {
    expect(contentTypeOf('a/b.js')).toBe('text/javascript; charset=utf-8');
    expect(contentTypeOf('a/b.exe')).toBe('application/octet-stream');
  });
});

describe('the policy of the page', () => {
  it.each(['electron', 'server'] as const)('forbids everything that is not named, in %s', (host) => {
    const policy = contentSecurityPolicy(host);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  it('lets the page of Electron connect to nothing, and that of the server to the server', () => {
    expect(contentSecurityPolicy('electron')).toContain("connect-src 'none'");
    expect(contentSecurityPolicy('server')).toContain("connect-src 'self'");
  });
});
