import { shortComponent } from '../../engine/android/components.js';
import type { AppContext } from '../apps/app-code.js';

/** Where the probe's classes live, whatever the package of its variant. */
export const PROBE_CLASSES = 'dev.curfew.probe';

/** `flattenToShortString` of one of the app's components. */
export const componentOf = ({ packageName }: AppContext, className: string): string =>
  shortComponent(`${packageName}/${className}`);
