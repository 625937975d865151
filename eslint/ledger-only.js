/**
 * ESLint rule `curfew/ledger-only`: commands that change a device are sent by app/lab/ledger alone, which writes them down
 * first and undoes them. Everywhere else a text that reads like such a command is refused, whether it is whole, put
 * together with `+`, a template, or a list of arguments. A few are refused even there: nobody could undo them.
 *
 * Texts are read, not programs: a command made of variables is not seen (docs/decisions/0011-ledger.md).
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where nothing is sent to a device: the simulated device that obeys the commands, and those who write about them. */
const besideDevices = ['simulator', 'eslint', 'docs'];
const ledgerFolder = 'app/lab/ledger';

/** The words of a command with spaces between them. */
const words = (...parts) => parts.join('\\s+');

/** Only what begins a command counts, so that a sentence may name one: the start, a shell operator, `shell`, `-c`. */
const start = '(?:^|[;&|(]|\\bshell(?:,[a-z0-9,]+)?[:\\s]|\\bexec:|-c\\s+["\'`])\\s*';
const service = '(?:cmd|dumpsys)';

const forbidden = [
  [words('device_config', 'reset\\b'), 'it wipes values of others'],
  [words('settings', 'reset\\b'), 'it wipes values of others'],
  [words('device_config', 'set_sync_disabled_for_tests', 'persistent\\b'), 'it blocks the rescue from boot loops'],
  [words('svc', 'usb\\b'), 'it may cut the cable that we talk over'],
  [words('(?:toybox\\s+)?date', '-s\\b'), 'clocks of real devices are not changed'],
  [words('adb', 'kill-server\\b'), 'the server may be somebody else’s'],
];

/** Stands for a part of a text that is not known: a template's hole, a variable in a sum. */
const HOLE = '\u{fffc}';

/** One of these verbs, or one that is only known when the program runs. */
const verb = (...names) => `(?:(?:${names.join('|')})\\b|${HOLE})`;

const changing = [
  words('device_config', verb('put', 'delete', 'override', 'clear_override', 'set_sync_disabled_for_tests')),
  words('settings', verb('put', 'delete')),
  words('am', 'compat', verb('enable', 'disable', 'reset', 'reset-all', 'enable-all', 'disable-all')),
  words('am', '(?:set-standby-bucket|set-inactive|set-bg-restriction-level)\\b'),
  words(service, 'battery', verb('unplug', 'set', 'reset')),
  words(
    service,
    'deviceidle',
    verb('force-idle', 'force-inactive', 'unforce', 'step', 'disable', 'enable', 'tempwhitelist'),
  ),
  words(service, 'deviceidle', 'whitelist', `[+${HOLE}-]`),
  words('(?:cmd\\s+)?appops', verb('set', 'reset', 'write-settings')),
  words(
    '(?:pm|cmd\\s+package)',
    verb('install', 'uninstall', 'clear', 'grant', 'revoke', 'enable', 'disable', 'disable-user', 'suspend', 'unstop'),
  ),
  words('locksettings', 'set-\\w+'),
  words('setprop', '\\S'),
  words('svc', '(?:power|wifi|data|bluetooth)\\b'),
  'logcat\\s+(?:-b\\s+\\S+\\s+)?-G\\b',
];

const never = forbidden.map(([text, why]) => ({ pattern: new RegExp(start + text), why }));
const ledger = changing.map((text) => new RegExp(start + text));

/** What is wrong with a text in a file (path below the root), or undefined. */
export function checkText(file, text) {
  const isIn = (folder) => file.startsWith(`${folder}/`);
  if (besideDevices.some(isIn)) return undefined;
  const worst = never.find(({ pattern }) => pattern.test(text));
  if (worst !== undefined) return { messageId: 'never', data: { why: worst.why } };
  if (isIn(ledgerFolder)) return undefined;
  const found = ledger.map((pattern) => pattern.exec(text)?.[0]).find((command) => command !== undefined);
  return found === undefined ? undefined : { messageId: 'ledger', data: { command: found.trim() } };
}

const UNKNOWN = '\u{fffd}';

function textOf(node) {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked ?? '').join(HOLE);
  if (node.type === 'BinaryExpression' && node.operator === '+') return textOf(node.left) + textOf(node.right);
  return HOLE;
}

/** A part of a longer sum: it is judged there, once, as a whole. */
const isPart = ({ parent }) => parent.type === 'BinaryExpression' && parent.operator === '+';

function create(context) {
  const file = path.relative(root, context.filename).split(path.sep).join('/');
  if (/(\.test|-fixture)\.[cm]?[jt]s$/.test(file)) return {};
  const check = (node, text) => {
    const wrong = checkText(file, text);
    if (wrong !== undefined) context.report({ node, ...wrong });
  };
  const single = (node) => {
    if (!isPart(node)) check(node, textOf(node));
  };
  /** `['device_config', 'put', key]` and `run('settings', 'put')`: one command, word by word. */
  const list = (node, parts) => {
    // An argument that is no text may be anything, mostly no verb.
    const texts = parts.map((part) => (part === null ? '' : textOf(part).replaceAll(HOLE, UNKNOWN)));
    // A text that is wrong by itself is reported by itself.
    if (texts.some((text) => checkText(file, text) !== undefined)) return;
    // The command may be the first word, or come after adb's own.
    for (let from = 0; from + 1 < texts.length; from++) {
      const text = texts.slice(from).join(' ');
      if (checkText(file, text) === undefined) continue;
      check(node, text);
      return;
    }
  };
  return {
    Literal: (node) => {
      if (typeof node.value === 'string') single(node);
    },
    TemplateLiteral: single,
    BinaryExpression: (node) => {
      if (node.operator === '+') single(node);
    },
    ArrayExpression: (node) => list(node, node.elements),
    CallExpression: (node) => list(node, node.arguments),
  };
}

/** @type {import('eslint').Rule.RuleModule} */
export const ledgerOnlyRule = {
  meta: {
    type: 'problem',
    docs: { description: 'Commands that change a device are sent by the ledger alone' },
    schema: [],
    messages: {
      ledger: '"{{command}}" changes a device: ask app/lab/ledger for it, so that it is written down and undone',
      never: 'this command is never sent: {{why}}',
    },
  },
  create,
};
