/** Lines for the device's shell, built so that no value can end its word and no line can run on another device. */

/** A word for the shell: plain when it is harmless, else in single quotes, inside which mksh knows no special character. */
export function word(text: string): string {
  if (/^[A-Za-z0-9_./:@%+,=-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export const bootIdPath = '/proc/sys/kernel/random/boot_id';

/** Exit code of a guarded line that did not run. */
export const otherBoot = 97;

/**
 * The line runs only while the device has this boot id, which is random for every boot of every device: neither a device
 * that was swapped under the same port nor one that restarted between two commands can be changed by mistake.
 */
export function guarded(boot: string, line: string): string {
  return `grep -qxF ${word(boot)} ${bootIdPath} || exit ${otherBoot}; ${line}`;
}

/** Whether a text is a boot id: 8-4-4-4-12 hexadecimal digits. */
export const isBootId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);

/** One line of output without its line break; a value's own breaks stay. */
export const withoutLastBreak = (text: string): string => text.replace(/\r?\n$/, '');

/** What a device said, in one line for people. */
export function deviceWords({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  const said = `${stderr}\n${stdout}`.split(/\r?\n/).map((line) => line.trim());
  // The Java exception says why; the line before it only that something was thrown.
  const cause = said.find((line) => /^(?:java|android)\.[\w.$]+(?:Exception|Error)\b/.test(line));
  const text = cause ?? said.find((line) => line !== '' && !line.startsWith('at ')) ?? '';
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
