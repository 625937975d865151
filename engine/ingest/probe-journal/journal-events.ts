/**
 * What the probe (native-probe-apk) writes: the members of each event. The same is said by `native-probe-apk/journal.schema.json`, which
 * the Java is checked against; a test holds this table to it.
 */
type FieldKind = 'integer' | 'text' | 'flag' | 'integer?' | 'text?' | 'flag?';

const service = { service: 'text' } as const;
const job = { kind: 'text', job: 'integer' } as const;
const refusal = { exception: 'text?', message: 'text?' } as const;

/** Event → member → what it holds; a question mark: it may be absent. */
export const journalEvents = {
  'process-start': { schema: 'text', package: 'text', sdk: 'integer', target: 'integer', fingerprint: 'text' },
  exit: {
    exitWall: 'integer',
    exitPid: 'integer',
    exitProcess: 'text',
    reason: 'integer',
    status: 'integer',
    importance: 'integer',
    description: 'text?',
  },
  uncaught: { thread: 'text', exception: 'text', message: 'text?' },
  'trim-memory': { level: 'integer' },
  command: { steps: 'text' },
  'step-refused': { step: 'text', why: 'text' },
  mark: { text: 'text' },
  'service-create': service,
  'start-command': { startId: 'integer', flags: 'integer', restart: 'flag', returns: 'integer', ...service },
  foreground: { asked: 'integer', types: 'integer?', ...service },
  'foreground-refused': { asked: 'integer', types: 'integer?', exception: 'text', message: 'text?', ...service },
  'stop-foreground': service,
  'stop-self': service,
  timeout: { overload: 'integer', startId: 'integer', types: 'integer?', ...service },
  bind: service,
  rebind: service,
  unbind: service,
  'task-removed': service,
  'service-destroy': service,
  start: { call: 'text', accepted: 'flag', ...service, ...refusal },
  'stop-service': { found: 'flag', ...service },
  'bind-asked': service,
  'bind-refused': service,
  'unbind-asked': service,
  'unbind-refused': service,
  connected: service,
  disconnected: service,
  hang: { forMs: 'integer' },
  'hang-end': {},
  crash: {},
  die: {},
  'beat-set': { source: 'text', everyMs: 'integer' },
  beat: { source: 'text', count: 'integer', lateMs: 'integer' },
  state: {
    battery: 'integer?',
    plugged: 'integer?',
    temperature: 'integer?',
    importance: 'integer',
    trimLevel: 'integer',
    interactive: 'flag',
    doze: 'flag',
    saver: 'flag',
    unrestricted: 'flag',
    restricted: 'flag?',
    bucket: 'integer?',
  },
  'job-schedule': { kind: 'text', job: 'integer?', accepted: 'flag', ...refusal },
  'job-cancel': job,
  'job-start': job,
  'job-finish': job,
  'job-stop': { ...job, reason: 'integer?' },
  activity: { phase: 'text' },
  'boot-receiver': { on: 'flag' },
  'boot-completed': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, FieldKind>>>>;

/** The members of every line. `up`, `elapsed`, `wall`: the three clocks of one moment, in milliseconds. */
export const journalHead = {
  v: 'integer',
  seq: 'integer',
  up: 'integer',
  elapsed: 'integer',
  wall: 'integer',
  uid: 'integer',
  pid: 'integer',
  process: 'text',
  boot: 'text',
  run: 'text?',
} as const satisfies Readonly<Record<string, FieldKind>>;

export type JournalEventName = keyof typeof journalEvents;

type Value<Kind> = Kind extends `integer${string}` ? number : Kind extends `text${string}` ? string : boolean;

type Fields<Table> = {
  readonly [Name in keyof Table as Table[Name] extends `${string}?` ? never : Name]: Value<Table[Name]>;
} & {
  readonly [Name in keyof Table as Table[Name] extends `${string}?` ? Name : never]?: Value<Table[Name]>;
};

type LineOf<Event extends JournalEventName> = Fields<typeof journalHead> & { readonly event: Event } & Fields<
    (typeof journalEvents)[Event]
  >;

/** One line of the journal; which members it has beside the head depends on `event`. */
export type JournalLine = { [Event in JournalEventName]: LineOf<Event> }[JournalEventName];

/** What a member must hold. */
export function fieldRule(kind: FieldKind): {
  readonly type: 'number' | 'string' | 'boolean';
  readonly optional: boolean;
} {
  const optional = kind.endsWith('?');
  if (kind.startsWith('integer')) return { type: 'number', optional };
  return { type: kind.startsWith('text') ? 'string' : 'boolean', optional };
}
