/** The whole configuration, tried on planted mistakes: what a reviewer would otherwise have to see. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

const cwd = fileURLToPath(new URL('..', import.meta.url));
// The planted files do not exist, so the rules that need types are switched off here.
const eslint = new ESLint({ cwd, overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }] });

async function rulesBrokenBy(file, code) {
  const [result] = await eslint.lintText(code, { filePath: path.join(cwd, file) });
  return result.messages.map((message) => message.ruleId ?? message.message);
}

describe('the engine stays pure', () => {
  const planted = [
    ['Date.now()', 'no-restricted-syntax'],
    ["Date['now']()", 'no-restricted-syntax'],
    ['new Date()', 'no-restricted-syntax'],
    ['Date()', 'no-restricted-syntax'],
    ['new Date(2024, 1, 2)', 'no-restricted-syntax'],
    ['new Date(0).getHours()', 'no-restricted-syntax'],
    ['Math.random()', 'no-restricted-syntax'],
    ['performance.now()', 'no-restricted-globals'],
    ['process.env', 'no-restricted-globals'],
    ['Buffer.alloc(1)', 'no-restricted-globals'],
    ['globalThis.process', 'no-restricted-globals'],
    ['setTimeout(String, 1)', 'no-restricted-globals'],
    ['console.log(1)', 'no-restricted-globals'],
    ["import('node:fs')", 'curfew/floors'],
  ];
  it.each(planted)('%s is refused in engine/replay', async (code, rule) => {
    expect(await rulesBrokenBy('engine/replay/planted.ts', `export const x = ${code};\n`)).toEqual([rule]);
  });

  it('a Date made of a given number, and its UTC methods, are fine', async () => {
    const code = 'export const x = new Date(0).getUTCHours() + Date.UTC(2024, 0);\n';
    expect(await rulesBrokenBy('engine/replay/planted.ts', code)).toEqual([]);
  });

  it('tests, the test helpers and the pool may use the host', async () => {
    const code = 'export const x = Date.now();\n';
    for (const file of ['engine/replay/planted.test.ts', 'engine/testing/planted.ts', 'engine/pool/planted.ts']) {
      expect(await rulesBrokenBy(file, code), file).toEqual([]);
    }
  });

  it('the hosts may read the clock', async () => {
    expect(await rulesBrokenBy('app/cli/planted.ts', 'export const x = Date.now();\n')).toEqual([]);
  });
});

describe('tests run and faults are seen', () => {
  it.each(['it.only', 'it.skip', 'it.todo', 'describe.skip', 'it.skipIf(true)', 'it.concurrent.only', 'test.only'])(
    '%s is refused',
    async (call) => {
      const code = `import { describe, it, test } from 'vitest';\n${call}('x', () => {});\nexport { describe, it, test };\n`;
      expect(await rulesBrokenBy('engine/replay/planted.test.ts', code)).toEqual(['no-restricted-syntax']);
    },
  );

  it('a method of another object may be called skip', async () => {
    expect(
      await rulesBrokenBy(
        'engine/replay/planted.ts',
        'export const x = (reader: Set<never> & { skip(): void }): void => reader.skip();\n',
      ),
    ).toEqual([]);
  });

  it('an empty catch is refused, with or without a comment in it', async () => {
    const code = 'export function x(): void {\n  try {\n    x();\n  } catch {\n    // nothing\n  }\n}\n';
    expect(await rulesBrokenBy('app/cli/planted.ts', code)).toEqual(['no-restricted-syntax']);
  });

  it('any, @ts-ignore and a comment that switches a rule off are refused', async () => {
    const code = '// @ts-ignore\nexport let x: any; // eslint-disable-line\n';
    const broken = await rulesBrokenBy('app/cli/planted.ts', code);
    expect(broken).toContain('@typescript-eslint/ban-ts-comment');
    expect(broken).toContain('@typescript-eslint/no-explicit-any');
    expect(broken.some((text) => text.includes('noInlineConfig'))).toBe(true);
  });

  it('an exported function, method or arrow function without a declared result is refused', async () => {
    const refused = [
      'export function x() {}',
      'export default function () {}',
      'export const x = () => 1;',
      'export class X { x() {} }',
      'export class X { get x() { return 1; } }',
    ];
    for (const code of refused) {
      expect(await rulesBrokenBy('app/cli/planted.ts', code), code).toEqual(['no-restricted-syntax']);
    }
    const fine = [
      'export function x(): void {}',
      'export const x: () => number = () => 1;',
      "export const x: readonly (readonly [string, (n: number) => number])[] = [['a', (n) => n]];",
      'export class X { constructor() { this.#x(); } #x() {} private y() {} set z(_z: number) {} }',
      'function x() {}\nx();',
    ];
    for (const code of fine) expect(await rulesBrokenBy('app/cli/planted.ts', code), code).toEqual([]);
  });

  it('a relative import without its extension is refused', async () => {
    const code = "export { x } from './x';\nexport * from './folder.v2/y';\nexport { y } from './y.js';\n";
    expect(await rulesBrokenBy('app/cli/planted.ts', code)).toEqual(['no-restricted-syntax', 'no-restricted-syntax']);
  });
});
