/** Starts the lab process as Electron's utility process. */
import { utilityProcess } from 'electron';
import { fileURLToPath } from 'node:url';
import type { LabArguments, FromLab } from './lab-messages.js';
import type { StartLab } from './lab-link.js';

export function utilityLab(program: URL, options: Omit<LabArguments, 'takesUpRuns'>): StartLab {
  return (takesUpRuns, { onMessage, onExit }) => {
    const args: LabArguments = { ...options, takesUpRuns };
    const child = utilityProcess.fork(fileURLToPath(program), [JSON.stringify(args)], {
      serviceName: 'Curfew lab',
      stdio: 'inherit',
    });
    // Both ends come from one build; what windows send is checked in the lab.
    child.on('message', (message: FromLab) => onMessage(message));
    child.once('exit', (code) => onExit(code));
    return { send: (message) => child.postMessage(message), kill: () => void child.kill() };
  };
}
