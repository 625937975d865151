import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { typeNamesOf } from '../../../engine/android/service-types.js';
import { PROBE_CODE, PROBE_VERSION, probePackage, probeServices, probeTargets } from './probe-app.js';

interface ProbeFile {
  readonly package: string;
  readonly versionCode: number;
  readonly targets: readonly number[];
  readonly services: readonly {
    readonly class: string;
    readonly types: readonly string[];
    readonly process?: string;
  }[];
}

it('knows the services, targets and version that the probe is built with', () => {
  const file = new URL('../../../native-probe-apk/probe.json', import.meta.url);
  const built = JSON.parse(readFileSync(file, 'utf8')) as ProbeFile;
  const known = probeServices.map(({ name, types, process }) => ({
    class: name,
    types: typeNamesOf(types),
    ...(process === 'alone' ? { process: ':alone' } : {}),
  }));
  expect(known).toEqual(built.services);
  expect(probeTargets).toEqual(built.targets);
  expect(PROBE_VERSION).toBe(String(built.versionCode));
  expect(PROBE_CODE).toBe(built.package);
  expect(probePackage(35)).toBe(`${built.package}.t35`);
});
