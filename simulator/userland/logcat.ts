/** `logcat`: text formats threadtime (also with uid, epoch, year), brief and tag, and the binary form. */
import { logBufferIds, type LogBufferName, type LogPriority, type LogRecord } from '../device/log-buffers.js';
import { payloadOf } from '../device/log-payload.js';
import type { Command, CommandContext } from './command.js';

const defaultBuffers: readonly LogBufferName[] = ['main', 'system', 'crash'];
const everyBuffer = Object.keys(logBufferIds) as readonly LogBufferName[];
const priorities = 'VDIWEFS';
const HEADER_BYTES = 28;
const MAX_UNREAD = 100_000;

interface Options {
  buffers: LogBufferName[];
  action: 'print' | 'dump' | 'clear' | 'sizes' | 'resize';
  isBinary: boolean;
  format: string[];
  /** Of the last records so many; undefined: all. */
  count: number | undefined;
  /** Wall clock from which on records count, milliseconds. */
  sinceMs: number | undefined;
  size: number;
  pid: number | undefined;
  filters: { tag: string; priority: LogPriority | 'S' }[];
}

export const logcat: Command = async (context) => {
  const options = parse(context.args, context.device.clocks.wall);
  if (typeof options === 'string') {
    await context.stderr(`${options}\n`);
    return 1;
  }
  const { log } = context.device;
  switch (options.action) {
    case 'clear':
      for (const name of options.buffers) log.clear(name);
      return 0;
    case 'resize':
      if (context.device.options.quirks.isLogSizeFixed === true) {
        await context.stderr('failed to set the log size\n');
        return 1;
      }
      for (const name of options.buffers) log.resize(name, options.size);
      return 0;
    case 'sizes':
      for (const name of options.buffers) {
        const { size, used } = log.sizeOf(name);
        await context.stdout(
          `${name}: ring buffer is ${readable(size)} (${readable(used)} consumed, ${readable(used)} readable), max entry is 5120 B, max payload is 4068 B\n`,
        );
      }
      return 0;
    default:
      return await print(context, options);
  }
};

/** logd's `B`, `KiB`, `MiB`: the largest in which the number is whole enough. */
function readable(bytes: number): string {
  if (bytes >= 1 << 20) return `${bytes >> 20} MiB`;
  return bytes >= 1 << 10 ? `${bytes >> 10} KiB` : `${bytes} B`;
}

async function print({ device, stdout, hangup }: CommandContext, options: Options): Promise<number> {
  const begun = new Set<LogBufferName>();
  const isMeant = (record: LogRecord): boolean => options.buffers.includes(record.buffer) && passes(record, options);
  const show = async (record: LogRecord): Promise<boolean> => {
    if (options.isBinary) return await stdout(binary(record));
    const marker = begun.has(record.buffer) ? '' : `--------- beginning of ${record.buffer}\n`;
    begun.add(record.buffer);
    return await stdout(marker + text(record, options.format));
  };

  // Followed from before the first look, so that nothing falls between.
  const fresh: LogRecord[] = [];
  let wake: () => void = () => undefined;
  const unfollow = device.log.follow((record) => {
    if (options.action !== 'print') return;
    fresh.push(record);
    // A reader that is slower than the log loses what it has not read, as in logd.
    if (fresh.length > MAX_UNREAD) fresh.shift();
    wake();
  });
  const ended = hangup.then(() => 'ended' as const);
  try {
    const present = device.log.records(options.buffers).filter(isMeant);
    for (const record of options.count === undefined ? present : present.slice(-options.count)) {
      if (!(await show(record))) return 0;
    }
    while (options.action === 'print') {
      for (let record = fresh.shift(); record !== undefined; record = fresh.shift()) {
        if (isMeant(record) && !(await show(record))) return 0;
      }
      const woken = new Promise<'woken'>((resolve) => {
        wake = () => resolve('woken');
      });
      if (fresh.length === 0 && (await Promise.race([woken, ended])) === 'ended') return 0;
    }
    return 0;
  } finally {
    unfollow();
  }
}

function passes(record: LogRecord, { filters, pid, sinceMs }: Options): boolean {
  if (pid !== undefined && record.pid !== pid) return false;
  if (sinceMs !== undefined && record.wallMs < sinceMs) return false;
  const filter = filters.find(({ tag }) => tag === record.tag) ?? filters.find(({ tag }) => tag === '*');
  return filter === undefined || priorities.indexOf(record.priority) >= priorities.indexOf(filter.priority);
}

function binary(record: LogRecord): Buffer {
  const payload = payloadOf(record);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16LE(payload.length, 0);
  header.writeUInt16LE(HEADER_BYTES, 2);
  header.writeInt32LE(record.pid, 4);
  header.writeUInt32LE(record.tid, 8);
  header.writeUInt32LE(Math.floor(record.wallMs / 1000), 12);
  header.writeUInt32LE(Math.floor(record.wallMs % 1000) * 1_000_000, 16);
  header.writeUInt32LE(logBufferIds[record.buffer], 20);
  header.writeUInt32LE(record.uid, 24);
  return Buffer.concat([header, payload]);
}

function text(record: LogRecord, format: readonly string[]): string {
  const { priority, tag, pid, tid, message } = record;
  const head = (): string => {
    if (format.includes('brief')) return `${priority}/${tag.padEnd(8)}(${String(pid).padStart(5)}): `;
    if (format.includes('tag')) return `${priority}/${tag.padEnd(8)}: `;
    const uid = format.includes('uid') ? `${uidName(record.uid).padStart(5)} ` : '';
    const ids = `${uid}${String(pid).padStart(5)} ${String(tid).padStart(5)}`;
    return `${time(record.wallMs, format)} ${ids} ${priority} ${tag.padEnd(8)}: `;
  };
  const prefix = format.includes('raw') ? '' : head();
  return message
    .split('\n')
    .map((line) => `${prefix}${line}\n`)
    .join('');
}

function time(wallMs: number, format: readonly string[]): string {
  if (format.includes('epoch')) return (wallMs / 1000).toFixed(format.includes('usec') ? 6 : 3).padStart(19);
  const iso = new Date(wallMs).toISOString();
  const zone = format.includes('zone') || format.includes('UTC') ? ' +0000' : '';
  const finer = format.includes('nsec') ? '000000' : format.includes('usec') ? '000' : '';
  return `${iso.slice(format.includes('year') ? 0 : 5, 10)} ${iso.slice(11, 23)}${finer}${zone}`;
}

const uidName = (uid: number): string => (uid === 1000 ? 'system' : uid === 0 ? 'root' : String(uid));

const sizeOf = (value: string): number | undefined => {
  const [, count = '', unit = ''] = /^([1-9][0-9]{0,9})([KMG]?)$/.exec(value) ?? [];
  const factors: Readonly<Record<string, number>> = { '': 1, K: 1 << 10, M: 1 << 20, G: 1 << 30 };
  return count === '' ? undefined : Number(count) * (factors[unit] ?? 1);
};

/** The options, or what logcat complains about. */
function parse(args: readonly string[], wallMs: number): Options | string {
  const options: Options = {
    buffers: [],
    action: 'print',
    isBinary: false,
    format: [],
    count: undefined,
    sinceMs: undefined,
    size: 0,
    pid: undefined,
    filters: [],
  };
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at] ?? '';
    const [name = '', glued] = splitOption(argument);
    const value = (): string => glued ?? args[++at] ?? '';
    const problem = applyOption(options, name, value, wallMs);
    if (problem !== undefined) return problem;
  }
  if (options.buffers.length === 0) options.buffers = [...defaultBuffers];
  return options;
}

/** `-bmain` and `--pid=3` carry their value with them. */
function splitOption(argument: string): readonly [string, string | undefined] {
  const long = /^(--[a-z-]+)=(.*)$/s.exec(argument);
  if (long !== null) return [long[1] ?? '', long[2]];
  const short = /^(-[bvtTGrne])(.+)$/s.exec(argument);
  return short === null ? [argument, undefined] : [short[1] ?? '', short[2]];
}

function applyOption(options: Options, name: string, value: () => string, wallMs: number): string | undefined {
  switch (name) {
    case '-b':
    case '--buffer':
      for (const buffer of value().split(',')) {
        const chosen =
          buffer === 'all'
            ? everyBuffer
            : buffer === 'default'
              ? defaultBuffers
              : everyBuffer.filter((known) => known === buffer);
        if (chosen.length === 0) return `logcat: Unknown buffer '${buffer}'`;
        options.buffers.push(...chosen.filter((known) => !options.buffers.includes(known)));
      }
      return undefined;
    case '-B':
    case '--binary':
      options.isBinary = true;
      return undefined;
    case '-c':
    case '--clear':
      options.action = 'clear';
      return undefined;
    case '-d':
      options.action = 'dump';
      return undefined;
    case '-g':
    case '--buffer-size':
      options.action = 'sizes';
      return undefined;
    case '-G': {
      const size = sizeOf(value());
      if (size === undefined) return 'logcat: Invalid argument for -G';
      options.action = 'resize';
      options.size = size;
      return undefined;
    }
    case '-s':
      options.filters.push({ tag: '*', priority: 'S' });
      return undefined;
    case '-t':
      options.action = 'dump';
      return startAt(options, value(), wallMs);
    case '-T':
      return startAt(options, value(), wallMs);
    case '-v':
    case '--format':
      options.format.push(...value().split(/[ ,]/));
      return undefined;
    case '--pid':
      options.pid = Number(value());
      return undefined;
    default:
      return addFilter(options, name);
  }
}

/** A count, `SECONDS.FRACTION`, or `[YYYY-]MM-DD hh:mm:ss.mmm` on the device's clock. */
function startAt(options: Options, value: string, wallMs: number): string | undefined {
  if (/^[0-9]{1,6}$/.test(value)) options.count = Number(value);
  else if (/^[0-9]{1,11}\.[0-9]{1,9}$/.test(value)) options.sinceMs = Number(value) * 1000;
  else {
    const [, year = String(new Date(wallMs).getUTCFullYear()), rest = '', clock = ''] =
      /^(?:([0-9]{4})-)?([0-9]{2}-[0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{1,3})/.exec(value) ?? [];
    const since = Date.parse(`${year}-${rest}T${clock}Z`);
    if (Number.isNaN(since)) return `logcat: -T '${value}' not in time format.`;
    options.sinceMs = since;
  }
  return undefined;
}

function addFilter(options: Options, text: string): string | undefined {
  const [, tag = '', priority = 'V'] = /^([^\s:]+)(?::([VDIWEFS*]))?$/.exec(text) ?? [];
  if (tag === '' || text.startsWith('-')) return `logcat: Unrecognized Option ${text}`;
  options.filters.unshift({ tag, priority: (priority === '*' ? 'V' : priority) as LogPriority | 'S' });
  return undefined;
}
