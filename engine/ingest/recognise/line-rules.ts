/**
 * Rules for the lines of one tag. A line is looked at only when it begins with the words of a rule; the rules are found
 * by the first character, so that a line that means nothing here costs one array look-up and no regular expression.
 */
import type { FactBody } from '../fact.js';
import type { LogRecord } from '../record.js';

export interface LineRule {
  /** The words the line begins with; never empty. */
  readonly prefix: string;
  readonly read: (message: string, record: LogRecord) => readonly FactBody[];
}

export const nothing: readonly FactBody[] = [];

/** One recogniser out of many rules; the first rule whose prefix fits decides. */
export function recogniserOfRules(rules: readonly LineRule[]): (record: LogRecord) => readonly FactBody[] {
  const byFirstChar = new Map<number, LineRule[]>();
  for (const rule of rules) {
    const first = rule.prefix.charCodeAt(0);
    const same = byFirstChar.get(first);
    if (same === undefined) byFirstChar.set(first, [rule]);
    else same.push(rule);
  }
  return (record) => {
    const candidates = byFirstChar.get(record.message.charCodeAt(0));
    const rule = candidates?.find(({ prefix }) => record.message.startsWith(prefix));
    return rule === undefined ? nothing : rule.read(record.message, record);
  };
}
