/**
 * `ServiceRecord{60b6c7d u0 com.foo/.Sync c:com.caller}` as `ServiceRecord.toString` prints it. The caller part is
 * missing on older releases and may be stale (the string is cached at first use), so it is not read.
 */
import { shortComponent } from '../../android/components.js';
import type { ServiceRecordRef } from '../fact.js';

const record = /ServiceRecord\{([0-9a-fA-F]{1,16}) (?:u(\d{1,5}) )?([^\s{}]+)[ }]/;

/** The first service record in `text`; `undefined` when there is none or its component was cut: half a name is another name. */
export function serviceRecordIn(text: string): ServiceRecordRef | undefined {
  const start = text.indexOf('ServiceRecord{');
  if (start < 0) return undefined;
  const match = record.exec(text.slice(start, start + 1_024));
  const component = match?.[3];
  if (match === null || component === undefined || !isComponent(component)) return undefined;
  return { hash: match[1] ?? '', user: Number(match[2] ?? 0), component: shortComponent(component) };
}

/** Whether a printed word can be a component: `pkg/cls` with something on both sides. */
export function isComponent(word: string): boolean {
  const slash = word.indexOf('/');
  return slash > 0 && slash < word.length - 1;
}

/**
 * Undoes what chat and mail programs do to a pasted log: `d0a[4233](tel:4233)` → `d0a4233`, `[x.y](http://x.y)` → `x.y`.
 * Cheap for the lines, nearly all, that hold no link.
 */
export function withoutAutoLinks(text: string): string {
  if (!text.includes('](tel:') && !text.includes('](http')) return text;
  return text.replace(/\[([^[\]()]{1,200})\]\((?:tel:|https?:\/\/)[^()\s]{0,300}\)/g, '$1');
}
