/**
 * A lab that lives in the page: data that look real, commands that change them, streams that move. For building pages and for
 * tests of the window. `?devices=N` · `?lost` · `?fail=traces.list` (a call that fails) · `?slow` · `?theme=dark`.
 */
import type {
  ApiError,
  CallName,
  FleetDevice,
  Input,
  LabClient,
  LabStatus,
  Output,
  Settings,
  StreamName,
} from '../../../app/api/contract.js';
import { fakeAnswers, type Answers } from './fake-answers.js';
import { fakeFleet } from './fake-fleet.js';
import { liveRunAt } from './fake-runs.js';
import { importSteps } from './fake-traces.js';

export interface FakeState {
  settings: Settings;
  devices: readonly FleetDevice[];
  isPaused: boolean;
  readonly status: LabStatus;
  /** Every command that was given, for tests: `fleet.restore {"device":"..."}`. */
  readonly given: string[];
  readonly changed: () => void;
}

const STEP_MS = 1_000;

declare global {
  interface Window {
    /** For tests: what the fake lab was told to do. */
    fakeLab?: FakeState;
  }
}

function stateOf(asked: URLSearchParams, changed: () => void): FakeState {
  const theme = asked.get('theme');
  return {
    settings: {
      adbServers: ['127.0.0.1:5037'],
      adbProgram: null,
      sdkFolder: '/home/lab/Android/Sdk',
      toleranceMs: 1_000,
      defaultCompression: 60,
      retention: { maxBytes: 21_474_836_480, maxAgeDays: 180 },
      theme: theme === 'dark' || theme === 'contrast' || theme === 'light' ? theme : 'system',
    },
    devices: fakeFleet(Number(asked.get('devices') ?? 12)).devices,
    isPaused: false,
    status: {
      version: '0.1.0',
      host: 'server',
      store: { folder: '/home/lab/.local/share/curfew', state: 'ok', advice: null },
      simulatedDevices: 0,
      alerts: asked.has('quiet')
        ? []
        : [
            {
              severity: 'warning',
              text: 'Galaxy S24 (desk 1) is dirty: 3 changes are not undone.',
              page: 'fleet/r5cx70abcde',
            },
            { severity: 'info', text: 'The store grows by 1.2 GiB a week.', page: 'settings' },
          ],
    },
    given: [],
    changed,
  };
}

const cancelled: ApiError = { kind: 'cancelled', text: 'Cancelled.' };

export function openFakeLab(asked: URLSearchParams): LabClient {
  const watchers = new Set<() => void>();
  const state = stateOf(asked, () => watchers.forEach((tell) => tell()));
  window.fakeLab = state;
  const answers = fakeAnswers(state);
  const failing = asked.getAll('fail');
  const delayMs = asked.has('slow') ? 1_500 : 15;

  return {
    call: (name, input, signal) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => resolve({ ok: false, error: cancelled }));
        setTimeout(() => {
          if (failing.includes(name)) {
            resolve({
              ok: false,
              error: { kind: 'refused', text: `The lab could not do ${name}: the disk is full. Free some space.` },
            });
          } else resolve(answer(answers, name, input));
        }, delayMs);
      }),
    watch: (name, input, signal, onItem, onEnd) => {
      startStream(name, { input, signal, state, watchers, onItem, onEnd });
    },
    upload: (file, signal, onProgress) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ ok: false, error: cancelled }));
        onProgress(0.5);
        setTimeout(() => {
          onProgress(1);
          resolve({ ok: true, value: `upload-${file.size}` });
        }, delayMs * 10);
      }),
    onConnection: (listener) => {
      if (asked.has('lost')) setTimeout(() => listener('lost'), delayMs);
      return () => undefined;
    },
  };
}

function answer<N extends CallName>(
  answers: Answers,
  name: N,
  input: Input<N>,
): { readonly ok: true; readonly value: Output<N> } | { readonly ok: false; readonly error: ApiError } {
  const found: (input: Input<N>) => Output<N> | string = answers[name];
  const value = found(input);
  // A text instead of a value is a refusal: no call answers with a bare text.
  return typeof value === 'string' ? { ok: false, error: { kind: 'refused', text: value } } : { ok: true, value };
}

interface Stream<N extends StreamName> {
  readonly input: Input<N>;
  readonly signal: AbortSignal;
  readonly state: FakeState;
  readonly watchers: Set<() => void>;
  readonly onItem: (item: Output<N>) => void;
  readonly onEnd: ((error: ApiError | null) => void) | undefined;
}

function startStream<N extends StreamName>(name: N, stream: Stream<N>): void {
  // One implementation for every name: TypeScript cannot tell that name and item belong together.
  const send = stream.onItem as (item: unknown) => void;
  const { state, signal, watchers } = stream;
  const repeat = (tell: () => void): void => {
    tell();
    watchers.add(tell);
    signal.addEventListener('abort', () => watchers.delete(tell));
  };
  if (name === 'fleet.watch') {
    let revision = 0;
    repeat(() => send({ ...fakeFleet(0), revision: (revision += 1), devices: state.devices }));
  } else if (name === 'lab.watch') repeat(() => send(state.status));
  else if (name === 'runs.watch') watchRun(state, signal, send);
  else watchImport(stream.input as Input<'traces.import'>, signal, send, stream.onEnd);
}

function watchRun(state: FakeState, signal: AbortSignal, send: (item: unknown) => void): void {
  if (state.devices.length === 0) return;
  let step = 0;
  const tell = (): void => send(liveRunAt(step, state.isPaused));
  tell();
  const timer = setInterval(() => {
    if (!state.isPaused) step += 1;
    tell();
  }, STEP_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}

function watchImport(
  { files }: Input<'traces.import'>,
  signal: AbortSignal,
  send: (item: unknown) => void,
  onEnd: ((error: ApiError | null) => void) | undefined,
): void {
  const steps = files.flatMap(({ name }) => importSteps(name));
  let at = 0;
  const timer = setInterval(() => {
    const step = steps[at];
    at += 1;
    if (step === undefined) {
      clearInterval(timer);
      onEnd?.(null);
    } else send(step);
  }, 150);
  signal.addEventListener('abort', () => clearInterval(timer));
}
