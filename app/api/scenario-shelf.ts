/** Scenarios: the examples that come with Curfew, and a person's own in the data folder. */
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { readScenario } from '../../engine/scenario/read-scenario.js';
import { maxScenarioLength } from '../../engine/scenario/scenario-limits.js';
import { fail, ok, type Result } from '../../engine/result.js';
import type { ScenarioFile } from './contract.js';
import { isAbsent, messageOf } from './file-errors.js';

export interface ScenarioFolders {
  readonly examples: string;
  readonly own: string;
}

type Origin = ScenarioFile['origin'];

const fileName = /^[A-Za-z0-9][A-Za-z0-9 ._()-]{0,150}\.(?:ya?ml|json)$/;
/** A title of an own scenario becomes the name of its file. */
const unsafe = /[^A-Za-z0-9._() -]+/g;

export async function listScenarios(folders: ScenarioFolders): Promise<readonly ScenarioFile[]> {
  const [own, examples] = await Promise.all([listFolder(folders.own, 'own'), listFolder(folders.examples, 'example')]);
  return [...own, ...examples];
}

async function listFolder(folder: string, origin: Origin): Promise<readonly ScenarioFile[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => fileName.test(name)).sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
  const files: ScenarioFile[] = [];
  for (const name of names) {
    const text = await readBounded(path.join(folder, name));
    if (text !== null) files.push(describe(origin, name, text));
  }
  return files;
}

/** `null` for what has gone meanwhile. What is too long to be a scenario is read as far as says so. */
async function readBounded(file: string): Promise<string | null> {
  try {
    const { size } = await stat(file);
    if (size > 4 * maxScenarioLength) return '';
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** A scenario with mistakes is listed too: its author wants to mend it. */
function describe(origin: Origin, name: string, text: string): ScenarioFile {
  const read = readScenario(text, name);
  return {
    id: `${origin}:${name}`,
    name,
    title: read.ok ? read.value.name : name,
    origin,
    targetSdk: read.ok ? read.value.targetSdk : null,
    release: read.ok ? read.value.device.release : null,
  };
}

interface Place {
  readonly origin: Origin;
  readonly name: string;
  readonly file: string;
}

function placeOf(folders: ScenarioFolders, id: string): Result<Place, string> {
  const colon = id.indexOf(':');
  const origin = id.slice(0, colon);
  const name = id.slice(colon + 1);
  if ((origin !== 'own' && origin !== 'example') || !fileName.test(name)) return fail(`There is no scenario "${id}".`);
  return ok({ origin, name, file: path.join(origin === 'own' ? folders.own : folders.examples, name) });
}

export async function readScenarioFile(
  folders: ScenarioFolders,
  id: string,
): Promise<Result<{ readonly file: ScenarioFile; readonly text: string }, string>> {
  const place = placeOf(folders, id);
  if (!place.ok) return place;
  const { origin, name, file } = place.value;
  const text = await readBounded(file);
  return text === null
    ? fail(`The scenario ${name} is not there any more.`)
    : ok({ file: describe(origin, name, text), text });
}

/** Keeps a text, with mistakes too. Without an id a file is made, named after the title; another's file is never overwritten. */
export async function saveScenario(
  folders: ScenarioFolders,
  { id, title, text }: { readonly id: string | null; readonly title: string; readonly text: string },
): Promise<Result<ScenarioFile, string>> {
  const name = id === null ? await freeName(folders.own, title) : nameOfOwn(folders, id);
  if (!name.ok) return name;
  try {
    await mkdir(folders.own, { recursive: true });
    const file = path.join(folders.own, name.value);
    const fresh = `${file}.new`;
    const handle = await open(fresh, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, file);
    return ok(describe('own', name.value, text));
  } catch (error) {
    return fail(`The scenario cannot be written: ${messageOf(error)}`);
  }
}

function nameOfOwn(folders: ScenarioFolders, id: string): Result<string, string> {
  const place = placeOf(folders, id);
  if (!place.ok) return place;
  if (place.value.origin === 'example') return fail('Examples cannot be changed: save it under a name of your own.');
  return ok(place.value.name);
}

async function freeName(folder: string, title: string): Promise<Result<string, string>> {
  const base = title
    .replaceAll(unsafe, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100);
  const stem = base === '' ? 'scenario' : base;
  for (let number = 1; number < 1_000; number += 1) {
    const name = `${stem}${number === 1 ? '' : `-${number}`}.yaml`;
    if ((await readBounded(path.join(folder, name))) === null) return ok(name);
  }
  return fail(`There are too many scenarios called "${title}". Choose another name.`);
}

export async function deleteScenario(folders: ScenarioFolders, id: string): Promise<Result<void, string>> {
  const name = nameOfOwn(folders, id);
  if (!name.ok) return name;
  try {
    await rm(path.join(folders.own, name.value));
    return ok(undefined);
  } catch (error) {
    if (isAbsent(error)) return ok(undefined);
    return fail(`The scenario cannot be removed: ${messageOf(error)}`);
  }
}
