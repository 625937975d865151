/** The machine of a measurement, as far as it matters for the figures. */
import os from 'node:os';

export function describeMachine() {
  const cpus = os.cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.platform()} ${os.release()} ${os.arch()}`,
    node: process.versions.node,
    /** Of the last 1, 5 and 15 minutes, before the measurement began. */
    loadAverage: os.loadavg().map((load) => Number(load.toFixed(2))),
  };
}
