/** Intents as `am` takes and prints them. */
import { shortComponent } from '../../engine/android/components.js';
import { javaException, type Printed } from './command.js';

const FLAG_INCLUDE_STOPPED = 0x20;
const FLAG_RECEIVER_FOREGROUND = 0x10000000;
const FLAG_RECEIVER_FROM_SHELL = 0x00400000;

export interface Intent {
  readonly packageName: string;
  /** Full class name. */
  readonly className: string;
  readonly extras: ReadonlyMap<string, string>;
  readonly flags: number;
}

const extraOptions: ReadonlySet<string> = new Set(['--es', '--ei', '--el', '--ez', '-e']);
const optionsWithValue: ReadonlySet<string> = new Set(['--user', '-a', '-d', '-f', '-t', '-c', '-p', '--display']);
const flagOptions: Readonly<Record<string, number>> = {
  '--include-stopped-packages': FLAG_INCLUDE_STOPPED,
  '--receiver-foreground': FLAG_RECEIVER_FOREGROUND,
};

/** `-n PKG/CLS --es NAME VALUE …`; undefined without a component. */
function parseIntent(args: readonly string[]): Intent | undefined {
  const extras = new Map<string, string>();
  let component = '';
  let flags = 0;
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at] ?? '';
    flags |= flagOptions[argument] ?? 0;
    if (argument === '-n' || argument === '--component') component = args[++at] ?? '';
    else if (extraOptions.has(argument)) {
      extras.set(args[at + 1] ?? '', args[at + 2] ?? '');
      at += 2;
    } else if (optionsWithValue.has(argument)) at += 1;
    else if (/^[^-/]+\/[^/]+$/.test(argument)) component = argument;
  }
  const [packageName = '', className = ''] = component.split('/');
  if (packageName === '' || className === '') return undefined;
  return {
    packageName,
    className: className.startsWith('.') ? `${packageName}${className}` : className,
    extras,
    flags,
  };
}

/** The intent, or the exit code after the complaint of a command that needs one. */
export function intentOf(verb: string, args: readonly string[], printed: Printed): Intent | number {
  const intent = parseIntent(args);
  if (intent !== undefined) return intent;
  return javaException(
    printed,
    verb,
    'java.lang.IllegalArgumentException: Intent expected',
    'com.android.server.am.ActivityManagerShellCommand.makeIntent(ActivityManagerShellCommand.java:880)',
  );
}

export function printedIntent({ packageName, className, extras, flags }: Intent): string {
  const printedFlags = flags === 0 ? '' : `flg=0x${flags.toString(16)} `;
  const hasExtras = extras.size > 0 ? ' (has extras)' : '';
  return `Intent { ${printedFlags}cmp=${shortComponent(`${packageName}/${className}`)}${hasExtras} }`;
}

export const withShellFlag = (intent: Intent): Intent => ({
  ...intent,
  flags: intent.flags | FLAG_RECEIVER_FROM_SHELL,
});

export const reachesStoppedApps = ({ flags }: Intent): boolean => (flags & FLAG_INCLUDE_STOPPED) !== 0;
