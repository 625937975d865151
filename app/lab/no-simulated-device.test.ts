/** To the lab a simulated device is a device: a phone can take its place without a changed line. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const lab = fileURLToPath(new URL('.', import.meta.url));
const isProgram = (name: string): boolean => name.endsWith('.ts') && !/(\.test|-fixture)\.ts$/.test(name);

/** Files of the lab's program, without what only its tests use. */
const files = readdirSync(lab, { recursive: true, encoding: 'utf8' }).filter(
  (name) => isProgram(name) && !name.split(path.sep).includes('testing'),
);

describe('the lab', () => {
  it('has no word for a simulated device', () => {
    expect(files.length).toBeGreaterThan(100);
    const knowing = files.filter((name) => /simulat|\bSIM[0-9]/i.test(readFileSync(path.join(lab, name), 'utf8')));
    expect(knowing).toEqual([]);
  });
});
