/** One step of `npm test`: a Node program in a process of its own, timed, its output kept. */
import { spawn } from 'node:child_process';
import { root } from './set-up.mjs';

/** A step that hangs fails with its name instead of holding up everything. */
const LIMIT_MS = 20 * 60_000;

/**
 * @param {{ name: string, args: readonly string[] }} step
 * @returns {Promise<{ name: string, passed: boolean, milliseconds: number, output: string }>}
 */
export function runStep({ name, args }, limitMs = LIMIT_MS) {
  return new Promise((resolve) => {
    const begun = performance.now();
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limitMs);
    const end = (passed, note) => {
      clearTimeout(timer);
      const output = [Buffer.concat(chunks).toString('utf8').trim(), note].filter(Boolean).join('\n');
      resolve({ name, passed, milliseconds: performance.now() - begun, output });
    };
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => end(false, error.message));
    child.on('close', (code, signal) => {
      if (late) end(false, `stopped: not finished after ${limitMs / 1000} s`);
      else end(code === 0, signal === null ? '' : `ended by ${signal}`);
    });
  });
}
