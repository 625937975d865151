/** The `curfew` program: picks the command, prints what went wrong, sets the exit code. */
import { analyzeCommand, analyzeHelp } from './commands/analyze.js';
import { demoCommand, demoHelp } from './commands/demo.js';
import { devicesCommand, devicesHelp } from './commands/devices.js';
import { doctorCommand, doctorHelp } from './commands/doctor.js';
import { emulatorsCommand, emulatorsHelp } from './commands/emulators.js';
import { explainCommand, explainHelp } from './commands/explain.js';
import { observeCommand, observeHelp } from './commands/observe.js';
import { policiesCommand, policiesHelp } from './commands/policies.js';
import { predictCommand, predictHelp } from './commands/predict.js';
import { replayCommand, replayHelp } from './commands/replay.js';
import { reportCommand, reportHelp } from './commands/report.js';
import { restoreCommand, restoreHelp } from './commands/restore.js';
import { runCommand, runHelp } from './commands/run.js';
import { runsCommand, runsHelp } from './commands/runs.js';
import { serverCommand, serverHelp } from './commands/server.js';
import { storeCommand, storeHelp } from './commands/store.js';
import { whatIfCommand, whatIfHelp } from './commands/what-if.js';
import { CommandError, ExitCode } from './exit-codes.js';
import { findRun } from './find-run.js';
import { version } from './version.js';

interface Command {
  readonly summary: string;
  readonly help: string;
  readonly run: (args: readonly string[]) => ExitCode | Promise<ExitCode>;
}

const commands: ReadonlyMap<string, Command> = new Map([
  [
    'analyze',
    { summary: 'what a log shows, what the limits predict, where they differ', help: analyzeHelp, run: analyzeCommand },
  ],
  [
    'explain',
    { summary: 'the budget of one service, step by step, with the log lines', help: explainHelp, run: explainCommand },
  ],
  ['predict', { summary: 'what a scenario will lead to, when and why', help: predictHelp, run: predictCommand }],
  [
    'policies',
    { summary: 'the Android releases and readings that Curfew knows', help: policiesHelp, run: policiesCommand },
  ],
  [
    'what-if',
    {
      summary: 'when each outcome moves, comes or goes under other policies',
      help: whatIfHelp,
      run: whatIfCommand,
    },
  ],
  ['replay', { summary: 'many recordings under many policies, as a table', help: replayHelp, run: replayCommand }],
  [
    'report',
    {
      summary: 'one report in several formats: HTML, PDF, CSV, JSON, JUnit, CTRF, Perfetto, bundle',
      help: reportHelp,
      run: (args: readonly string[]) => reportCommand(args, findRun),
    },
  ],
  ['run', { summary: 'plays scenarios on devices: predicted against observed', help: runHelp, run: runCommand }],
  [
    'observe',
    { summary: 'watches an installed app for hours, changes nothing', help: observeHelp, run: observeCommand },
  ],
  ['runs', { summary: 'the runs in the store', help: runsHelp, run: runsCommand }],
  ['server', { summary: 'serves the lab and its window on this computer', help: serverHelp, run: serverCommand }],
  ['store', { summary: 'checks, backs up and prunes the store', help: storeHelp, run: storeCommand }],
  ['devices', { summary: 'the devices that are connected, and what to do', help: devicesHelp, run: devicesCommand }],
  [
    'emulators',
    { summary: 'the AVDs of this computer: list, start, stop', help: emulatorsHelp, run: emulatorsCommand },
  ],
  ['restore', { summary: 'hands devices back as they were found', help: restoreHelp, run: restoreCommand }],
  [
    'doctor',
    { summary: 'what is installed, what is missing, and how to get it', help: doctorHelp, run: doctorCommand },
  ],
  ['demo', { summary: 'analyses an example log and writes a report', help: demoHelp, run: demoCommand }],
]);

const overview = `curfew ${version}: predicts when Android stops background work, and explains every difference.

${[...commands].map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`).join('\n')}

curfew COMMAND --help tells more.`;

async function main(args: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(`${overview}\n`);
    return name === undefined ? ExitCode.usage : ExitCode.asPredicted;
  }
  if (name === '--version') {
    process.stdout.write(`${version}\n`);
    return ExitCode.asPredicted;
  }
  const command = commands.get(name);
  if (command === undefined) {
    process.stderr.write(`There is no command "${name}".\n\n${overview}\n`);
    return ExitCode.usage;
  }
  if (rest.includes('--help')) {
    process.stdout.write(`${command.help}\n`);
    return ExitCode.asPredicted;
  }
  return await run(name, command, rest);
}

async function run(name: string, command: Command, args: readonly string[]): Promise<ExitCode> {
  try {
    return await command.run(args);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const hint = error.exitCode === ExitCode.usage ? `\ncurfew ${name} --help tells how to call it.` : '';
    process.stderr.write(`curfew ${name}: ${error.message}${hint}\n`);
    return error.exitCode;
  }
}

process.exitCode = await main(process.argv.slice(2));
