import { expect, it } from 'vitest';
import { runFleetCommand, parseFleetArguments, simulatorHelp } from './fleet-command.js';
import { startFleet } from './fleet.js';

const wallAtStart = Date.UTC(2026, 10, 22);

it('starts eight devices of all releases, of which half are faithful, and ends them', async () => {
  const fleet = await startFleet({ devices: 8, profile: 'mixed', firstPort: 0, speed: 1, seed: 1, wallAtStart });
  const releases = new Set(fleet.devices.map(({ attached }) => attached.device.release.release));
  const faithful = fleet.devices.filter(({ profile }) => profile === 'faithful');
  const ports = new Set(fleet.devices.map(({ attached }) => attached.port));
  expect([releases.size, faithful.length, ports.size]).toEqual([4, 4, 8]);
  expect(new Set(faithful.map(({ attached }) => attached.device.release.release)).size).toBe(4);
  expect(new Set(fleet.devices.map(({ attached }) => attached.device.bootId)).size).toBe(8);
  await fleet.stop();
});

it('prints how to connect, and ends when it is told to', async () => {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let text = '';
  const write = (more: string): void => {
    text += more;
    if (more.includes('adb connect')) end();
  };
  expect(await runFleetCommand(['--devices', '2', '--port', '0'], { write, wallAtStart, ended })).toBe(0);
  expect(text.match(/^ {2}adb connect 127\.0\.0\.1:[0-9]+ {3}SIM0000[12] {2}Android 1[4-7] /gm)).toHaveLength(2);
});

it('says which port is taken, and what to do', async () => {
  const first = await startFleet({ devices: 1, profile: 'faithful', firstPort: 0, speed: 1, seed: 1, wallAtStart });
  const port = String(first.devices[0]?.attached.port);
  let text = '';
  const write = (more: string): void => void (text += more);
  expect(
    await runFleetCommand(['--devices', '1', '--port', port], { write, wallAtStart, ended: Promise.resolve() }),
  ).toBe(1);
  expect(text).toBe(`simulator: a port from ${port} on is taken: end the other simulator, or use --port 0\n`);
  await first.stop();
});

it.each([
  [['--profile', 'perfect'], /no profile "perfect": use one of faithful, /],
  [['--devices', '0'], /--devices takes a number from 1 to 500/],
  [['--port', '70000'], /--port takes/],
  [['--speed', '-1'], /speed/],
  [['--dance'], /Unknown option '--dance'.* See --help\./],
])('explains %j', (args, message) => {
  const answer = parseFleetArguments(args, wallAtStart);
  expect(answer instanceof Error && answer.message).toMatch(message);
});

it('helps', async () => {
  let text = '';
  const write = (more: string): void => void (text += more);
  expect(await runFleetCommand(['--help'], { write, wallAtStart, ended: Promise.resolve() })).toBe(0);
  expect(text).toBe(simulatorHelp);
});
