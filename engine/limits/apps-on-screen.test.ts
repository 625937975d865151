/** Which apps are on screen, under the guide: any process counts, and only a change of the app as a whole is one. */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { documented } from '../policy/documented.js';
import { compile } from '../replay/compile.js';
import { LedgerCode } from '../replay/ledger.js';
import { Script } from '../testing/script.js';
import { MS_PER_HOUR } from '../time.js';
import { AppsOnScreen } from './apps-on-screen.js';

const H = MS_PER_HOUR;
const { TOP, SERVICE, CACHED_EMPTY } = ProcessState;

describe('an app on screen', () => {
  const program = compile(
    new Script()
      .state(0, TOP)
      .state(0, TOP, ':ui')
      .app({ uid: 10200, packageName: 'com.example.other' })
      .state(0, TOP)
      .trace(),
  );
  const process = (name: string): number => program.processes.findIndex((each) => each.name === name);
  const [main, ui, other] = [process('com.example.sync'), process('com.example.sync:ui'), process('com.example.other')];

  it('comes with its first process and leaves with its last', () => {
    const apps = new AppsOnScreen(program);
    const told = [
      apps.set(main, TOP),
      apps.set(ui, TOP),
      apps.set(main, TOP),
      apps.set(main, SERVICE),
      apps.set(ui, CACHED_EMPTY),
      apps.set(ui, SERVICE),
    ];
    expect(told).toEqual([0, -1, -1, -1, 0, -1]);
  });

  it('leaves with the death of its last process', () => {
    const apps = new AppsOnScreen(program);
    apps.set(other, TOP);
    expect([apps.has(0), apps.has(1)]).toEqual([false, true]);
    expect(apps.set(other, Number.POSITIVE_INFINITY)).toBe(1);
    expect(apps.has(1)).toBe(false);
  });

  it('leaves when all its processes are forgotten, and no other does', () => {
    const apps = new AppsOnScreen(program);
    for (const each of [main, ui, other]) apps.set(each, TOP);
    apps.forgetApp(0);
    expect([apps.has(0), apps.has(1)]).toEqual([false, true]);
    apps.forgetAll();
    expect([apps.has(0), apps.has(1)]).toEqual([false, false]);
  });
});

describe('under the guide', () => {
  const codes = (script: Script, code: number): number =>
    [...script.replay(documented).ledger.entries()].filter((entry) => entry.code === code).length;

  it('a second process on screen resets nothing again', () => {
    const script = new Script()
      .start(0)
      .state(H, TOP)
      .state(2 * H, TOP, ':ui')
      .state(3 * H, SERVICE, ':ui');
    expect(codes(script, LedgerCode.reset)).toBe(1);
  });

  it('an app that was force-stopped on screen is not on screen any more', () => {
    const script = new Script()
      .state(0, TOP)
      .forceStop(H)
      .start(2 * H);
    expect(script.outcomes(documented)[0]).toBe('+8:00:00 timeout-callback A dataSync');
  });

  it('a reboot takes every app off the screen', () => {
    const script = new Script()
      .state(0, TOP)
      .boot(H)
      .start(2 * H);
    expect(script.outcomes(documented)[0]).toBe('+8:00:00 timeout-callback A dataSync');
  });
});
