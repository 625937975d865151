import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import { coreRules } from './eslint/core-rules.js';
import { floorsRule } from './eslint/floors.js';
import { ledgerOnlyRule } from './eslint/ledger-only.js';
import {
  always,
  declaredResults,
  fullFileNames,
  impureGlobals,
  impureSyntax,
  noSilencedTests,
} from './eslint/restrictions.js';

const typescript = ['**/*.ts', '**/*.mts', '**/*.cts'];
const javascript = ['**/*.js', '**/*.mjs', '**/*.cjs'];
const tests = ['**/*.test.ts', '**/*-fixture.ts', '**/*.test.js', '**/*.test.mjs'];
const restricted = (...lists) => ['error', ...lists.flat()];

/** Globals of Node that our scripts use; TypeScript files leave this to the compiler. */
const nodeGlobals = ['console', 'process', 'URL', 'setTimeout', 'clearTimeout', 'performance', 'Buffer'];

const typedRules = {
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/ban-ts-comment': [
    'error',
    { 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 10 },
  ],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  // A default makes an exhaustive switch silent about new members; numbers and strings still need one.
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  // Strings and numbers stand for "not empty" and "not zero"; what may also be absent must be compared in words.
  '@typescript-eslint/strict-boolean-expressions': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'all' }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/non-nullable-type-assertion-style': 'error',
  '@typescript-eslint/prefer-includes': 'error',
  '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: true }],
  '@typescript-eslint/prefer-optional-chain': 'error',
  '@typescript-eslint/prefer-string-starts-ends-with': 'error',
};

export default defineConfig(
  { ignores: ['node_modules/', 'out/', 'coverage/', 'reports/', '.stryker-tmp/'] },
  {
    // No comment can switch a rule off: an exception is a line in this file, where everybody sees it.
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    plugins: { curfew: { rules: { floors: floorsRule, 'ledger-only': ledgerOnlyRule } } },
    rules: {
      ...coreRules,
      'curfew/floors': 'error',
      'curfew/ledger-only': 'error',
      'no-restricted-syntax': restricted(always, noSilencedTests, fullFileNames),
    },
  },
  {
    files: typescript,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...typedRules,
      'no-restricted-syntax': restricted(always, noSilencedTests, fullFileNames, declaredResults),
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: javascript,
    languageOptions: {
      sourceType: 'module',
      globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])),
    },
    rules: { 'no-undef': 'error' },
  },
  ...svelte.configs.recommended.map((part) => ({ ...part, files: part.files ?? ['renderer/**/*.svelte'] })),
  {
    files: ['renderer/**/*.svelte', 'renderer/**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] } },
    // The core rule takes names of parameters in types for variables; svelte-check finds what is really unused.
    rules: { 'no-unused-vars': 'off' },
  },
  {
    // The engine is pure, apart from what tests and the worker pool need.
    files: ['engine/**/*.ts'],
    ignores: [...tests, 'engine/testing/**', 'engine/pool/**'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-syntax': restricted(always, noSilencedTests, fullFileNames, declaredResults, impureSyntax),
    },
  },
  {
    // Types of `import.meta.glob`, by path: the renderer's checker does not find them by name.
    files: ['app/lab/store/migrations.ts'],
    rules: { '@typescript-eslint/triple-slash-reference': ['error', { path: 'always' }] },
  },
  {
    // The places that may skip: they say why, and scripts/test.mjs lists it.
    files: ['engine/testing/real-data.ts', 'e2e/**/tools.ts'],
    rules: { 'no-restricted-syntax': restricted(always, fullFileNames, declaredResults) },
  },
  {
    files: tests,
    rules: {
      'no-restricted-syntax': restricted(always, noSilencedTests, fullFileNames),
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/strict-boolean-expressions': 'off',
    },
  },
);
