/**
 * Writes a threadtime log of a realistic mix to a file: seeded, so the same arguments give the same bytes.
 *
 *     node bench/generate-log.mjs <path> [lines = 1000000] [seed = 1]
 *
 * About 135 bytes a line; about 5 % of the lines have tags that tell of services and processes; LF line ends; a few
 * non-ASCII messages; stamps that mostly go forward, at times back by some milliseconds.
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** mulberry32: small, seeded, the same everywhere. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const words =
  'surface composition frame buffer allocated session controller network request callback delivered package update alarm scheduled broadcast receiver enqueued window focus changed thermal status sensor sample dropped latency exceeded state transition connection retry cache entry evicted provider cursor closed metrics flushed'.split(
    ' ',
  );
const noisyTags = [
  'SurfaceFlinger',
  'WifiService',
  'ConnectivityService',
  'BatteryExternalStatsWorker',
  'chromium',
  'Choreographer',
  'OpenGLRenderer',
  'AudioFlinger',
  'SmartPower',
  'com.miui.home',
  'System.err',
  'NetworkSecurityConfig',
  'BufferQueueProducer',
  'PackageManager',
  'InputDispatcher',
  'ash',
  'ActivityTaskManager',
  'CCodec',
  'libc',
  '',
];
const levels = 'VDDDIIIIIWWE';
const packages = Array.from({ length: 200 }, (_, i) => `com.example.app${i}`);

function stampOf(ms) {
  return new Date(ms).toISOString().slice(5, 23).replace('T', ' ');
}

function messageOf(random, length) {
  let text = '';
  while (text.length < length)
    text += `${words[Math.floor(random() * words.length)]}=${Math.floor(random() * 10_000)} `;
  return random() < 0.01 ? `${text}→ данные 数据 🔋` : text.trimEnd();
}

/** No process of an app has the pid of the system. */
const systemPid = 1_650;
const appPid = (random) => 2_000 + Math.floor(random() * 28_000);

/** `runningSince`: by app, when its service went to the foreground, so that the durations that are printed are true. */
function wantedLine(random, ms, runningSince) {
  const app = Math.floor(random() * packages.length);
  const name = packages[app];
  const component = `${name}/.SyncService`;
  const foreground = () => {
    const since = runningSince.get(app);
    const [transition, duration, reason] =
      since === undefined ? ['start', 0, 'UNKNOWN'] : ['stop', Math.max(0, ms - since), 'STOP_SERVICE'];
    if (since === undefined) runningSince.set(app, ms);
    else runningSince.delete(app);
    return [
      `am_foreground_service_${transition}`,
      `[0,${component},1,PROC_STATE_TOP,35,35,0,1,${duration},1,${reason},1]`,
    ];
  };
  const kinds = [
    foreground,
    foreground,
    () => ['am_proc_start', `[0,${appPid(random)},${10_000 + app},${name},service,{${component}}]`],
    () => ['am_proc_died', `[0,${appPid(random)},${name},900,15]`],
    () => ['am_kill', `[0,${appPid(random)},${name},900,empty #17]`],
    () => ['ActivityManager', `Start proc ${appPid(random)}:${name}/u0a${app} for service {${component}}`],
    () => [
      'ActivityManager',
      `Stop FGS timeout: ServiceRecord{${appPid(random).toString(16)}a u0 ${component} c:${name}}`,
    ],
    // Apps write this one about themselves: from the system it would be a forgery.
    () => ['wm_on_resume_called', `[${appPid(random)},${name}.MainActivity,RESUME_ACTIVITY]`, appPid(random)],
  ];
  return kinds[Math.floor(random() * kinds.length)]();
}

/** The lines of the log, one at a time. */
export function* logLines(count, seed = 1) {
  const random = randomFrom(seed);
  const runningSince = new Map();
  let ms = Date.UTC(2000, 5, 1, 6, 0, 0);
  yield '--------- beginning of main';
  for (let i = 1; i < count; i++) {
    ms += random() < 0.01 ? -Math.floor(random() * 15) : Math.floor(random() * 40);
    const isWanted = random() < 0.05;
    const [tag, message, writer = systemPid] = isWanted
      ? wantedLine(random, ms, runningSince)
      : [
          noisyTags[Math.floor(random() * noisyTags.length)],
          messageOf(random, 28 + Math.floor(random() * random() * 240)),
        ];
    const pid = isWanted ? writer : 300 + Math.floor(random() * 29_000);
    const tid = pid + Math.floor(random() * 40);
    const level = isWanted ? 'I' : levels[Math.floor(random() * levels.length)];
    yield `${stampOf(ms)} ${String(pid).padStart(5)} ${String(tid).padStart(5)} ${level} ${tag.padEnd(8)}: ${message}`;
  }
}

/** Writes the log with bounded memory. Resolves to its size in bytes. */
export async function generateLog(path, count, seed = 1) {
  const file = createWriteStream(path);
  let bytes = 0;
  let block = [];
  const flush = async () => {
    const chunk = Buffer.from(`${block.join('\n')}\n`);
    block = [];
    bytes += chunk.length;
    if (!file.write(chunk)) await once(file, 'drain');
  };
  for (const line of logLines(count, seed)) {
    block.push(line);
    if (block.length >= 2_000) await flush();
  }
  if (block.length > 0) await flush();
  file.end();
  await once(file, 'finish');
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [path, lines = '1000000', seed = '1'] = process.argv.slice(2);
  if (path === undefined) {
    process.stderr.write('usage: node bench/generate-log.mjs <path> [lines] [seed]\n');
    process.exitCode = 2;
  } else {
    const bytes = await generateLog(path, Number(lines), Number(seed));
    process.stdout.write(`${path}: ${lines} lines, ${bytes} bytes\n`);
  }
}
