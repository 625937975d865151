/**
 * Words and forms that are refused, as data for `no-restricted-globals` and `no-restricted-syntax`. ESLint does not merge
 * two settings of one rule, so eslint.config.js puts these lists together per folder.
 */

/** What would make the engine depend on the machine that it runs on. */
export const impureGlobals = [
  'Buffer',
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'global',
  'globalThis',
  'localStorage',
  'navigator',
  'performance',
  'process',
  'queueMicrotask',
  'require',
  'self',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'window',
  '__dirname',
  '__filename',
].map((name) => ({ name, message: 'The engine is pure: pass the value in, or do this on a higher floor.' }));

const clock = 'The engine has no clock: take the instant as an argument.';
const zone = "The engine does not know the host's time zone or language: use the UTC methods.";

/** The same, for forms that are not a bare name. */
export const impureSyntax = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clock },
  { selector: "CallExpression[callee.name='Date']", message: clock },
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: clock },
  { selector: "MemberExpression[object.name='Date'][property.value='now']", message: clock },
  { selector: "VariableDeclarator[init.name='Date']", message: clock },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'The engine has no randomness.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.value='random']",
    message: 'The engine has no randomness.',
  },
  { selector: "VariableDeclarator[init.name='Math']", message: 'Name Math where it is used.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length>1]", message: zone },
  {
    selector:
      'MemberExpression[property.name=/^(getTimezoneOffset|toLocale(Date|Time)String|[gs]et(FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds))$/]',
    message: zone,
  },
];

const silence = 'A test that does not run hides a fault. Tests that need real logs use engine/testing/real-data.ts.';

/** Tests run, all of them. */
export const noSilencedTests = [
  {
    selector:
      'MemberExpression[object.name=/^(it|test|describe|suite|bench)$/][property.name=/^(only|skip|todo|skipIf|runIf|fails)$/]',
    message: silence,
  },
  {
    selector:
      'MemberExpression[object.object.name=/^(it|test|describe|suite|bench)$/][property.name=/^(only|skip|todo|skipIf|runIf|fails)$/]',
    message: silence,
  },
  {
    selector: "CallExpression[callee.object.name=/^(ctx|context|task)$/][callee.property.name='skip']",
    message: silence,
  },
];

/** Everywhere. */
export const always = [
  {
    selector: 'CatchClause > BlockStatement[body.length=0]',
    message: 'An empty catch hides a fault: handle it, report it, or let it go up.',
  },
];

const extension = 'Relative imports end in .js (or name the file, as .json, .svelte and .css do).';
const bare = '/^\\.{1,2}(\\/(?!.*\\.(js|mjs|cjs|json|svelte|css)(\\?|$)).*)?$/';

/** Node runs ES modules by full file name; a bundler that forgives hides it. */
export const fullFileNames = [
  { selector: `ImportDeclaration[source.value=${bare}]`, message: extension },
  { selector: `ExportNamedDeclaration[source.value=${bare}]`, message: extension },
  { selector: `ExportAllDeclaration[source.value=${bare}]`, message: extension },
  { selector: `ImportExpression[source.value=${bare}]`, message: extension },
];

const result = 'An exported function says what it returns: readers and the compiler start from there.';
const unsaid = 'FunctionExpression:not([returnType])';

/**
 * The gist of `explicit-module-boundary-types`, which also complains about arrow functions in tables whose type is
 * declared as a whole.
 */
export const declaredResults = [
  {
    selector: ':matches(ExportNamedDeclaration, ExportDefaultDeclaration) > FunctionDeclaration:not([returnType])',
    message: result,
  },
  {
    selector:
      'ExportNamedDeclaration > VariableDeclaration > VariableDeclarator:not([id.typeAnnotation]) > :matches(ArrowFunctionExpression, FunctionExpression):not([returnType])',
    message: result,
  },
  {
    selector: `:matches(ExportNamedDeclaration, ExportDefaultDeclaration) > ClassDeclaration > ClassBody > MethodDefinition[accessibility!='private'][key.type!='PrivateIdentifier'][kind=/^(get|method)$/] > ${unsaid}`,
    message: result,
  },
];
