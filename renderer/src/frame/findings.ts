/** What Ctrl/⌘-K finds. */
import type { FleetDevice, LibraryTrace, RunSummary, ScenarioFile } from '../../../app/api/contract.js';
import { t } from '../messages/translate.js';
import { changeTheme } from '../state/theme.svelte.js';
import { hrefTo, withQuery } from '../state/route.js';
import { keysDialog, pageKeys } from './keys.svelte.js';

export interface Finding {
  readonly id: string;
  readonly title: string;
  /** What helps to tell it from others. */
  readonly note: string;
  readonly href?: string;
  readonly act?: () => void;
}

export interface FindingGroup {
  readonly title: string;
  readonly findings: readonly Finding[];
}

const themes = ['system', 'light', 'dark', 'contrast'] as const;

export function findCommands(devices: readonly FleetDevice[]): readonly Finding[] {
  return [
    { id: 'open-log', title: t('find.open-log'), note: '', href: withQuery(hrefTo('traces'), { open: '1' }) },
    { id: 'new-run', title: t('find.new-run'), note: '', href: hrefTo('runs', 'new') },
    { id: 'new-scenario', title: t('find.new-scenario'), note: '', href: hrefTo('scenarios', 'new') },
    ...devices
      .filter(({ openChanges }) => openChanges.length > 0)
      .map(({ id, name, serialno }) => ({
        id: `restore-${id}`,
        title: t('find.restore-all', { name }),
        note: serialno,
        href: withQuery(hrefTo('fleet', id), { restore: '1' }),
      })),
    { id: 'simulate', title: t('find.simulate'), note: '', href: hrefTo('welcome') },
    ...themes.map((theme) => ({
      id: `theme-${theme}`,
      title: t('find.theme', { theme: t(`settings.theme-${theme}`) }),
      note: '',
      act: () => {
        void changeTheme(theme);
      },
    })),
    { id: 'keys', title: t('find.keys'), note: '?', act: keysDialog.open },
  ];
}

interface Lists {
  readonly devices: readonly FleetDevice[];
  readonly runs: readonly RunSummary[];
  readonly traces: readonly LibraryTrace[];
  readonly scenarios: readonly ScenarioFile[];
}

export function findingsOf({ devices, runs, traces, scenarios }: Lists): readonly FindingGroup[] {
  return [
    {
      title: t('find.pages'),
      findings: Object.entries(pageKeys).map(([letter, page]) => ({
        id: `page-${page}`,
        title: t(`nav.${page}`),
        note: `G ${letter.toUpperCase()}`,
        href: hrefTo(page),
      })),
    },
    {
      title: t('find.devices'),
      findings: devices.map(({ id, name, serialno }) => ({
        id: `device-${id}`,
        title: name,
        note: serialno,
        href: hrefTo('fleet', id),
      })),
    },
    {
      title: t('find.runs'),
      findings: runs.map(({ id, name, createdAt }) => ({
        id: `run-${id}`,
        title: name,
        note: createdAt.slice(0, 16).replace('T', ' '),
        href: hrefTo('runs', id),
      })),
    },
    {
      title: t('find.traces'),
      findings: traces.map((trace) => ({
        id: `trace-${trace.sha256}`,
        title: trace.title,
        note: trace.packages.join(', '),
        href: trace.analysis === null ? hrefTo('traces') : hrefTo('traces', trace.analysis),
      })),
    },
    {
      title: t('find.scenarios'),
      findings: scenarios.map(({ id, name, title }) => ({
        id: `scenario-${id}`,
        title,
        note: name,
        href: hrefTo('scenarios', id),
      })),
    },
  ];
}
