/** Where the window was, remembered over restarts; never off every screen. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '../../engine/result.js';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowState {
  /** `null`: the system decides. */
  readonly bounds: Rectangle | null;
  readonly isMaximized: boolean;
}

const pixel = z.int().min(-100_000).max(100_000);
const length = z.int().min(400).max(100_000);
const stored: z.ZodType<WindowState> = z.strictObject({
  bounds: z.strictObject({ x: pixel, y: pixel, width: length, height: length }).nullable(),
  isMaximized: z.boolean(),
});

const fresh: WindowState = { bounds: null, isMaximized: false };
/** So much of the title bar must be on a screen, in pixels, that a person can take hold of it. */
const GRIP = 80;

/** A file that is absent or not understood is no window state: the window opens as if for the first time. */
export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return fresh;
    throw error;
  }
  const read = stored.safeParse(parsed(text));
  if (!read.success) return fresh;
  const { bounds, isMaximized } = read.data;
  return { bounds: bounds !== null && screens.some((screen) => isHeld(bounds, screen)) ? bounds : null, isMaximized };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isHeld(bounds: Rectangle, screen: Rectangle): boolean {
  const across = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x);
  const top = bounds.y - screen.y;
  return across >= GRIP && top >= 0 && top <= screen.height - GRIP;
}

/** Where it cannot be written, the window opens elsewhere next time, and nothing else is lost. */
export function writeWindowState(file: string, state: WindowState): Result<void, string> {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
    return ok(undefined);
  } catch (error) {
    return fail(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
