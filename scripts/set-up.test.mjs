import { describe, expect, it } from 'vitest';
import { ensureDebianPackages, installProblem, nodeProblem } from './set-up.mjs';

const lock = (packages) => ({ packages: { '': { name: 'curfew' }, ...packages } });
const vite = { version: '8.3.8', integrity: 'sha512-a' };

describe('which Node is new enough', () => {
  it('takes the wanted version and everything above it', () => {
    for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.21.0']) {
      expect(nodeProblem(version, '>=20.19')).toBeUndefined();
    }
  });

  it('names the wanted and the present version when it is too old', () => {
    expect(nodeProblem('20.9.0', '>=20.19')).toMatch(/^Node 20\.19 or newer is needed, this is 20\.9\.0/);
    expect(nodeProblem('18.20.0', '>=20.19')).toContain('18.20.0');
  });
});

describe('whether the installed packages are those of the lock file', () => {
  it('is content with equal packages, whatever the times of the files', () => {
    expect(
      installProblem(lock({ 'node_modules/vite': vite }), lock({ 'node_modules/vite': { ...vite } })),
    ).toBeUndefined();
  });

  it('asks for an install when there is none, or one that was cut short', () => {
    expect(installProblem(lock({}), undefined)).toBe('the packages are not installed yet');
  });

  it('names the package that is missing, of another version or of other content', () => {
    const wanted = lock({ 'node_modules/vite': vite });
    expect(installProblem(wanted, lock({}))).toBe('node_modules/vite is missing');
    expect(installProblem(wanted, lock({ 'node_modules/vite': { ...vite, version: '8.0.0' } }))).toBe(
      'node_modules/vite is 8.0.0, wanted 8.3.8',
    );
    expect(installProblem(wanted, lock({ 'node_modules/vite': { ...vite, integrity: 'sha512-b' } }))).toContain('vite');
  });

  it('does not miss optional packages of other systems', () => {
    const wanted = lock({ 'node_modules/binding-darwin': { version: '1.0.0', optional: true } });
    expect(installProblem(wanted, lock({}))).toBeUndefined();
  });
});

describe('Debian packages', () => {
  it('refuses a name that is no package name before any command runs', () => {
    expect(() => ensureDebianPackages(['chromium; reboot'])).toThrow('not names of Debian packages');
    expect(() => ensureDebianPackages(['-o'])).toThrow('not names of Debian packages');
  });
});
