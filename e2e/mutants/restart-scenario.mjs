/**
 * Random scenarios about deaths, crashes and restarts. No outcome tells when a sticky service is back; but `startForeground` of an
 * exhausted app is refused where the process is up and does nothing where it is down, so that many such calls show it.
 */
import { ServiceType } from '../../engine/android/service-types.js';

const { dataSync, specialUse } = ServiceType;
const releaseOf = { V1: 15, V2: 15, V3: 16, V4: 17 };
const variants = Object.keys(releaseOf);
const processes = ['main', 'b', 'c', 'd'];
const gaps = [
  0, 1, 100, 500, 999, 1_000, 1_001, 3_000, 5_000, 10_000, 11_000, 29_000, 60_000, 60_001, 119_000, 121_000,
];
const rareGaps = [1_799_000, 1_800_000, 3_600_000];

/** A linear congruential generator of 32 bits; the upper ones are used. */
function diceFrom(seed) {
  let state = seed >>> 0;
  return (count) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

const service = (name, process, sticky) => ({
  name,
  process,
  declared: dataSync | specialUse,
  sticky,
  onTimeout: { do: 'ignore', afterMs: 0, types: 0 },
});
const sticky = processes.flatMap((process) =>
  [`S${process}`, `T${process}`].map((name) => service(name, process, true)),
);
const promising = processes.map((process) => service(`P${process}`, process, false));

const foreground = (atMs, name, types = specialUse) => [
  { atMs, do: 'startService', service: name, backgroundStart: null },
  { atMs, do: 'startForeground', service: name, types, backgroundStart: null },
];

function stepsAt(atMs, below) {
  const name = sticky[below(sticky.length)].name;
  const process = processes[below(processes.length)];
  const roll = below(100);
  if (roll < 45) return [{ atMs, do: 'startForeground', service: name, types: dataSync, backgroundStart: null }];
  if (roll < 62) return [{ atMs, do: 'processDies', process }];
  if (roll < 78)
    return [
      { atMs, do: 'startForegroundService', service: `P${process}`, backgroundStart: null },
      { atMs, do: 'stopService', service: `P${process}` },
    ];
  if (roll < 86) return foreground(atMs, name);
  if (roll < 89) return [{ atMs, do: 'startService', service: name, backgroundStart: null }];
  if (roll < 91) return [{ atMs, do: 'stopForeground', service: name }];
  if (roll < 93) return [{ atMs, do: 'stopService', service: name }];
  if (roll < 95) return [{ atMs, do: 'bind', service: name, backgroundStart: null }];
  if (roll < 97) return [{ atMs, do: 'unbind', service: name }];
  if (roll < 98) return [{ atMs, do: 'appToHome', process }];
  return [{ atMs, do: roll < 99 ? 'forceStop' : 'reboot' }];
}

export function restartScenario(seed) {
  const below = diceFrom(seed);
  const variant = variants[seed % variants.length];
  const steps = [...foreground(0, 'Smain', dataSync), { atMs: 11_000, do: 'stopService', service: 'Smain' }];
  let atMs = 12_000;
  for (const { name } of sticky) if (below(3) > 0) steps.push(...foreground(atMs, name));
  const count = 20 + below(30);
  for (let index = 0; index < count; index++) {
    atMs += below(12) === 0 ? rareGaps[below(rareGaps.length)] : gaps[below(gaps.length)];
    steps.push(...stepsAt(atMs, below));
  }
  return {
    name: `restarts ${seed}`,
    packageName: 'dev.curfew.probe.t35',
    targetSdk: 35,
    device: {
      release: releaseOf[variant],
      variant,
      bootUptimeMs: 0,
      config: [
        { key: 'data_sync_fgs_timeout_duration', value: 10_000 },
        { key: 'fgs_crash_extra_wait_duration', value: 90_000 },
      ],
      flags: {},
    },
    processes,
    services: [...sticky, ...promising],
    steps,
    expect: [],
    endMs: atMs + 60_000,
  };
}
