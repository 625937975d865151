/** `appops` and `cmd appops`. */
import { printing, takeOption } from './command.js';

/** Modes of an op that nobody has set; `allow` for the others. */
const defaultModes: Readonly<Record<string, string>> = {
  PROJECT_MEDIA: 'ignore',
  SYSTEM_ALERT_WINDOW: 'default',
};
const opModes = ['allow', 'ignore', 'deny', 'default', 'foreground'];

export const appops = printing((device, [verb = '', ...all], printed) => {
  const [name = '', op = '', mode = ''] = takeOption(all, '--user').rest;
  if (verb === 'write-settings') return 0;
  const record = device.packages.get(name);
  if (record === undefined) {
    printed.err(`Error: No UID for ${name} in user 0`);
    return 255;
  }
  if (verb === 'get') {
    const set = record.ops.get(op);
    if (set === undefined) printed.out(`No operations.\nDefault mode: ${defaultModes[op] ?? 'allow'}`);
    else printed.out(`${op}: ${set}`);
    return 0;
  }
  if (verb === 'reset') {
    record.ops.clear();
    return 0;
  }
  if (verb !== 'set' || !opModes.includes(mode)) {
    printed.err(`Error: ${verb === 'set' ? `Mode is not valid: ${mode}` : `Unknown command: ${verb}`}`);
    return 255;
  }
  if (mode === 'default' || mode === (defaultModes[op] ?? 'allow')) record.ops.delete(op);
  else record.ops.set(op, mode);
  return 0;
});
