/** The settings of this lab: a JSON file in the data folder. What cannot be understood of it is told, and never overwritten unasked. */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '../../engine/result.js';
import type { Settings } from './contract.js';
import { settingsShape } from './schemas.js';

export const defaultSettings: Settings = {
  adbServers: [],
  adbProgram: null,
  sdkFolder: null,
  toleranceMs: 100,
  defaultCompression: 60,
  retention: { maxBytes: null, maxAgeDays: null },
  theme: 'system',
};

/** Fields that an older or newer version wrote, and this one does not know, are left out; known ones must be right. */
const stored = z.object(settingsShape).partial();

export interface SettingsFile {
  readonly read: () => Settings;
  /** Answers when it is on the disk. */
  readonly change: (changes: Partial<Settings>) => Promise<Result<Settings, string>>;
  /** What is wrong with the file, with what to do; `null`: nothing. */
  readonly trouble: () => string | null;
}

export async function openSettings(folder: string): Promise<SettingsFile> {
  const file = path.join(folder, 'settings.json');
  const found = await readSettings(file);
  let settings = found.ok ? found.value : defaultSettings;
  let trouble = found.ok ? null : found.error;
  let writing = Promise.resolve();

  const change = async (changes: Partial<Settings>): Promise<Result<Settings, string>> => {
    const changed = { ...settings, ...changes };
    const written = await write(file, changed, trouble !== null);
    if (!written.ok) return written;
    settings = changed;
    trouble = null;
    return ok(settings);
  };

  return {
    read: () => settings,
    trouble: () => trouble,
    // One after the other: two changes at once shall both be kept.
    change: (changes) => {
      const changed = writing.then(() => change(changes));
      writing = changed.then(() => undefined);
      return changed;
    },
  };
}

async function readSettings(file: string): Promise<Result<Settings, string>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(defaultSettings);
    return fail(`${file} cannot be read (${messageOf(error)}). The settings are those of a fresh lab until it can.`);
  }
  try {
    const read = stored.safeParse(JSON.parse(text));
    if (read.success) return ok({ ...defaultSettings, ...known(read.data) });
    return fail(spoilt(file, z.prettifyError(read.error)));
  } catch (error) {
    return fail(spoilt(file, messageOf(error)));
  }
}

/** Without the fields that the file leaves out. */
function known(data: z.infer<typeof stored>): Partial<Settings> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}

const spoilt = (file: string, why: string): string =>
  `${file} holds no settings (${why}). The next change puts it aside as settings.json.old and writes a new one.`;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Written beside its place and moved there, so that a crash leaves the old file or the new one. */
async function write(file: string, settings: Settings, keepOld: boolean): Promise<Result<void, string>> {
  const fresh = `${file}.new`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(fresh, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(settings, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (keepOld) await rename(file, `${file}.old`);
    await rename(fresh, file);
    return ok(undefined);
  } catch (error) {
    return fail(`The settings cannot be written: ${messageOf(error)}`);
  }
}
