/** The steps of a scenario: each with what its word takes, in time order, none while the device sleeps, none after the end. */
import { ServiceType } from '../android/service-types.js';
import { MS_PER_DAY } from '../time.js';
import type { DeclaredServices } from './declared-services.js';
import { compatChanges } from '../android/compat-changes.js';
import { numericConfigKeys } from '../android/config-keys.js';
import { LONGEST_DURATION, writeDuration } from './parse-duration.js';
import { shown, type Fields, type Reading } from './reading.js';
import { maxSteps } from './scenario-limits.js';
import {
  MAIN_PROCESS,
  timeoutReactions,
  type BackgroundStart,
  type ScenarioStep,
  type StepWord,
  type TimeoutReactionWord,
} from './scenario.js';
import { stepFields, stepKeys, stepTakes, stepWords } from './step-fields.js';

/** Without an `end` step a scenario goes on for so long after its last step. */
const OPEN_END_MS = MS_PER_DAY;
const LARGEST_CHANGE_ID = Number.MAX_SAFE_INTEGER;
const backgroundStarts: ReadonlySet<'allowed' | 'denied'> = new Set(['allowed', 'denied']);
const reactionWords: ReadonlySet<TimeoutReactionWord> = new Set(timeoutReactions);
const reactionKeys = new Set(['do', 'after', 'types']);

export interface ReadSteps {
  readonly steps: ScenarioStep[];
  readonly endMs: number;
}

export function readSteps(reading: Reading, declared: DeclaredServices, value: unknown): ReadSteps {
  return new StepsReader(reading, declared).read(value);
}

class StepsReader {
  readonly #steps: ScenarioStep[] = [];
  /** When the previous step is, and when it is over. */
  #previousMs = 0;
  #overMs = 0;
  #endMs: number | undefined;

  constructor(
    readonly reading: Reading,
    readonly declared: DeclaredServices,
  ) {}

  read(value: unknown): ReadSteps {
    const { reading } = this;
    reading.list(value, 'steps', maxSteps)?.forEach((step, index) => {
      reading.at(index, step, (one) => {
        const read = this.#step(one);
        if (read !== undefined) this.#steps.push(read);
      });
    });
    return { steps: this.#steps, endMs: this.#endMs ?? this.#overMs + OPEN_END_MS };
  }

  #step(value: unknown): ScenarioStep | undefined {
    const { reading } = this;
    const fields = reading.fields(value, stepKeys, 'a step');
    if (fields === undefined) return undefined;
    const atMs = this.#moment(fields);
    const word = reading.required(fields, 'do', 'a step', (text) => reading.word(text, stepWords, 'step'));
    if (word === undefined) return undefined;
    for (const key of Object.keys(fields)) {
      if (stepKeys.has(key) && !stepTakes(word, key)) reading.report(`"${word}" takes no "${key}"`, key);
    }
    for (const key of stepFields[word].required) {
      if (!Object.hasOwn(fields, key)) reading.report(`"${word}" needs "${key}"`);
    }
    if (this.#endMs !== undefined) reading.report('nothing happens after the end of the scenario', 'do');
    else if (word === 'end') this.#endMs = atMs;
    return this.#build(word, atMs, fields);
  }

  /** Milliseconds since the scenario began; after a mistake that of the step before, so that reading goes on. */
  #moment(fields: Fields): number {
    const { reading } = this;
    const hasAt = Object.hasOwn(fields, 'at');
    const hasAfter = Object.hasOwn(fields, 'after');
    if (hasAt && hasAfter) reading.report('a step has either "at" or "after", not both', 'after');
    else if (!hasAt && !hasAfter) reading.report('a step needs "at" (since the beginning) or "after" (since the last)');
    const key = hasAt ? 'at' : 'after';
    const read = reading.optional(fields, key, reading.duration);
    if (read === undefined) return this.#previousMs;
    const atMs = hasAt ? read : this.#previousMs + read;
    if (atMs < this.#previousMs) {
      reading.report(`comes before the step above it, which is at ${writeDuration(this.#previousMs)}`, key);
      return this.#previousMs;
    }
    if (atMs > LONGEST_DURATION) reading.report('is later than ten years', key);
    if (atMs < this.#overMs)
      reading.report(
        `lies in the sleep that ends at ${writeDuration(this.#overMs)}; nothing is done in deep sleep`,
        key,
      );
    this.#previousMs = atMs;
    this.#overMs = Math.max(this.#overMs, atMs);
    return atMs;
  }

  #build(word: StepWord, atMs: number, fields: Fields): ScenarioStep | undefined {
    const { reading, declared } = this;
    switch (word) {
      case 'startService':
      case 'startForegroundService':
      case 'bind': {
        const service = reading.optional(fields, 'service', declared.service);
        const backgroundStart = this.#backgroundStart(fields);
        return service === undefined ? undefined : { atMs, do: word, service, backgroundStart };
      }
      case 'startForeground':
        return this.#startForeground(atMs, fields);
      case 'stopForeground':
      case 'stopService':
      case 'stopSelf':
      case 'unbind': {
        const service = reading.optional(fields, 'service', declared.service);
        return service === undefined ? undefined : { atMs, do: word, service };
      }
      case 'appToTop':
      case 'appToHome':
      case 'processDies': {
        const process = reading.optional(fields, 'process', declared.process);
        return { atMs, do: word, process: process ?? MAIN_PROCESS };
      }
      case 'sleep':
        return this.#sleep(atMs, fields);
      case 'setConfig':
        return this.#setConfig(atMs, fields);
      case 'setCompat':
        return this.#setCompat(atMs, fields);
      default:
        return { atMs, do: word };
    }
  }

  #backgroundStart(fields: Fields): BackgroundStart {
    const { reading } = this;
    const read = reading.optional(fields, 'backgroundStart', (value) =>
      reading.word(value, backgroundStarts, 'value of backgroundStart'),
    );
    return read ?? null;
  }

  #startForeground(atMs: number, fields: Fields): ScenarioStep | undefined {
    const { reading, declared } = this;
    const service = reading.optional(fields, 'service', declared.service);
    const backgroundStart = this.#backgroundStart(fields);
    if (!Object.hasOwn(fields, 'types')) {
      if (service === undefined) return undefined;
      return { atMs, do: 'startForeground', service, types: declared.typesFor(service, undefined), backgroundStart };
    }
    const types = reading.optional(fields, 'types', (value) => {
      const asked = reading.types(value);
      return asked === undefined || service === undefined ? undefined : declared.typesFor(service, asked);
    });
    if (service === undefined || types === undefined) return undefined;
    return { atMs, do: 'startForeground', service, types, backgroundStart };
  }

  #sleep(atMs: number, fields: Fields): ScenarioStep | undefined {
    const { reading } = this;
    const forMs = reading.optional(fields, 'for', (value) => {
      const length = reading.duration(value);
      if (length === 0) reading.report('a sleep lasts longer than nothing');
      return length;
    });
    if (forMs === undefined) return undefined;
    this.#overMs = Math.max(this.#overMs, atMs + forMs);
    return { atMs, do: 'sleep', forMs };
  }

  #setConfig(atMs: number, fields: Fields): ScenarioStep | undefined {
    const { reading } = this;
    const key = reading.optional(fields, 'key', (text) =>
      reading.word(text, numericConfigKeys, 'key of the activity manager'),
    );
    const value = reading.optional(fields, 'value', reading.settingValue);
    return key === undefined || value === undefined ? undefined : { atMs, do: 'setConfig', key, value };
  }

  #setCompat(atMs: number, fields: Fields): ScenarioStep | undefined {
    const { reading } = this;
    const change = reading.optional(fields, 'change', (value) => compatChange(reading, value));
    const enabled = reading.optional(fields, 'enabled', reading.yesOrNo);
    return change === undefined || enabled === undefined ? undefined : { atMs, do: 'setCompat', change, enabled };
  }
}

/** The id behind a name or an id. */
function compatChange(reading: Reading, value: unknown): number | undefined {
  if (typeof value === 'number') return reading.whole(value, 1, LARGEST_CHANGE_ID);
  const name = reading.word(value, compatChanges, 'compat change');
  return name === undefined ? undefined : compatChanges.get(name);
}

/** `onTimeout`: a word, or a mapping with `do`, by service. */
export function readReactions(reading: Reading, declared: DeclaredServices, value: unknown): void {
  const fields = reading.mapping(value, 'onTimeout');
  if (fields === undefined) return;
  for (const [name, reaction] of Object.entries(fields)) {
    reading.at(name, reaction, (written) => {
      const service = declared.service(name);
      readReaction(reading, declared, service, written);
    });
  }
}

function readReaction(
  reading: Reading,
  declared: DeclaredServices,
  service: string | undefined,
  written: unknown,
): void {
  if (typeof written !== 'string' && (typeof written !== 'object' || written === null)) {
    reading.report(`wants a word such as stopSelf, or a mapping with "do" and "after", not ${shown(written)}`);
    return;
  }
  const fields: Fields | undefined =
    typeof written === 'string' ? { do: written } : reading.fields(written, reactionKeys, 'a reaction');
  if (fields === undefined) return;
  const readWord = (text: unknown): TimeoutReactionWord | undefined => reading.word(text, reactionWords, 'reaction');
  const word = typeof written === 'string' ? readWord(written) : reading.required(fields, 'do', 'a reaction', readWord);
  const afterMs = reading.optional(fields, 'after', reading.duration) ?? 0;
  if (word !== undefined && word !== 'switchType' && Object.hasOwn(fields, 'types'))
    reading.report(`"${word}" takes no "types"`, 'types');
  const asked = reading.optional(fields, 'types', reading.types) ?? ServiceType.specialUse;
  if (service === undefined || word === undefined) return;
  declared.react(service, { do: word, afterMs, types: word === 'switchType' ? declared.typesFor(service, asked) : 0 });
}
