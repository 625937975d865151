/**
 * Who is measured, on what. `input` names a file of `inputs.mjs`; `load` resolves to a function that reads that file once
 * and returns its answers. Modules are loaded in the child process that measures, nowhere else.
 */
const curfew = () => import('./curfew-contenders.mjs');
const scripts = () => import('./script-contenders.mjs');
const adbkit = () => import('./adbkit-contender.mjs');

const repeated = [
  {
    id: 'text-read',
    input: 'text',
    title: 'read the file, nothing else',
    load: async () => (await scripts()).readOnly(),
  },
  { id: 'text-grep', input: 'text', title: 'grep -c ActivityManager', load: async () => (await scripts()).grepCount() },
  {
    id: 'text-scan',
    input: 'text',
    title: 'Curfew: every line checked, no tag wanted',
    load: async () => (await curfew()).textScan(),
  },
  {
    id: 'text-one-tag',
    input: 'text',
    title: 'Curfew: records of ActivityManager',
    load: async () => (await curfew()).textOneTag(),
  },
  {
    id: 'text-facts',
    input: 'text',
    title: 'Curfew: full ingest, bytes to facts',
    load: async () => (await curfew()).facts(),
  },
  { id: 'text-trace', input: 'text', title: 'Curfew: bytes to trace', load: async () => (await curfew()).trace() },
  { id: 'text-split', input: 'text', title: 'split + regex', load: async () => (await scripts()).splitAndRegex() },
  {
    id: 'text-readline',
    input: 'text',
    title: 'readline + regex',
    load: async () => (await scripts()).readlineAndRegex(),
  },
  {
    id: 'binary-records',
    input: 'binary',
    title: 'Curfew: every record delivered',
    load: async () => (await curfew()).binaryRecords(),
  },
  {
    id: 'binary-facts',
    input: 'binary',
    title: 'Curfew: full ingest, bytes to facts',
    load: async () => (await curfew()).facts(),
  },
  {
    id: 'binary-adbkit',
    input: 'binary',
    title: '@devicefarmer/adbkit-logcat',
    load: async () => (await adbkit()).adbkitRecords(),
  },
  {
    id: 'bugreport-trace',
    input: 'bugreport',
    title: 'Curfew: ZIP to trace',
    load: async () => (await curfew()).trace(),
  },
];

/** Only with --large, and once: it takes its time. */
const large = {
  id: 'large-trace',
  input: 'large',
  title: 'Curfew: bytes to trace',
  load: async () => (await curfew()).trace(),
};

/** The contender that others are compared with, by input. */
export const baselines = { text: 'text-readline', binary: 'binary-adbkit' };

export const contenders = (withLarge) => (withLarge ? [...repeated, large] : repeated);
