/** Lines of `ActivityManager` about processes: start, death, kill, freezer, force-stop and removal of a package. */
import { shortComponent } from '../../android/components.js';
import { processStateOfShortName } from '../../android/process-states.js';
import { parseUid } from '../../android/uids.js';
import type { FactBody } from '../fact.js';
import { nothing, type LineRule } from './line-rules.js';
import { parseProcessLabel } from './process-label.js';
import { isComponent } from './service-record.js';

export const processLines: readonly LineRule[] = [
  { prefix: 'Start proc ', read: started },
  { prefix: 'Process ', read: died },
  { prefix: 'Killing ', read: killed },
  { prefix: 'No longer want ', read: noLongerWanted },
  { prefix: 'Force stopping ', read: forceStopped },
  { prefix: 'freezing ', read: (message) => frozen(true, message.slice('freezing '.length)) },
  { prefix: 'froze ', read: (message) => frozen(true, message.slice('froze '.length)) },
  { prefix: 'sync unfroze ', read: (message) => frozen(false, message.slice('sync unfroze '.length)) },
];

/**
 * `Start proc 2301:com.foo/u0a18 for broadcast {com.foo/.Receiver} caller=..` (no braces before Android 10) and, up to
 * Android 4.4, `Start proc com.foo for service com.foo/.Svc: pid=8813 uid=10037 gids={..}`.
 */
function started(message: string): readonly FactBody[] {
  const rest = message.slice('Start proc '.length);
  const wordEnd = rest.indexOf(' ');
  if (wordEnd < 0) return nothing;
  const label = parseProcessLabel(rest.slice(0, wordEnd));
  const forAt = rest.indexOf(' for ');
  const host = forAt < 0 ? '' : rest.slice(forAt + ' for '.length);
  if (label !== undefined) return [{ kind: 'process-started', ...label, ...hosting(host) }];
  const ids = /: pid=(\d{1,10}) uid=(\w{1,20})/.exec(host);
  if (ids === null) return nothing;
  const process = { pid: Number(ids[1]), uid: parseUid(ids[2] ?? ''), processName: rest.slice(0, wordEnd) };
  return [{ kind: 'process-started', ...process, ...hosting(host.slice(0, ids.index)) }];
}

/** `content provider com.foo/.P`, `pre-top-activity {com.foo/com.foo.Main} caller=com.bar`, or nothing at all. */
function hosting(text: string): { hostingType: string | undefined; component: string | undefined } {
  const words = text.split(' ', 12).filter((word) => word !== '' && !word.startsWith('caller='));
  const nameAt = words.findIndex((word) => word.startsWith('{') || /[./]/.test(word));
  const name = nameAt < 0 ? '' : (words[nameAt] ?? '').replace(/^\{/, '').replace(/\}$/, '');
  const type = (nameAt < 0 ? words : words.slice(0, nameAt)).join(' ');
  return {
    hostingType: type === '' ? undefined : type,
    component: isComponent(name) ? shortComponent(name) : undefined,
  };
}

/** `Process com.foo (pid 31559) has died: fg +50 FGS ` (Android 8 and later), `... has died.` before. */
function died(message: string): readonly FactBody[] {
  const match = /^Process (\S+) \(pid (\d{1,10})\) (?:\(adj (-?\d{1,5})\) )?has died(?:: ([^\n]{0,60}))?/.exec(message);
  if (match === null) return nothing;
  // Some vendors add numbers in brackets behind the state.
  const words = match[4]?.replace(/\(.*$/, '').trim().split(/\s+/) ?? [];
  return [
    {
      kind: 'process-died',
      pid: Number(match[2]),
      processName: match[1] ?? '',
      oomAdj: match[3] === undefined ? oomAdjOfWords(words.slice(0, -1).join('')) : Number(match[3]),
      processState: processStateOfShortName(words.at(-1) ?? ''),
    },
  ];
}

/** Names of oom adjustments (`ProcessList.makeOomAdjString`), printed with what is added to them: `fg +50`. */
const oomAdjNames: ReadonlyMap<string, number> = new Map([
  ['ntv', -1000],
  ['sys', -900],
  ['pers', -800],
  ['psvc', -700],
  ['fg', 0],
  ['vis', 100],
  ['prcp', 200],
  ['prcm', 225],
  ['prcl', 250],
  ['bkup', 300],
  ['hvy', 400],
  ['svc', 500],
  ['home', 600],
  ['prev', 700],
  ['svcb', 800],
  ['cch', 900],
]);

function oomAdjOfWords(text: string): number | undefined {
  const match = /^([a-z]{1,8})(?:\+(\d{1,4}))?$/.exec(text);
  const base = oomAdjNames.get(match?.[1] ?? '');
  return base === undefined ? undefined : base + Number(match?.[2] ?? 0);
}

/** `Killing 18535:com.foo/u0a85 (adj 0): user request after error`; older releases print `Killing proc `. */
function killed(message: string): readonly FactBody[] {
  const match = /^Killing (?:proc )?(\S+) \(adj (-?\d{1,5})\): ?([^\n]*)/.exec(message);
  const label = parseProcessLabel(match?.[1] ?? '');
  if (match === null || label === undefined) return nothing;
  return [{ kind: 'process-killed', ...label, oomAdj: Number(match[2]), reason: (match[3] ?? '').trim() }];
}

/** `No longer want com.foo (pid 32501): empty for 1805s` (up to Android 4.4). */
function noLongerWanted(message: string): readonly FactBody[] {
  const match = /^No longer want (\S+) \(pid (\d{1,10})\): ?([^\n]*)/.exec(message);
  if (match === null) return nothing;
  const process = { pid: Number(match[2]), processName: match[1] ?? '', uid: undefined, oomAdj: undefined };
  return [{ kind: 'process-killed', ...process, reason: (match[3] ?? '').trim() }];
}

/**
 * Reasons of a force-stop that mean that the package goes away. `pkg removed` is not one: it follows every update too
 * (after `installPackageLI`), and an update keeps what a foreground service has used up.
 */
const removalReasons: ReadonlySet<string> = new Set(['deletePackageX', 'uninstall pkg']);

/** `Force stopping com.foo appid=10123 user=0: from pid 123`; user -1 is all users, so no single uid. */
function forceStopped(message: string): readonly FactBody[] {
  const match = /^Force stopping (\S+) appid=(\d{1,6}) user=(-?\d{1,5}): ?([^\n]*)/.exec(message);
  if (match === null) return nothing;
  const user = Number(match[3]);
  const uid = user < 0 ? undefined : user * 100_000 + Number(match[2]);
  const packageName = match[1] ?? '';
  const stopped: FactBody = { kind: 'force-stopped', packageName, uid };
  const isRemoval = removalReasons.has((match[4] ?? '').trim());
  return isRemoval ? [stopped, { kind: 'package-removed', packageName, uid }] : [stopped];
}

/** `freezing 28798 com.foo:bar`, `sync unfroze 7993 com.foo for 6` (`CachedAppOptimizer`). */
function frozen(isFrozen: boolean, rest: string): readonly FactBody[] {
  const match = /^(\d{1,10}) (\S+)/.exec(rest);
  if (match === null) return nothing;
  return [{ kind: 'process-frozen', frozen: isFrozen, pid: Number(match[1]), processName: match[2] ?? '' }];
}
