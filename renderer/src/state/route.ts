/**
 * The addresses of the window: what stands behind `#`. A page gets the words after its name as parameters, and `?name=value`.
 *
 *     #/fleet/DEVICE · #/traces · #/traces/ANALYSIS · #/traces/ANALYSIS/what-if · #/scenarios/ID · #/runs/new · #/runs/RUN
 *     #/runs/RUN/compare/RUN · #/reports/run/RUN · #/reports/analysis/ANALYSIS · #/settings · #/welcome
 */
export const pageNames = [
  'fleet',
  'traces',
  'timeline',
  'what-if',
  'scenarios',
  'runs',
  'plan',
  'reports',
  'settings',
  'welcome',
] as const;
export type PageName = (typeof pageNames)[number];

export interface Route {
  readonly page: PageName;
  /** Words of the path behind the page, decoded. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** A broken escape stays as it is: it then names nothing, and the page says so. */
function decode(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch (error) {
    if (error instanceof URIError) return word;
    throw error;
  }
}

function pageOf(words: readonly string[]): { page: PageName; path: readonly string[] } {
  const [first = '', second, third] = words;
  if (first === 'traces' && second !== undefined) {
    return third === 'what-if' ? { page: 'what-if', path: [second] } : { page: 'timeline', path: [second] };
  }
  if (first === 'runs' && second === 'new') return { page: 'plan', path: [] };
  const page = pageNames.find((name) => name === first);
  return page === undefined ? { page: 'fleet', path: [] } : { page, path: words.slice(1) };
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const words = path.split('/').filter((word) => word !== '');
  return { ...pageOf(words.map(decode)), query: Object.fromEntries(new URLSearchParams(query)) };
}

/** Address of a place: `hrefTo('runs', id)`, `hrefTo('traces', analysis, 'what-if')`. */
export function hrefTo(...words: readonly string[]): string {
  return `#/${words.map(encodeURIComponent).join('/')}`;
}

export function withQuery(href: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? href : `${href}?${text}`;
}
