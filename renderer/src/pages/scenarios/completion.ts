/** What a word of a scenario may become, from where the caret stands. */
import { outcomeNames } from '../../../../engine/android/outcomes.js';
import { ServiceType } from '../../../../engine/android/service-types.js';
import { stepFields, stepWords, timeoutReactions } from '../../../../app/api/scenario-words.js';

export interface Completion {
  /** Offset where the word begins. */
  readonly from: number;
  /** The words that begin with what stands there, best first. */
  readonly words: readonly string[];
}

const MOST = 8;
const topKeys = ['curfew', 'name', 'app', 'device', 'processes', 'services', 'steps', 'onTimeout', 'expect'];
const typeNames = Object.entries(ServiceType)
  .filter(([, mask]) => mask > 0)
  .map(([name]) => name);
const reactionNames: readonly string[] = timeoutReactions;

/** Names of the services that the text declares. */
function serviceNames(text: string): readonly string[] {
  const block = /(^|\n)services:([\s\S]*?)(\n\S|$)/.exec(text)?.[2] ?? '';
  return [...block.matchAll(/\bname:\s*["']?([\w.]+)/g)].map((match) => match[1] ?? '');
}

const valueWords: Readonly<Record<string, (text: string) => readonly string[]>> = {
  do: () => [...stepWords],
  outcome: () => outcomeNames,
  service: serviceNames,
  backgroundStart: () => ['allowed', 'denied'],
  type: () => typeNames,
};

/** Keys that a step takes beside those that it has. */
function stepKeysOf(line: string): readonly string[] {
  const word = [...stepWords].find((each) => new RegExp(`\\bdo:\\s*${each}\\b`).test(line));
  if (word === undefined) return ['do', 'at', 'after'];
  const { required, optional } = stepFields[word];
  return [...required, ...optional, 'at', 'after'].filter((key) => !line.includes(`${key}:`));
}

function candidatesAt(before: string, text: string): readonly string[] {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const value = /(\w+):\s*["']?[\w-]*$/.exec(line);
  const words = value === null ? undefined : valueWords[value[1] ?? ''];
  if (words !== undefined) return words(text);
  if (/\b(types|declared):\s*\[[^\]]*$/.test(line)) return typeNames;
  if (isInside(before, 'onTimeout') && /:\s*\w*$/.test(line)) return reactionNames;
  if (/^\w*$/.test(line))
    return topKeys.filter((key) => !new RegExp(`^${key}:`, 'm').test(text)).map((key) => `${key}: `);
  if (isInside(before, 'steps') && /[{,]\s*\w*$|^\s*(- )?\w*$/.test(line))
    return stepKeysOf(line).map((key) => `${key}: `);
  return [];
}

/** Is the end of the text in the block of this top key? */
function isInside(before: string, key: string): boolean {
  const keys = [...before.matchAll(/^(\w+):/gm)];
  return keys.at(-1)?.[1] === key;
}

/** `null` where there is nothing to complete. */
export function completionAt(text: string, caret: number): Completion | null {
  const before = text.slice(0, caret);
  const word = /[\w-]*$/.exec(before)?.[0] ?? '';
  const isTopLine = /(^|\n)\w*$/.test(before);
  if (word === '' && isTopLine) return null;
  const words = candidatesAt(before, text)
    .filter((candidate) => candidate.startsWith(word) && candidate.trim() !== word)
    .slice(0, MOST);
  return words.length === 0 ? null : { from: caret - word.length, words };
}
