/** `dumpsys activity services|exit-info|settings` (specification fgs-limits, 7.3 to 7.5). */
import { activitySetting, activitySettings } from '../device/activity-settings.js';
import type { SimulatedDevice } from '../device/simulated-device.js';
import type { RunningApp } from '../apps/running-app.js';
import type { Printed } from './command.js';
import { relativeTime } from '../device/relative-time.js';

export function dumpActivity(device: SimulatedDevice, [what = '', name]: readonly string[], printed: Printed): number {
  switch (what) {
    case 'services':
    case 's':
      return services(device, name, printed);
    case 'exit-info':
      return exitInfo(device, name, printed);
    case 'processes':
    case 'p':
      return processes(device, name, printed);
    case 'activities':
    case 'a':
      printed.out('ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)');
      printed.out(`  topResumedActivity=ActivityRecord{5f1c9a2 u0 ${device.screen.topComponent} t12}`);
      return 0;
    case 'settings':
      printed.out('ACTIVITY MANAGER SETTINGS (dumpsys activity settings) activity_manager_constants:');
      for (const key of activitySettings) printed.out(`  ${key}=${activitySetting(device, key)}`);
      return 0;
    default:
      printed.out(`Bad activity command, or no activities match: ${what}\nUse -h for help.`);
      return 0;
  }
}

function services(device: SimulatedDevice, name: string | undefined, printed: Printed): number {
  printed.out('ACTIVITY MANAGER SERVICES (dumpsys activity services)');
  const apps = device.apps.filter(({ app }) => name === undefined || app.facts.packageName === name);
  const records = apps.flatMap((app) => app.records.map((service) => ({ app, service })));
  if (records.length === 0) {
    printed.out('  (nothing)');
    return 0;
  }
  printed.out('  User 0 active services:');
  for (const { app, service } of records) printed.out(describe(device, app, service));
  return 0;
}

function describe(
  device: SimulatedDevice,
  app: RunningApp,
  { record, printed, process }: RunningApp['records'][number],
): string {
  const { packageName, targetSdk } = app.app.facts;
  const ago = (realtime: number): string => relativeTime(realtime - device.clocks.elapsed);
  const lines = [
    `  * ${printed}`,
    `    intent={cmp=${packageName}/${record.name}}`,
    `    packageName=${packageName}`,
    `    processName=${record.definition.process}`,
    `    targetSdkVersion=${targetSdk}`,
    `    dataDir=/data/user/0/${packageName}`,
    `    app=${process === undefined ? 'null' : `ProcessRecord{0 ${process.pid}:${process.name}/u0a${process.uid - 10_000}}`}`,
    `    startForegroundCount=${record.startForegroundCount}`,
  ];
  if (record.isForeground) {
    const types = record.foregroundServiceType.toString(16).toUpperCase().padStart(8, '0');
    lines.push(`    isForeground=true foregroundId=1 types=0x${types} foregroundNoti=Notification(channel=probe)`);
  }
  lines.push(
    `    createTime=${ago(record.createRealTime)} startingBgTimeout=--`,
    `    startRequested=${record.startRequested} delayedStop=false stopIfKilled=${!record.definition.sticky} callStart=true lastStartId=${record.lastStartId}`,
  );
  if (record.crashCount > 0) lines.push(`    restartCount=1 crashCount=${record.crashCount}`);
  return lines.join('\n');
}

function processes(device: SimulatedDevice, name: string | undefined, printed: Printed): number {
  printed.out('ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)\n  All known processes:');
  for (const { app, standings } of device.apps) {
    if (name !== undefined && app.facts.packageName !== name) continue;
    for (const { pid, uid, name: process, state, adj } of standings) {
      printed.out(`  *APP* UID ${uid} ProcessRecord{8533fdc ${pid}:${process}/u0a${uid - 10_000}}`);
      printed.out(`    user #0 uid=${uid} gids={}\n    pid=${pid}`);
      printed.out(`    oom adj: max=1001 curRaw=${adj} setRaw=${adj} cur=${adj} set=${adj}`);
      printed.out(`    mCurProcState=${state} mRepProcState=${state} setProcState=${state}`);
    }
  }
  return 0;
}

function exitInfo(device: SimulatedDevice, name: string | undefined, printed: Printed): number {
  printed.out('ACTIVITY MANAGER PROCESS EXIT INFO (dumpsys activity exit-info)');
  for (const { facts, uid } of device.packages.all()) {
    const infos = device.exits.of(uid);
    if ((name !== undefined && facts.packageName !== name) || infos.length === 0) continue;
    printed.out(`  package: ${facts.packageName}\n    Historical Process Exit for uid=${uid}`);
    for (const [index, info] of infos.entries()) {
      const when = new Date(info.wallMs).toISOString().slice(0, 23).replace('T', ' ');
      printed.out(`        ApplicationExitInfo #${index}:`);
      printed.out(
        `          timestamp=${when} pid=${info.pid} realUid=${info.uid} packageUid=${info.uid} definingUid=${info.uid} user=0`,
      );
      printed.out(
        `          process=${info.process} reason=${info.reasonNumber} (${info.reason}) subreason=0 (UNKNOWN) status=${info.status}`,
      );
      printed.out(
        `          importance=${info.importance} pss=0.00 rss=102MB description=${info.description === '' ? 'null' : info.description} state=empty trace=null`,
      );
    }
  }
  return 0;
}
