/** A lock between processes of one machine: a file that holds the owner's process id. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process is there and belongs to somebody else.
    return error.code === 'EPERM';
  }
};

/** True when the lock was taken; false when a living process holds it. A dead owner's lock is removed. */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const owner = readOwner(file);
  if (owner !== undefined && !isAlive(owner)) rmSync(file, { force: true });
  return false;
}

/** The owner's process id; undefined while it is being written, or when the lock has just gone. */
function readOwner(file) {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}

/** Runs `body` while no other process runs its own under the same lock file. */
export async function withLock(file, body) {
  while (!take(file)) await sleep(100);
  try {
    return await body();
  } finally {
    rmSync(file, { force: true });
  }
}
