import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { findKind } from '../app/lab/ledger/kinds/kinds.js';
import { everyChange } from '../app/lab/ledger/testing/every-change.js';
import { checkText, ledgerOnlyRule } from './ledger-only.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (file) => path.join(root, file);

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it;

const tester = new RuleTester({ languageOptions: { parser: tseslint.parser, sourceType: 'module' } });

const good = (file, code) => ({ name: `${file} may: ${code}`, filename: at(file), code });
const bad = (file, code, messageId = 'ledger') => ({
  name: `${file} may not: ${code}`,
  filename: at(file),
  code,
  errors: [{ messageId }],
});

const runs = 'app/lab/runs/drive.ts';
const kinds = 'app/lab/ledger/kinds/stored-values.ts';

tester.run('curfew/ledger-only', ledgerOnlyRule, {
  valid: [
    good(kinds, "x('device_config put a b c');"),
    good('simulator/shell/settings.ts', "x('settings put global a 1');"),
    good('app/lab/runs/drive.test.ts', "x('dumpsys battery unplug');"),
    good(runs, "x('device_config get activity_manager k');"),
    good(runs, "x('settings get global k'); x('dumpsys battery'); x('dumpsys deviceidle get deep');"),
    good(runs, "x('am start-foreground-service -n a/.B'); x('am force-stop a'); x('input keyevent HOME');"),
    good(runs, "x('dumpsys deviceidle whitelist'); x('appops get a X'); x('pm list packages');"),
    good(runs, "x('Undo it with dumpsys battery reset, which is always safe.');"),
    good(runs, "x('logcat -b all -g'); x('logcat -v threadtime');"),
    good(runs, 'x(`am get-standby-bucket ${name}`);'),
    good(runs, "x(['settings', 'get'], ['put']);"),
    good(runs, "const settings = { put: 1 }; x('settings', settings);"),
  ],
  invalid: [
    bad(runs, "x('device_config put activity_manager k 1');"),
    bad(runs, "x('  device_config   delete a b');"),
    bad(runs, 'x(`device_config put ${namespace} ${key}`);'),
    bad(runs, "x('settings ' + 'put global a 1');"),
    bad(runs, "x('settings ' + verb + ' global a');"),
    bad(runs, 'x(`am compat ${verb} ${change} ${name}`);'),
    bad(runs, 'x(\'sh -c "settings put global a 1"\');'),
    bad(runs, "x('getprop a; settings delete global b');"),
    bad(runs, "x('shell:settings put global a 1');"),
    bad(runs, "x('shell,v2,raw:settings put global a 1');"),
    bad(runs, "x('adb -s ' + serial + ' shell setprop debug.a 1');"),
    bad(runs, "spawn('adb', ['shell', 'am', 'compat', 'enable', change, name]);"),
    bad(runs, "spawn('adb', ['-s', serial, 'shell', 'settings put global a 1']);"),
    bad(runs, "run('dumpsys', 'battery', 'unplug');"),
    bad(runs, "run(port, 'dumpsys', 'battery', 'unplug');"),
    bad(runs, "x('cmd deviceidle tempwhitelist -d 1 a');"),
    bad(runs, 'x(`dumpsys deviceidle whitelist +${name}`);'),
    bad(runs, "x('appops set a RUN_ANY_IN_BACKGROUND ignore');"),
    bad(runs, "x('pm grant a b');"),
    bad(runs, "x('cmd package install -r a');"),
    bad(runs, "x('am set-standby-bucket a rare');"),
    bad(runs, "x('locksettings set-disabled true');"),
    bad(runs, "x('logcat -G 16M');"),
    bad(runs, "x('logcat -b main -G 16M');"),
    bad('renderer/src/pages/fleet.ts', "x('settings put global a 1');"),
    bad('engine/replay/replay.ts', "x('settings put global a 1');"),
    bad(runs, "x('device_config reset trusted_defaults');", 'never'),
    bad(kinds, "x('settings reset global untrusted_defaults');", 'never'),
    bad(kinds, "x('device_config set_sync_disabled_for_tests persistent');", 'never'),
    bad('app/lab/devices/server.ts', "x('adb kill-server');", 'never'),
    bad('app/lab/devices/server.ts', "spawn('adb', ['kill-server']); x(['adb', 'kill-server']);", 'never'),
  ],
});

describe('every command of the ledger', () => {
  it('would be refused elsewhere', () => {
    const lines = everyChange.flatMap(({ kind: name, target, want }) => {
      const kind = findKind(name);
      return [kind.put(target, want, want), ...(kind.unset === null ? [] : [kind.unset(target)])];
    });
    // What only wakes or stops is a step of a scenario as well.
    const changing = lines.filter((line) => !line.startsWith('input keyevent') && !line.startsWith('am force-stop'));
    expect(changing.length).toBeGreaterThan(40);
    for (const line of changing) expect(checkText(runs, line), line).toMatchObject({ messageId: 'ledger' });
  });

  it('that only reads may be sent from anywhere', () => {
    const device = { serialno: 's', avd: '', fingerprint: '', sdk: 36 };
    for (const { kind: name, target } of everyChange) {
      const line = findKind(name).read?.(target, device) ?? 'true';
      expect(checkText(runs, line), line).toBeUndefined();
    }
  });
});
