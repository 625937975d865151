import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChromiumPrinter, withDate } from './print-pdf.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-print-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A stand-in for a browser: a shell script that is given the same arguments. */
function standIn(name: string, script: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const writesArguments =
  'for a in "$@"; do case $a in --print-to-pdf=*) out=${a#*=};; esac; done; printf "%s\\n" "$@" > "$out"';

async function errorOf(executable: string | null, limitMs = 10_000): Promise<string> {
  const printed = await new ChromiumPrinter(executable, limitMs).print('<p>x</p>');
  return printed.ok ? 'no error' : printed.error;
}

describe('the printer', () => {
  it('says what to install when there is no browser', async () => {
    const error = await errorOf(null);
    expect(error).toContain('Install chromium');
    expect(error).toContain('CURFEW_CHROMIUM');
  });

  it('gives the browser the file to print, a profile of its own, and leaves nothing behind', async () => {
    const printed = await new ChromiumPrinter(standIn('well', writesArguments)).print('<p>x</p>');
    const args = printed.ok ? Buffer.from(printed.value).toString().trim().split('\n') : [];
    expect(args).toContain('--headless');
    expect(args.includes('--no-sandbox')).toBe(process.getuid?.() === 0);
    expect(args.at(-1)).toMatch(/^file:\/\/.*\/report\.html$/);
    const profile = args.find((arg) => arg.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length) ?? '';
    expect(profile).not.toBe('');
    expect(existsSync(path.dirname(profile))).toBe(false);
  });

  it.each([
    ['ends badly', 'echo "no display" >&2; exit 7', /ended with 7: no display/],
    ['ends well without a PDF', 'exit 0', /ended well but wrote no PDF/],
    ['talks without end', 'head -c 9000000 /dev/zero | tr "\\0" x >&2; exit 1', /ended with 1: x{2000}$/],
  ])('says so when the browser %s', async (_name, script, error) => {
    expect(await errorOf(standIn('badly', script))).toMatch(error);
  });

  it('stops a browser that hangs', async () => {
    expect(await errorOf(standIn('hangs', 'exec sleep 600'), 300)).toMatch(/was stopped \(SIGKILL\); it had 0.3 s/);
  });

  it('says so when the program cannot be started', async () => {
    expect(await errorOf(path.join(folder, 'nowhere'))).toMatch(/could not be started/);
    expect(readFileSync(standIn('well', writesArguments), 'utf8')).toContain('#!/bin/sh');
  });
});

describe('the dates of a PDF', () => {
  const pdf = (dates: string): Uint8Array => Buffer.from(`%PDF-1.4\n${dates}\n\u00ff\u0000 binary`, 'latin1');

  it('become the moment of the report, and no byte moves', () => {
    const dated = withDate(
      pdf(`/CreationDate (D:20261122222102+00'00')\n/ModDate (D:20261122222102+00'00')>>`),
      '2026-11-22T10:00:00.000Z',
    );
    expect(
      Buffer.from(dated).equals(pdf(`/CreationDate (D:20261122100000+00'00')\n/ModDate (D:20261122100000+00'00')>>`)),
    ).toBe(true);
  });

  it('stay as they are in a form that is not known, or when the moment is none', () => {
    const short = pdf('/CreationDate (D:2026)');
    expect(Buffer.from(withDate(short, '2026-11-22T10:00:00.000Z')).equals(short)).toBe(true);
    const full = pdf(`/CreationDate (D:20261122222102+00'00')`);
    expect(withDate(full, 'see generated.json')).toBe(full);
  });
});
