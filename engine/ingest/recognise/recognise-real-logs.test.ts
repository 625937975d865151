import { expect, it } from 'vitest';
import { describeWithRealData, realData } from '../../testing/real-data.js';
import type { FactBody } from '../fact.js';
import { CrashCollector } from './crash-collector.js';
import { recognise, wantedTags } from './recognise.js';
import { recordOfThreadtime } from './sample-record.js';

interface Found {
  readonly line: number;
  readonly body: FactBody;
}

function factsOf(name: string): Found[] {
  const text = new TextDecoder().decode(realData(name));
  const collector = new CrashCollector();
  return text.split('\n').flatMap((line, index) => {
    const record = recordOfThreadtime(line.replace(/\r$/, ''));
    if (record === undefined) return [];
    const bodies = [...recognise(record), ...collector.feed(record)];
    if (bodies.length > 0) expect(wantedTags.exact).toContain(record.tag);
    return bodies.map((body) => ({ line: index + 1, body }));
  });
}

function counts(found: readonly Found[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { body } of found) result[body.kind] = (result[body.kind] ?? 0) + 1;
  return result;
}

const at = (found: readonly Found[], line: number): FactBody[] =>
  found.filter((fact) => fact.line === line).map(({ body }) => body);

describeWithRealData('real logs', () => {
  it('of a VPN app on Android 16 tell three allowed starts, the stop and a moment of now', () => {
    const found = factsOf('hyperxray__adb_log_disconnect_zombie.txt');
    for (const line of [1518, 6845]) {
      expect(at(found, line)).toMatchObject([
        {
          kind: 'fgs-start-decision',
          allowed: true,
          callingUid: 10_578,
          uidState: 2,
          reasonCode: 'PROC_STATE_TOP',
          component: 'com.hyperxray.an/.vpn.HyperVpnService',
          targetSdk: 35,
          callerTargetSdk: 35,
          startForegroundCount: 0,
        },
      ]);
    }
    expect(at(found, 4107)).toMatchObject([
      { kind: 'fgs-start-decision', callingPackage: 'android', startForegroundCount: 1 },
      { kind: 'platform-sdk', sdk: 36 },
    ]);
    expect(at(found, 5928).at(1)).toEqual({ kind: 'epoch-witness', epochMs: 1_764_445_178_166 });
    expect(at(found, 5929)).toEqual([{ kind: 'fgs-logger', transition: 'stop', uid: 10_578 }]);
    expect(counts(found)).toMatchObject({
      'fgs-start-decision': 3,
      'platform-sdk': 1,
      'fgs-notification-cancelled': 1,
    });
  });

  it('of a MIUI phone tell the death of a process in the foreground', () => {
    const found = factsOf('minimanode__logcat_full.txt');
    expect(at(found, 246)).toEqual([
      { kind: 'process-died', pid: 31_559, processName: 'com.minima.android', oomAdj: 50, processState: 4 },
    ]);
    expect(counts(found)['lines-lost']).toBe(325);
  });

  it('of an Android 9 emulator tell what was folded and dropped', () => {
    const found = factsOf('S12_emulator_a9_chatty_identical.txt');
    expect(found.map(({ body }) => body)).toContainEqual({
      kind: 'lines-lost',
      count: 25,
      identical: false,
      uid: 1_000,
    });
  });

  it('of the dumps of Android 4.3, 7.1 and 14 tell processes, restarts and an ANR', () => {
    const jellyBean = counts(factsOf('andlogview__galaxy_nexus_jbmr2.minimized.dump'));
    expect(jellyBean).toMatchObject({
      'process-killed': 343,
      'restart-scheduled': 179,
      'process-started': 341,
      screen: 2,
    });
    const nougat = factsOf('andlogview__emulator_nougat.minimized.with-time-travel.dump');
    expect(Object.keys(counts(nougat))).toEqual(expect.arrayContaining(['process-died', 'process-killed']));
    const every = ['andlogview__emulator_api34.minimized.dump', 'andlogview__goldfish_omr1_threadtime.log'].flatMap(
      factsOf,
    );
    expect([...every, ...nougat].map(({ body }) => body)).toContainEqual(
      expect.objectContaining({ kind: 'process-not-responding', pid: 18_535, processName: 'name.mlopatkin.shuttle' }),
    );
  });
});
