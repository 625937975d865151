/** Measures the ingest: our readers and what others use, on generated logs. */
import { runContender } from '../harness/run-contender.mjs';
import { buildEngine } from './build-engine.mjs';
import { contenders } from './contenders.mjs';
import { compareFigures, figureOf } from './figures.mjs';
import { judgeGoals } from './goals.mjs';
import { bugreport, large, textAndBinary } from './inputs.mjs';
import { renderSection } from './report.mjs';

async function makeInputs(folder, asked, wanted, show) {
  const inputs = {};
  if (wanted('text') || wanted('binary') || wanted('large')) {
    show('making the logs ...');
    Object.assign(inputs, await textAndBinary(folder, asked.lines));
  }
  if (wanted('bugreport')) {
    show('making the bugreport ...');
    inputs.bugreport = bugreport(folder);
  }
  if (wanted('large')) {
    show('making the log of 2 GB ...');
    inputs.large = await large(folder, inputs.text.bytes / inputs.text.items);
  }
  return inputs;
}

async function measureAll(chosen, inputs, asked, show) {
  const figures = [];
  for (const [index, contender] of chosen.entries()) {
    const input = inputs[contender.input];
    const rounds = contender.input === 'large' ? 1 : asked.rounds;
    const outcome = await runContender('ingest', contender, input.file, rounds, (round) =>
      show(`${index + 1} of ${chosen.length}: ${contender.input}, ${contender.title}, round ${round} of ${rounds}`),
    );
    figures.push(figureOf(contender, input, outcome));
  }
  return compareFigures(figures);
}

export const ingest = {
  name: 'ingest',

  async measure(asked, folder, show) {
    const chosen = contenders(asked.large).filter(({ id }) => id.includes(asked.only));
    if (chosen.length === 0) return undefined;
    show('building ...');
    await buildEngine();
    const inputs = await makeInputs(folder, asked, (name) => chosen.some(({ input }) => input === name), show);
    const figures = await measureAll(chosen, inputs, asked, show);
    const used = Object.entries(inputs).filter(([name]) => figures.some((figure) => figure.input === name));
    // The files are gone when somebody reads the result.
    const described = Object.fromEntries(used.map(([name, input]) => [name, { ...input, file: undefined }]));
    return { inputs: described, figures, goals: judgeGoals(figures, described) };
  },

  render: renderSection,
};
