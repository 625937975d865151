/** Measures the replay: rules over columns, against sums by others; one device, what-if, a fleet. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { runContender } from '../harness/run-contender.mjs';
import { root } from '../../scripts/set-up.mjs';
import { buildEngine } from './build-engine.mjs';
import { contenders } from './contenders.mjs';
import { crossCheck, figureOf } from './figures.mjs';
import { judgeGoals } from './goals.mjs';
import { device, fleet, intervals, sizes } from './inputs.mjs';
import { renderSection } from './report.mjs';

/** The rivals have a package.json of their own, so that nobody else needs to install them. One that is missing is named. */
function installRivals(show) {
  show('installing the rivals ...');
  // Their built parts for other systems are refused by npm where they do not fit; --force leaves it at a warning.
  spawnSync('npm', ['ci', '--force', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: path.join(root, 'bench', 'rivals'),
    shell: process.platform === 'win32',
  });
}

async function makeInputs(folder, wanted, show) {
  const inputs = {};
  for (const name of Object.keys(sizes)) {
    if (!wanted(name)) continue;
    show(`making ${sizes[name].toLocaleString('en')} intervals ...`);
    inputs[name] = intervals(folder, name, sizes[name]);
  }
  if (wanted('device')) {
    show('making the trace of a device ...');
    inputs.device = await device(folder);
  }
  if (wanted('fleet')) inputs.fleet = await fleet(folder, (done, all) => show(`making device ${done} of ${all} ...`));
  return inputs;
}

export const replay = {
  name: 'replay',

  async measure(asked, folder, show) {
    const chosen = contenders(asked.large).filter(({ id }) => id.includes(asked.only));
    if (chosen.length === 0) return undefined;
    installRivals(show);
    show('building ...');
    await buildEngine();
    const inputs = await makeInputs(folder, (name) => chosen.some(({ input }) => input === name), show);
    const figures = [];
    for (const [index, contender] of chosen.entries()) {
      const input = inputs[contender.input];
      const outcome = await runContender('replay', contender, input.file, asked.rounds, (round) =>
        show(
          `${index + 1} of ${chosen.length}: ${contender.input}, ${contender.title}, round ${round} of ${asked.rounds}`,
        ),
      );
      figures.push(figureOf(contender, input, outcome));
    }
    const described = Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [name, { ...input, file: undefined }]),
    );
    const checked = crossCheck(figures);
    return { inputs: described, figures: checked, goals: judgeGoals(checked) };
  },

  render: renderSection,
};
