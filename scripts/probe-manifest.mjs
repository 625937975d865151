/**
 * The probe's AndroidManifest.xml for one target SDK, made from native-probe-apk/probe.json: what every reader of the probe
 * (build, tests, lab, simulator) must agree on stands there once.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './set-up.mjs';

export const probeFolder = path.join(root, 'native-probe-apk');

/** What native-probe-apk/probe.json says. */
export const readProbe = () => JSON.parse(readFileSync(path.join(probeFolder, 'probe.json'), 'utf8'));

/** `dev.curfew.probe.t34` */
export const packageOfTarget = (probe, target) => `${probe.package}.t${target}`;

/** `curfew-probe-t34.apk` */
export const apkName = (target) => `curfew-probe-t${target}.apk`;

const escapes = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };
const quoted = (text) => `"${String(text).replace(/[&<"]/g, (sign) => escapes[sign])}"`;

/** One XML element; attributes that are undefined are left out. */
function element(name, attributes, children = []) {
  const list = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const head = [`<${name}`, ...list.map(([key, value]) => `android:${key}=${quoted(value)}`)].join(' ');
  if (children.length === 0) return [`${head}/>`];
  return [`${head}>`, ...children.flat().map((line) => `  ${line}`), `</${name}>`];
}

const intentFilter = (action, category) =>
  element('intent-filter', {}, [
    element('action', { name: action }),
    category === undefined ? [] : element('category', { name: category }),
  ]);

/** The guard: only who holds DUMP (the shell, the system) or is the app itself may start, bind or call. */
function components(probe) {
  const named = (className) => `${probe.package}.${className}`;
  const guarded = { exported: true, permission: probe.guard };
  const specialUse = element('property', {
    name: 'android.app.PROPERTY_SPECIAL_USE_FGS_SUBTYPE',
    value: probe.specialUse,
  });
  return [
    element('activity', { name: named('AboutActivity'), exported: true }, [
      intentFilter('android.intent.action.MAIN', 'android.intent.category.LAUNCHER'),
    ]),
    element('activity', { name: named('ScreenActivity'), ...guarded, launchMode: 'singleTask' }),
    element('receiver', { name: named('CommandReceiver'), ...guarded }),
    element('receiver', { name: named('BeatReceiver'), exported: false }),
    element('receiver', { name: named('BootReceiver'), exported: false, enabled: false }, [
      intentFilter('android.intent.action.BOOT_COMPLETED'),
    ]),
    element('service', {
      name: named('ProbeJobService'),
      exported: true,
      permission: 'android.permission.BIND_JOB_SERVICE',
    }),
    ...probe.services.map(({ class: className, types, process }) =>
      element(
        'service',
        {
          name: named(className),
          ...guarded,
          process,
          foregroundServiceType: types.length === 0 ? undefined : types.join('|'),
        },
        types.includes('specialUse') ? [specialUse] : [],
      ),
    ),
  ];
}

export function manifestOf(probe, target) {
  const manifest = [
    `<manifest xmlns:android="http://schemas.android.com/apk/res/android" package=${quoted(packageOfTarget(probe, target))}`,
    `  android:versionCode=${quoted(probe.versionCode)} android:versionName=${quoted(probe.versionName)}>`,
    ...element('uses-sdk', { minSdkVersion: probe.minSdk, targetSdkVersion: target }).map((line) => `  ${line}`),
    ...probe.permissions.flatMap(({ name }) => element('uses-permission', { name })).map((line) => `  ${line}`),
    ...element(
      'application',
      {
        name: `${probe.package}.ProbeApplication`,
        label: `Curfew probe (target ${target})`,
        debuggable: true,
        allowBackup: false,
      },
      components(probe),
    ).map((line) => `  ${line}`),
    '</manifest>',
  ];
  return `<?xml version="1.0" encoding="utf-8"?>\n${manifest.join('\n')}\n`;
}
