/** The built worker of the pool, for tests: the very file that ships, built by the build script when a source is newer. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);

export function builtReplayWorker(): URL {
  const script = fileURLToPath(new URL('scripts/build.mjs', root));
  execFileSync(process.execPath, [script, '--only', 'replay-worker'], { cwd: fileURLToPath(root), stdio: 'pipe' });
  return new URL('out/cli/replay-worker.cjs', root);
}
