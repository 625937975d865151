/** The AVDs of this computer as text. */
import type { EmulatorList } from '../../lab/devices/emulators.js';
import { TerminalPage, type TextColumn, type TextOptions } from './terminal.js';

const columns: readonly TextColumn[] = [
  { title: 'AVD', align: 'left' },
  { title: 'State', align: 'left' },
  { title: 'Serial', align: 'left' },
];

export function emulatorsText({ program, advice, emulators }: EmulatorList, options: TextOptions): string {
  const page = new TerminalPage(options);
  if (program !== null) page.paragraph(`Emulator: ${program}`);
  if (advice !== null) page.paragraph(advice);
  if (emulators.length === 0) return page.toString();
  page.blank();
  page.table(
    columns,
    emulators.map(({ name, state, serial }) => [name, state, serial ?? '']),
    0,
  );
  return page.toString();
}
