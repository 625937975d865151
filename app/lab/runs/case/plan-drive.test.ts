import { describe, expect, it } from 'vitest';
import { castServices } from '../../probe/cast-services.js';
import { exampleScenario, scenarioOf } from './case-fixture.js';
import { planDrive, type DriveOrder } from './plan-drive.js';
import type { Scenario } from '../../../../engine/scenario/scenario.js';

const P = 'dev.curfew.probe.t35';
const component = (name: string): string => `-n ${P}/dev.curfew.probe.${name} --es run r1`;
const quiet = '--es onRefused ignore --es onRestart ignore';

function planOf(scenario: Scenario): ReturnType<typeof planDrive> {
  const cast = castServices(scenario);
  if (!cast.ok) throw new Error(cast.error);
  return planDrive(scenario, cast.value, 'r1');
}

function ordersOf(scenario: Scenario): readonly string[] {
  const plan = planOf(scenario);
  if (!plan.ok) throw new Error(plan.error);
  return plan.value.orders.map(textOf);
}

function textOf({ atMs, action }: DriveOrder): string {
  if (action.by === 'shell') return `${atMs} ${action.line}`;
  return action.by === 'restart' ? `${atMs} restart` : `${atMs} ${action.change.kind}=${action.change.want}`;
}

const service = 'services:\n  - { name: A, declared: [dataSync] }\n';

describe('the orders of a scenario', () => {
  it('give a service its own steps as a script, timed from its start on', () => {
    const scenario = scenarioOf(`${service}steps:
  - { at: 1s, do: startForegroundService, service: A }
  - { at: 1s, do: startForeground, service: A, types: [dataSync] }
  - { at: 3s, do: stopForeground, service: A }
  - { at: 4s, do: stopSelf, service: A }
  - { at: 5s, do: end }
onTimeout: { A: { do: stopSelf, after: 640ms } }`);
    expect(ordersOf(scenario)).toEqual([
      `1000 am start-foreground-service ${component('DataSync')} --es steps foreground=1,2000:stopForeground,3000:stopSelf --es onTimeout 640:stopSelf ${quiet}`,
    ]);
  });

  it('begin a new script with each start', () => {
    const scenario = scenarioOf(`${service}steps:
  - { at: 0s, do: startService, service: A }
  - { at: 1s, do: startForegroundService, service: A }
  - { at: 2s, do: startForeground, service: A, types: [dataSync] }
  - { at: 3s, do: stopService, service: A }
  - { at: 5s, do: end }`);
    expect(ordersOf(scenario)).toEqual([
      `0 am startservice ${component('DataSync')} --es steps ignore --es onTimeout ignore ${quiet}`,
      `1000 am start-foreground-service ${component('DataSync')} --es steps 1000:foreground=1 --es onTimeout ignore ${quiet}`,
      `3000 am stopservice -n ${P}/dev.curfew.probe.DataSync`,
    ]);
  });

  it('let the app start its services itself where the shell must not do it for it', () => {
    const scenario = scenarioOf(`${service}steps:
  - { at: 0s, do: revokeBackgroundStart }
  - { at: 1s, do: startForegroundService, service: A }
  - { at: 1s, do: startForeground, service: A, types: [dataSync] }
  - { at: 2s, do: startService, service: A, backgroundStart: allowed }
  - { at: 5s, do: end }`);
    const [byApp, byShell] = ordersOf(scenario);
    expect(byApp).toBe(
      `1000 am broadcast --include-stopped-packages --receiver-foreground ${component('CommandReceiver')} --es steps startForegroundService=DataSync --es with.steps foreground=1 --es with.onTimeout ignore --es with.onRefused ignore --es with.onRestart ignore`,
    );
    expect(byShell).toContain('2000 am startservice');
  });

  it('reach screen, bindings, settings, processes and the device itself', () => {
    const scenario = scenarioOf(`device: { config: { data_sync_fgs_timeout_duration: 60s } }
${service}steps:
  - { at: 0s, do: appToTop }
  - { at: 1s, do: bind, service: A }
  - { at: 2s, do: appToHome }
  - { at: 3s, do: setConfig, key: data_sync_fgs_timeout_duration, value: 20s }
  - { at: 4s, do: screenOff }
  - { at: 5s, do: idleUid }
  - { at: 6s, do: unbind, service: A }
  - { at: 7s, do: processDies }
  - { at: 8s, do: forceStop }
  - { at: 9s, do: reboot }
  - { at: 10s, do: end }`);
    expect(ordersOf(scenario)).toEqual([
      `0 am start ${component('ScreenActivity')}`,
      `1000 am broadcast --include-stopped-packages --receiver-foreground ${component('CommandReceiver')} --es steps bind=DataSync`,
      '2000 input keyevent KEYCODE_HOME',
      '3000 device_config=20000',
      '4000 screen=off',
      `5000 am make-uid-idle ${P}`,
      `6000 am broadcast --include-stopped-packages --receiver-foreground ${component('CommandReceiver')} --es steps unbind=DataSync`,
      `7000 am broadcast --include-stopped-packages --receiver-foreground ${component('CommandReceiver')} --es steps die`,
      `8000 am force-stop ${P}`,
      '9000 restart',
    ]);
  });

  it('end a process by the script of a service in it, and reach a service that came back by another start', () => {
    const orders = ordersOf(exampleScenario('c34-death-sticky'));
    expect(orders[0]).toContain('--es steps foreground=1,30000:die');
    expect(orders[0]).toContain('--es sticky sticky');
    expect(orders[1]).toContain('40000 am startservice');
    expect(orders).toHaveLength(3);
  });

  it('give nothing to a service that is gone', () => {
    const scenario = scenarioOf(`${service}steps:
  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [dataSync] }
  - { at: 1s, do: processDies }
  - { at: 2s, do: startForeground, service: A, types: [dataSync] }
  - { at: 5s, do: end }`);
    expect(ordersOf(scenario)).toHaveLength(1);
  });

  it('answer onTimeout as the scenario says', () => {
    const answer = (reaction: string): string | undefined => {
      const scenario = scenarioOf(`services:\n  - { name: A, declared: [dataSync, specialUse] }\nsteps:
  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [dataSync] }
  - { at: 5s, do: end }
onTimeout: { A: ${reaction} }`);
      return /--es onTimeout (\S+)/.exec(ordersOf(scenario)[0] ?? '')?.[1];
    };
    expect(answer('startForegroundAgain')).toBe('foreground=1');
    expect(answer('{ do: switchType, after: 1s }')).toBe('1000:foreground=1073741824');
    expect(answer('stopForeground')).toBe('stopForeground');
    expect(answer('hang')).toBe('hang=3600000');
  });

  it.each([
    ['c19-short-bound-not-started', 'At 1 s "A" acts by itself, but it is only bound'],
    ['boot-completed', '"bootCompleted" cannot be brought about'],
    ['c44-sleep', '"sleep" cannot be brought about'],
  ])('are not made of %s', (name, why) => {
    const plan = planOf(exampleScenario(name));
    expect(plan.ok ? '' : plan.error).toContain(why);
  });

  it('tell which call each start was, in order', () => {
    const plan = planOf(exampleScenario('e7-opened-after-exhaustion'));
    const three = ['startForegroundService', 'startForegroundService', 'startForegroundService'];
    expect(plan.ok && [...plan.value.calls]).toEqual([['DataSync', three]]);
  });
});
