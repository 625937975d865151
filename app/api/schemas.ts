/**
 * What may come in, call by call: strict, so that a field that nobody reads is a mistake and not silence, and bounded, so that
 * nothing costs more than it is worth. The type says that there is a schema for each name, and that it fits the contract.
 */
import { z } from 'zod';
import type { CallName, Input, StreamName } from './contract.js';

/** Characters of a scenario's text; the reader has a limit of its own below that. */
const maxText = 1 << 20;
const maxListed = 1_000;

const nothing = z.strictObject({});
const word = z.string().min(1).max(256);
const sentence = z.string().max(10_000);
const device = word;
const run = z.string().regex(/^[a-z0-9-]{1,200}$/, 'is no id of a run');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256');
/** An imported analysis, or `RUN/SCENARIO/DEVICE`: a case of a run. */
const analysis = z.string().min(1).max(1_000);
const count = z.int().min(0);
const toleranceMs = z.int().min(0).max(86_400_000);
const targetSdk = z.int().min(33).max(36);
const address = z.string().regex(/^[^\s/]{1,253}:\d{1,5}$/, 'wants HOST:PORT');
const compression = z.number().min(1).max(10_000);
const subject = z.union([z.strictObject({ run }), z.strictObject({ analysis })]);

const runRequest = z.strictObject({
  name: z.string().max(500),
  scenarios: z
    .array(z.strictObject({ title: z.string().max(500), text: z.string().max(maxText) }))
    .min(1)
    .max(maxListed),
  devices: z.array(device).min(1).max(maxListed),
  compression,
  targets: z.array(targetSdk).max(4),
  toleranceMs,
  note: sentence,
});

const variation = z.strictObject({
  policy: word,
  variant: word.exactOptional(),
  targetSdk: z.int().min(1).max(1_000).exactOptional(),
  config: z.record(z.string().max(200), z.number().min(0).max(Number.MAX_SAFE_INTEGER)).exactOptional(),
});

export const settingsShape = {
  adbServers: z.array(address).max(20),
  adbProgram: z.string().min(1).max(4_096).nullable(),
  sdkFolder: z.string().min(1).max(4_096).nullable(),
  toleranceMs,
  defaultCompression: compression,
  retention: z.strictObject({
    maxBytes: z.int().min(0).nullable(),
    maxAgeDays: z.number().min(0).max(36_500).nullable(),
  }),
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
};

const changeOfSettings = z.strictObject({
  adbServers: settingsShape.adbServers.exactOptional(),
  adbProgram: settingsShape.adbProgram.exactOptional(),
  sdkFolder: settingsShape.sdkFolder.exactOptional(),
  toleranceMs: settingsShape.toleranceMs.exactOptional(),
  defaultCompression: settingsShape.defaultCompression.exactOptional(),
  retention: settingsShape.retention.exactOptional(),
  theme: settingsShape.theme.exactOptional(),
});

type Schemas = { readonly [N in CallName | StreamName]: z.ZodType<Input<N>> };

export const schemas: Schemas = {
  'lab.status': nothing,
  'fleet.gates': z.strictObject({ device }),
  'fleet.restore-plan': z.strictObject({ device }),
  'emulators.list': nothing,
  'traces.list': z.strictObject({ search: z.string().max(500) }),
  'traces.analysis': z.strictObject({ analysis }),
  'traces.lines': z.strictObject({ analysis, source: count, from: z.int().min(1), count: z.int().min(1).max(10_000) }),
  'traces.explain': z.strictObject({ analysis, predicted: count }),
  'what-if.replay': z.strictObject({ analysis, variations: z.array(variation).min(1).max(100) }),
  'policies.list': nothing,
  'scenarios.list': nothing,
  'scenarios.read': z.strictObject({ id: word }),
  'scenarios.check': z.strictObject({ text: z.string().max(maxText), policy: word.nullable(), compression }),
  'runs.list': nothing,
  'runs.read': z.strictObject({ run }),
  'runs.plan': runRequest,
  'runs.compare': z.strictObject({ before: run, after: run }),
  'reports.preview': z.strictObject({ subject }),
  'reports.list': z.strictObject({ run }),
  'settings.read': nothing,
  'store.retention-preview': nothing,
  'ledger.lines': nothing,

  'fleet.change': z.strictObject({
    device,
    name: z.string().max(200).exactOptional(),
    labels: z.array(word).max(50).exactOptional(),
    note: sentence.exactOptional(),
    ignored: z.boolean().exactOptional(),
  }),
  'fleet.quarantine': z.strictObject({ device, reason: z.string().min(1).max(1_000) }),
  'fleet.retest': z.strictObject({ device }),
  'fleet.restore': z.strictObject({ device }),
  'fleet.install-probe': z.strictObject({ device, targetSdk }),
  'fleet.uninstall-probe': z.strictObject({ device }),
  'fleet.connect': z.strictObject({ address }),
  'fleet.disconnect': z.strictObject({ address }),
  'fleet.pair': z.strictObject({
    address,
    code: z.string().regex(/^\d{6}$/, 'is the six digits that the device shows'),
  }),
  'fleet.simulate': z.strictObject({ devices: z.int().min(1).max(64), profile: z.string().regex(/^[a-z0-9-]{1,40}$/) }),
  'fleet.stop-simulating': nothing,
  'emulators.start': z.strictObject({ name: word }),
  'emulators.stop': z.strictObject({ name: word }),
  'traces.change': z.strictObject({
    trace: sha256,
    title: z.string().max(500).exactOptional(),
    pinned: z.boolean().exactOptional(),
    note: sentence.exactOptional(),
  }),
  'traces.remove': z.strictObject({ trace: sha256 }),
  'scenarios.save': z.strictObject({
    id: word.nullable(),
    title: z.string().min(1).max(200),
    text: z.string().max(maxText),
  }),
  'scenarios.delete': z.strictObject({ id: word }),
  'runs.start': runRequest,
  'runs.observe': z.strictObject({
    name: z.string().max(500),
    device,
    packageName: z.string().regex(/^[A-Za-z][\w.]{0,254}$/, 'is no name of a package'),
    forMs: z
      .int()
      .min(1)
      .max(7 * 86_400_000),
    toleranceMs,
  }),
  'runs.pause': z.strictObject({ run }),
  'runs.unpause': z.strictObject({ run }),
  'runs.cancel': z.strictObject({ run }),
  'runs.resume': z.strictObject({ run }),
  'runs.change': z.strictObject({
    run,
    name: z.string().max(500).exactOptional(),
    pinned: z.boolean().exactOptional(),
    note: sentence.exactOptional(),
  }),
  'reports.write': z.strictObject({ subject, formats: z.array(word).min(1).max(20) }),
  'settings.change': changeOfSettings,
  'store.prune': nothing,
  'store.back-up': nothing,

  'fleet.watch': nothing,
  'runs.watch': nothing,
  'lab.watch': nothing,
  'traces.import': z.strictObject({
    files: z
      .array(z.strictObject({ name: z.string().min(1).max(1_000), upload: z.string().regex(/^[0-9a-f]{32}$/) }))
      .min(1)
      .max(1_000),
    policy: word.nullable(),
  }),
};
