/** The tokens of the window as plain colours for a canvas, read once for each theme. */
import type { Tone } from '../components/mark-kinds.js';
import type { Fill } from './timeline-model.js';

export interface ThemeColors {
  readonly paper: string;
  readonly raised: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly grid: string;
  readonly accent: string;
  readonly selected: string;
  readonly area: string;
  readonly gap: string;
  readonly tones: Readonly<Record<Tone, string>>;
  readonly fills: Readonly<Record<Fill, string>>;
  /** By the platform's name of the service type. */
  readonly types: Readonly<Record<string, string>>;
  readonly otherType: string;
  readonly sans: string;
  readonly mono: string;
}

export function typeColor(colors: ThemeColors, type: string): string {
  return Object.hasOwn(colors.types, type) ? (colors.types[type] ?? colors.otherType) : colors.otherType;
}

/** Reads the custom properties that are in force at `element`. */
export function readThemeColors(element: Element): ThemeColors {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const muted = token('muted');
  return {
    paper: token('paper'),
    raised: token('raised'),
    ink: token('ink'),
    muted,
    line: token('line'),
    grid: token('grid'),
    accent: token('accent'),
    selected: token('selected'),
    area: token('area'),
    gap: token('gap'),
    tones: {
      ink: token('ink'),
      muted,
      agree: token('agree'),
      small: token('small'),
      wrong: token('wrong'),
      unknown: token('unknown'),
    },
    fills: {
      alive: token('alive'),
      bar: token('bar'),
      screen: token('screen'),
      sleep: token('sleep'),
      top: token('bar'),
      gap: token('gap'),
      boot: token('ink'),
    },
    types: {
      dataSync: token('type-data-sync'),
      mediaProcessing: token('type-media-processing'),
      shortService: token('type-short-service'),
      location: token('type-location'),
    },
    otherType: token('type-other'),
    sans: token('sans'),
    mono: token('mono'),
  };
}
