/**
 * Control of a fleet from another process: one order in JSON on each line, one answer for each.
 *
 *     {"id":1,"do":"list"}                                      {"id":1,"ok":true,"devices":[{"device":0,"port":16001,…}]}
 *     {"id":2,"device":0,"do":"forward","ms":21600000}          {"id":2,"ok":true}
 *     {"id":3,"device":0,"do":"dance"}                          {"id":3,"ok":false,"error":"…"}
 */
import { deviceModes } from '../attached-device.js';
import type { Fleet } from '../fleet.js';
import { swapPlaces, type DeviceControl } from './device-control.js';

/** What an order may carry; anything else is not looked at. */
interface Order {
  readonly id: number | string | null;
  readonly do: string;
  readonly device: number;
  readonly numbers: Readonly<Record<string, number>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly flags: Readonly<Record<string, boolean>>;
  readonly kinds: readonly string[];
}

/** An order that cannot be carried out; the text goes into the answer. */
class OrderError extends Error {}

const LONGEST_LINE = 64 << 10;

/** Reads orders until the input ends; answers come in the order of the orders. */
export async function takeOrders(
  fleet: Fleet,
  input: AsyncIterable<string | Uint8Array>,
  write: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) if (line.trim() !== '') write(`${JSON.stringify(await answer(fleet, line))}\n`);
  }
}

async function answer(fleet: Fleet, line: string): Promise<object> {
  const order = parse(line);
  if (order === undefined) return { id: null, ok: false, error: 'that is no order: {"id":1,"device":0,"do":"reboot"}' };
  try {
    return { id: order.id, ok: true, ...(await carryOut(fleet, order)) };
  } catch (error) {
    if (!(error instanceof OrderError)) throw error;
    return { id: order.id, ok: false, error: error.message };
  }
}

function parse(line: string): Order | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const entries = Object.entries(json);
  const { id, do: verb, kinds } = json as Record<string, unknown>;
  if (typeof verb !== 'string') return undefined;
  const numbers = Object.fromEntries(
    entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
  return {
    id: typeof id === 'number' || typeof id === 'string' ? id : null,
    do: verb,
    device: numbers['device'] ?? 0,
    numbers,
    texts: Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
    flags: Object.fromEntries(entries.filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean')),
    kinds: Array.isArray(kinds) ? kinds.filter((kind) => typeof kind === 'string') : [],
  };
}

async function carryOut(fleet: Fleet, order: Order): Promise<object> {
  if (order.do === 'list') return { devices: fleet.devices.map((_, index) => describe(fleet, index)) };
  const { control, attached } = deviceAt(fleet, order.device);
  if (order.do === 'swap') {
    await swapPlaces(attached, deviceAt(fleet, number(order, 'with')).attached);
    return { devices: [describe(fleet, order.device), describe(fleet, number(order, 'with'))] };
  }
  if (order.do === 'addAddress') return { port: (await attached.addAddress(order.numbers['port'] ?? 0)).port };
  const act = Object.hasOwn(orders, order.do) ? orders[order.do] : undefined;
  if (act === undefined) throw new OrderError(`no such order: ${order.do}; there are ${allOrders.join(', ')}`);
  await act(control, order);
  return {};
}

const orders: Readonly<Record<string, (control: DeviceControl, order: Order) => void | Promise<void>>> = {
  forward: (control, order) => control.forward(duration(order)),
  sleep: (control, order) => control.sleep(duration(order)),
  jerkCable: (control) => control.jerkCable(),
  unplug: (control) => control.unplug(),
  plugIn: (control, { numbers }) => control.plugIn(numbers['port']),
  abandonConnections: (control) => control.abandonConnections(),
  freeze: (control) => control.freeze(),
  thaw: (control) => control.thaw(),
  delay: (control, order) => control.delay(duration(order)),
  stall: (control, { flags }) => control.stall(flags['on'] ?? true),
  dropAfter: (control, order) => control.dropAfter(number(order, 'bytes')),
  damageNextPacket: (control) => control.damageNextPacket(),
  refuse: (control, { kinds }) => control.refuse(kinds),
  reboot: (control, { texts }) => {
    const mode = deviceModes.find((known) => known === (texts['into'] ?? 'device'));
    if (mode === undefined) throw new OrderError(`"into" is one of ${deviceModes.join(', ')}`);
    control.reboot(mode);
  },
  panic: (control) => control.panic(),
  acceptKeys: (control) => control.acceptKeys(),
  setBattery: (control, { numbers, flags }) =>
    control.setBattery({
      ...(numbers['level'] === undefined ? {} : { level: numbers['level'] }),
      ...(numbers['celsius'] === undefined ? {} : { celsius: numbers['celsius'] }),
      ...(flags['isPowered'] === undefined ? {} : { isPowered: flags['isPowered'] }),
    }),
  setThermalStatus: (control, order) => control.setThermalStatus(number(order, 'status')),
  setFreeBytes: (control, order) => control.setFreeBytes(number(order, 'bytes')),
  setClockBy: (control, order) => control.setClockBy(number(order, 'ms')),
  putFlag: (control, order) => control.putFlag(text(order, 'namespace'), text(order, 'key'), text(order, 'value')),
  killApp: (control, order) => control.killApp(text(order, 'package'), text(order, 'reason')),
  killAppForMemory: (control, order) => control.killAppForMemory(text(order, 'package')),
};

const allOrders = ['list', 'swap', 'addAddress', ...Object.keys(orders)];

function describe(fleet: Fleet, device: number): object {
  const { attached, profile } = deviceAt(fleet, device);
  const { release, serialNumber, bootId, options } = attached.device;
  const { model } = options;
  return { device, port: attached.port, serialNumber, release: release.release, model, profile, bootId };
}

function deviceAt(fleet: Fleet, index: number): Fleet['devices'][number] {
  const found = fleet.devices[index];
  if (found === undefined) throw new OrderError(`no device ${index}: there are ${fleet.devices.length}, from 0`);
  return found;
}

function number({ numbers, do: verb }: Order, name: string): number {
  const value = numbers[name];
  if (value === undefined || !Number.isSafeInteger(value))
    throw new OrderError(`${verb} needs a whole number "${name}"`);
  return value;
}

function duration(order: Order): number {
  const ms = number(order, 'ms');
  if (ms < 0) throw new OrderError(`${order.do} needs a number "ms" from 0`);
  return ms;
}

function text({ texts, do: verb }: Order, name: string): string {
  const value = texts[name];
  if (value === undefined) throw new OrderError(`${verb} needs a text "${name}"`);
  return value;
}
