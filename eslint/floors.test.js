import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { besideTheHouse, floors, reserved } from './floors-table.js';
import { checkImport, floorOf, floorsRule } from './floors.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (file) => path.join(root, file);

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it;

const tester = new RuleTester({ languageOptions: { parser: tseslint.parser, sourceType: 'module' } });

const good = (file, code) => ({ name: `${file} may: ${code}`, filename: at(file), code });
const bad = (file, code, message) => ({
  name: `${file} may not: ${code}`,
  filename: at(file),
  code,
  errors: [{ message }],
});

tester.run('curfew/floors', floorsRule, {
  valid: [
    good('engine/android/outcomes.ts', "import { uid } from './uids.js';"),
    good('engine/replay/replay.ts', "import type { OutcomeName } from '../android/outcomes.js';"),
    good('engine/replay/replay.ts', "import { later } from '../time.js';"),
    good('engine/ingest/zip.ts', "import { unzipSync } from 'fflate';"),
    good('engine/replay/replay.test.ts', "import { readFileSync } from 'node:fs'; import { it } from 'vitest';"),
    good('engine/replay/replay.test.ts', "import { realData } from '../testing/real-data.js';"),
    good('engine/ingest/zip-fixture.ts', "import { deflateRawSync } from 'node:zlib';"),
    good('engine/ingest/zip.test.ts', "import { zipOf } from './zip-fixture.js';"),
    good('engine/testing/real-data.ts', "import { readFileSync } from 'node:fs'; import { describe } from 'vitest';"),
    good('engine/pool/pool.ts', "import { openSync } from 'node:fs'; import { replay } from '../replay/replay.js';"),
    good('app/lab/store/store.ts', "import sqlite3 from 'sqlite3';"),
    good(
      'app/lab/runs/run.ts',
      "import { Store } from '../store/store.js'; import { pool } from '../../../engine/pool/pool.js';",
    ),
    good(
      'app/cli/curfew.ts',
      "import { open } from 'node:fs/promises'; const lab = await import('../lab/analyze.js');",
    ),
    good('app/main/main.ts', "import { app } from 'electron'; import { api } from '../api/contract.js';"),
    good('renderer/src/timeline/lane.ts', "import type { Analysis } from '../../../engine/compare/analysis.js';"),
    good('renderer/src/state/fleet.ts', "import { seconds } from '../../../engine/time.js';"),
    good('simulator/device.ts', "import { OUTCOMES } from '../engine/android/outcomes.js';"),
    good(
      'bench/run.mjs',
      "import { anything } from '../app/lab/analyze.js'; import rival from '@devicefarmer/adbkit-logcat';",
    ),
    good('vitest.config.ts', "import { defineConfig } from 'vitest/config';"),
    good('engine/replay/replay.ts', "export const text = 'import x from electron';"),
  ],
  invalid: [
    bad(
      'engine/replay/replay.ts',
      "import { analyze } from '../../app/lab/analyze.js';",
      'engine/replay may not import app/lab; allowed: engine, engine/android',
    ),
    bad(
      'engine/android/outcomes.ts',
      "import { later } from '../time.js';",
      'engine/android may not import engine; allowed: engine/android',
    ),
    bad(
      'engine/android/outcomes.ts',
      "import { z } from 'fflate';",
      'engine/android may not import package fflate; allowed packages: nothing',
    ),
    bad(
      'engine/replay/replay.ts',
      "import { pool } from '../pool/pool.js';",
      'engine/replay may not import engine/pool; allowed: engine, engine/android',
    ),
    bad(
      'engine/replay/replay.ts',
      "import type { Lab } from '../../app/lab/lab.js';",
      'engine/replay may not import app/lab; allowed: engine, engine/android',
    ),
    bad(
      'engine/replay/replay.ts',
      "export { Lab } from '../../app/lab/lab.js';",
      'engine/replay may not import app/lab; allowed: engine, engine/android',
    ),
    bad(
      'engine/replay/replay.ts',
      "export * from '../../app/cli/curfew.js';",
      'engine/replay may not import app/cli; allowed: engine, engine/android',
    ),
    bad(
      'engine/replay/replay.ts',
      "const lab = import('../../app/lab/lab.js');",
      'engine/replay may not import app/lab; allowed: engine, engine/android',
    ),
    bad(
      'engine/replay/replay.ts',
      'const lab = import(`../../app/lab/lab.js`);',
      'engine/replay may not import app/lab; allowed: engine, engine/android',
    ),
    bad(
      'engine/replay/replay.ts',
      "type Lab = import('../../app/lab/lab.js').Lab;",
      'engine/replay may not import app/lab; allowed: engine, engine/android',
    ),
    bad(
      'engine/replay/replay.ts',
      "import lab = require('../../app/lab/lab.js');",
      'engine/replay may not import app/lab; allowed: engine, engine/android',
    ),
    bad(
      'engine/replay/replay.ts',
      "const lab = require('../../app/lab/lab.js');",
      'engine/replay may not import app/lab; allowed: engine, engine/android',
    ),
    bad(
      'engine/replay/replay.ts',
      "import { readFileSync } from 'node:fs';",
      'engine/replay may not import node:fs; allowed node modules: nothing',
    ),
    bad(
      'engine/replay/replay.ts',
      "import { readFileSync } from 'fs';",
      'engine/replay may not import node:fs; allowed node modules: nothing',
    ),
    bad(
      'engine/pool/pool.ts',
      "import { connect } from 'node:net';",
      'engine/pool may not import node:net; allowed node modules: node:fs, node:url, node:worker_threads',
    ),
    bad(
      'engine/ingest/read.ts',
      "import x from 'left-pad/lib/x.js';",
      'engine/ingest may not import package left-pad; allowed packages: fflate, yaml',
    ),
    bad(
      'engine/ingest/read.ts',
      "import type { Entry } from '@devicefarmer/adbkit-logcat';",
      'engine/ingest may not import package @devicefarmer/adbkit-logcat; allowed packages: fflate, yaml',
    ),
    bad(
      'app/lab/devices/port.ts',
      "import { app } from 'electron';",
      'app/lab/devices may not import package electron; only app/main, app/preload may',
    ),
    bad(
      'app/server/server.ts',
      "import { app } from 'electron';",
      'app/server may not import package electron; only app/main, app/preload may',
    ),
    bad(
      'app/lab/runs/run.ts',
      "import sqlite3 from 'sqlite3';",
      'app/lab/runs may not import package sqlite3; only app/lab/store may',
    ),
    bad(
      'app/cli/curfew.ts',
      "import { serve } from '../server/server.js';",
      'app/cli may not import app/server; allowed: app/api, app/cli, app/lab, app/lab/devices, app/lab/store, engine, engine/android, engine/pool',
    ),
    bad(
      'app/api/contract.ts',
      "import { createServer } from '../server/server.js';",
      'app/api may not import app/server; allowed: app/api, app/lab, app/lab/devices, app/lab/store, engine, engine/android, engine/pool',
    ),
    bad(
      'app/lab/runs/run.ts',
      "import { contract } from '../../api/contract.js';",
      'app/lab/runs may not import app/api; allowed: app/lab, app/lab/devices, app/lab/store, engine, engine/android, engine/pool',
    ),
    bad(
      'renderer/src/timeline/lane.ts',
      "import { replay } from '../../../engine/replay/replay.js';",
      'renderer/src/timeline may not import engine/replay; allowed: app/api, app/api/client, engine/android, engine/compare/analysis.ts, engine/time-format.ts, engine/time.ts, renderer',
    ),
    bad(
      'app/lab/devices/fleet.ts',
      "import { startFleet } from '../../../simulator/fleet.js';",
      'app/lab/devices may not import simulator; allowed: app/lab, app/lab/devices, engine, engine/android',
    ),
    bad(
      'simulator/limits.ts',
      "import { seconds } from '../engine/time.js';",
      'simulator may not import engine; allowed: engine/android, simulator',
    ),
    bad(
      'engine/replay/replay.test.ts',
      "import { analyze } from '../../app/lab/analyze.js';",
      'engine/replay may not import app/lab; allowed: engine, engine/android, engine/testing',
    ),
    bad(
      'engine/replay/replay.ts',
      "import { realData } from '../testing/real-data.js';",
      'engine/replay may not import engine/testing; allowed: engine, engine/android',
    ),
    bad(
      'engine/ingest/zip.ts',
      "import { zipOf } from './zip-fixture.js';",
      'engine/ingest may not import engine/ingest/zip-fixture.ts: it belongs to tests',
    ),
    bad(
      'engine/ingest/zip.ts',
      "import './zip.test.js';",
      'engine/ingest may not import engine/ingest/zip.test.ts: it belongs to tests',
    ),
    bad(
      'engine/replay/replay.ts',
      "import rows from '../../examples/rows.json';",
      'engine/replay may not import examples/rows.json; allowed: engine, engine/android',
    ),
    bad(
      'engine/replay/replay.ts',
      "import x from '../../../elsewhere/x.js';",
      'engine/replay may not import ../elsewhere/x.ts: it lies outside the repository',
    ),
    bad(
      'app/cli/curfew.ts',
      "import x from 'file:///tmp/x.js';",
      'app/cli may not import file:///tmp/x.js: it lies outside the repository',
    ),
    bad(
      'app/cli/curfew.ts',
      'const x = await import(name);',
      'app/cli may not import a computed name: nobody can check it',
    ),
    bad('app/gadget/x.ts', 'export {};', 'app/gadget has no floor: give it a line in eslint/floors-table.js'),
    bad('surprise/x.ts', 'export {};', 'surprise has no floor: give it a line in eslint/floors-table.js'),
  ],
});

describe('the table of floors', () => {
  it('names only floors that exist, so that a misspelt folder does not forbid or allow by accident', () => {
    const folders = floors.map((floor) => floor.folder);
    expect(new Set(folders).size).toBe(folders.length);
    for (const floor of floors) {
      const unknown = floor.may.filter((entry) => !folders.includes(entry) && floorOf(entry) === undefined);
      expect(unknown, floor.folder).toEqual([]);
    }
    for (const owners of Object.values(reserved)) {
      for (const owner of owners) expect(folders).toContain(owner);
    }
  });

  it('is acyclic between floors apart from the store and the devices, which are rooms of the lab', () => {
    const reaches = (from, to, seen = new Set()) => {
      if (seen.has(from.folder)) return false;
      seen.add(from.folder);
      return from.may.some((entry) => {
        const next = floors.find((floor) => floor.folder === entry);
        if (next === undefined || next === from) return false;
        return next === to || reaches(next, to, seen);
      });
    };
    const cyclic = floors.filter((floor) => reaches(floor, floor)).map((floor) => floor.folder);
    expect(cyclic).toEqual(['app/lab/store', 'app/lab/devices', 'app/lab']);
  });

  it('gives a file the longest folder that contains it', () => {
    expect(floorOf('engine/android/uids.ts')?.folder).toBe('engine/android');
    expect(floorOf('engine/androids.ts')?.folder).toBe('engine');
    expect(floorOf('app/lab/store/store.ts')?.folder).toBe('app/lab/store');
    expect(floorOf('app/other.ts')).toBeUndefined();
  });

  it('leaves the folders beside the house without a floor', () => {
    for (const folder of besideTheHouse) expect(floorOf(folder === '' ? 'x.ts' : `${folder}/x.ts`)).toBeUndefined();
    expect(checkImport('bench/run.mjs', 'electron')).toBeUndefined();
  });
});
