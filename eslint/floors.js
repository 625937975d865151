/**
 * ESLint rule `curfew/floors`: lower floors never import from higher ones (see floors-table.js).
 *
 * Every way to name another module is read: import, import type, export from, import(), require(), import x = require(),
 * typeof import(). Paths are compared as text, so the rule needs no resolver and no type information.
 */
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { besideTheHouse, floors, inTests, reserved } from './floors-table.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const isInside = (file, folder) => file === folder || file.startsWith(`${folder}/`);

/** The floor of a path below the repository root (with slashes), or undefined. */
export function floorOf(file) {
  let found;
  for (const floor of floors) {
    if (isInside(file, floor.folder) && (found === undefined || floor.folder.length > found.folder.length))
      found = floor;
  }
  return found;
}

const folderOf = (file) => (path.posix.dirname(file) === '.' ? '' : path.posix.dirname(file));
const isBeside = (file) => besideTheHouse.includes(folderOf(file).split('/')[0]);
/** Tests, and the fixtures beside them (`zip-fixture.ts`), which only tests import. */
const isTest = (file) => /(\.test|-fixture)\.[cm]?[jt]sx?$/.test(file);
const packageName = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
const list = (words) => (words.length === 0 ? 'nothing' : words.join(', '));

/** Source path that a relative import means: './x.js' stands for './x.ts' (docs of TypeScript, "module specifiers"). */
function targetOf(file, specifier) {
  return path.posix.normalize(path.posix.join(folderOf(file), specifier)).replace(/\.([cm]?)js$/, '.$1ts');
}

function checkNode(floor, test, specifier) {
  const name = specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  if (floor.node === true || (test && inTests.node)) return undefined;
  if (floor.node === false) return { messageId: 'node', data: { target: name, allowed: 'nothing' } };
  if (floor.node.includes(name)) return undefined;
  return { messageId: 'node', data: { target: name, allowed: list(floor.node) } };
}

function checkPackage(floor, test, specifier) {
  const name = packageName(specifier);
  const allowed = test ? [...floor.packages, ...inTests.packages] : floor.packages;
  if (allowed.includes(name)) return undefined;
  const owners = Object.hasOwn(reserved, name) ? reserved[name] : undefined;
  if (owners !== undefined) return { messageId: 'reserved', data: { target: name, owners: list(owners) } };
  return { messageId: 'package', data: { target: name, allowed: list(allowed) } };
}

function checkOwn(floor, test, target) {
  if (target === '..' || target.startsWith('../')) return { messageId: 'outside', data: { target } };
  if (isTest(target) && !test) return { messageId: 'test', data: { target } };
  const targetFloor = floorOf(target);
  if (targetFloor === floor) return undefined;
  const may = test ? [...floor.may, ...inTests.may] : floor.may;
  // A folder in the list opens its own floor only: `engine` does not open `engine/pool`.
  if (may.some((entry) => entry === target || (targetFloor?.folder === entry && isInside(target, entry)))) {
    return undefined;
  }
  const allowed = list([...new Set([...may, floor.folder])].sort());
  return { messageId: 'own', data: { target: targetFloor ? folderOf(target) : target, allowed } };
}

/** What is wrong with importing `specifier` in `file` (path below the root), or undefined when nothing is. */
export function checkImport(file, specifier) {
  const floor = floorOf(file);
  if (floor === undefined) return undefined;
  const test = isTest(file);
  if (/^\.{1,2}(\/|$)/.test(specifier)) return checkOwn(floor, test, targetOf(file, specifier.split('?')[0]));
  if (isBuiltin(specifier)) return checkNode(floor, test, specifier);
  if (specifier.startsWith('/') || /^[a-z][a-z+.-]*:/i.test(specifier)) {
    return { messageId: 'outside', data: { target: specifier } };
  }
  return checkPackage(floor, test, specifier);
}

/** The text of a string or of a template without holes; undefined when it is computed. */
function literalText(node) {
  if (node.type === 'TSLiteralType') return literalText(node.literal);
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return undefined;
}

function create(context) {
  const file = path.relative(root, context.filename).split(path.sep).join('/');
  if (file.startsWith('../') || path.isAbsolute(file) || isBeside(file)) return {};
  const from = folderOf(file);
  if (floorOf(file) === undefined) {
    return { Program: (node) => context.report({ node, messageId: 'noFloor', data: { from } }) };
  }
  const check = (node) => {
    if (!node) return;
    const specifier = literalText(node);
    const wrong = specifier === undefined ? { messageId: 'computed', data: {} } : checkImport(file, specifier);
    if (wrong) context.report({ node, messageId: wrong.messageId, data: { from, ...wrong.data } });
  };
  return {
    ImportDeclaration: (node) => check(node.source),
    ExportNamedDeclaration: (node) => check(node.source),
    ExportAllDeclaration: (node) => check(node.source),
    ImportExpression: (node) => check(node.source),
    TSImportType: (node) => check(node.source ?? node.argument),
    TSExternalModuleReference: (node) => check(node.expression),
    "CallExpression[callee.name='require']": (node) => check(node.arguments[0]),
  };
}

/** @type {import('eslint').Rule.RuleModule} */
export const floorsRule = {
  meta: {
    type: 'problem',
    docs: { description: 'Lower floors never import from higher ones' },
    schema: [],
    messages: {
      own: '{{from}} may not import {{target}}; allowed: {{allowed}}',
      package: '{{from}} may not import package {{target}}; allowed packages: {{allowed}}',
      reserved: '{{from}} may not import package {{target}}; only {{owners}} may',
      node: '{{from}} may not import {{target}}; allowed node modules: {{allowed}}',
      outside: '{{from}} may not import {{target}}: it lies outside the repository',
      test: '{{from}} may not import {{target}}: it belongs to tests',
      computed: '{{from}} may not import a computed name: nobody can check it',
      noFloor: '{{from}} has no floor: give it a line in eslint/floors-table.js',
    },
  },
  create,
};
