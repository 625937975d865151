/** Which file of the page an address means. Pure, and shared by the hosts: a path never leaves the page's folder. */

/** One or more names without a leading dot: no `..`, no hidden file, no drive, no encoded slash. */
const safePath = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** `null` for what is no file of a page. The query is not looked at. */
export function pageFile(url: string): string | null {
  const path = url.replace(/[?#].*$/s, '');
  if (path === '/' || path === '') return 'index.html';
  const name = path.slice(1);
  return path.startsWith('/') && name.length < 500 && safePath.test(name) ? name : null;
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  json: 'application/json; charset=utf-8',
  wasm: 'application/wasm',
  txt: 'text/plain; charset=utf-8',
};

export function contentTypeOf(file: string): string {
  return types[file.slice(file.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
}
