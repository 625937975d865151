/**
 * `npm run electron:install`: fetches Electron's program, which the package itself does not bring. It is checked against the
 * sums that lie in the package. The only script that downloads it, and only when it is called.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findElectron } from './find-electron.mjs';
import { root, runEntry, SetUpError } from './set-up.mjs';

await runEntry(() => {
  const found = findElectron();
  if (found !== null) {
    process.stderr.write(`Electron is there: ${found}\n`);
    return;
  }
  const done = spawnSync(process.execPath, [path.join(root, 'node_modules/electron/install.js')], {
    cwd: root,
    stdio: 'inherit',
  });
  if (done.status !== 0 || findElectron() === null)
    throw new SetUpError(
      [
        'Electron could not be fetched. It comes from GitHub, or from a mirror that ELECTRON_MIRROR names.',
        'A program that is there already is used when ELECTRON_EXEC_PATH names it.',
      ].join('\n'),
    );
  process.stderr.write('Electron is installed: npm start uses it.\n');
});
