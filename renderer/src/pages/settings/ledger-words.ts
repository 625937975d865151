/** A line of the ledger: whether the change still lies on the device, and how that is told. */
import type { LedgerLine } from '../../../../app/api/contract.js';
import type { Tone } from '../../components/mark-kinds.js';
import { t } from '../../messages/translate.js';

/** As the journal says it (`app/lab/ledger/change.ts`), and as a run sums it up (`outstanding`). */
const states = ['planned', 'applied', 'outstanding', 'restored', 'gone', 'conflict', 'refused', 'abandoned'] as const;
const openStates: readonly string[] = ['planned', 'applied', 'outstanding'];

interface Look {
  readonly text: string;
  readonly tone: Tone;
  readonly shape: 'dot' | 'ring' | 'bar';
}

export const isOpen = ({ state }: Pick<LedgerLine, 'state'>): boolean => openStates.includes(state);

/** `isOfRun`: the run that made the change has the device now, and will undo it. */
export function lookOfChange(line: Pick<LedgerLine, 'state'>, isOfRun: boolean): Look {
  if (isOpen(line)) {
    return isOfRun
      ? { text: t('settings.ledger-by-run'), tone: 'ink', shape: 'dot' }
      : { text: t('ledger.outstanding'), tone: 'wrong', shape: 'bar' };
  }
  const known = states.find((state) => state === line.state);
  return {
    text: known === undefined ? line.state : t(`ledger.${known}`),
    tone: line.state === 'conflict' ? 'small' : 'muted',
    shape: 'ring',
  };
}
