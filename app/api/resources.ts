/** Where the files that come with Curfew lie, seen from a built program in `out/NAME/`. */
import type { LabResources } from './open-lab.js';

/** `program`: `import.meta.url` of the built program. `probes`: for a packaged program, which keeps them elsewhere. */
export function resourcesBeside(program: string, probes?: URL): LabResources {
  const here = (name: string): URL => new URL(name, program);
  return {
    examples: here('../../examples/scenarios/'),
    probes: probes ?? here('../../native-probe-apk/prebuilt/'),
    analysisWorker: here('../workers/analysis-worker.cjs'),
    simulationThread: here('../workers/simulation-thread.cjs'),
  };
}
