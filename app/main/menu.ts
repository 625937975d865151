/** The menu: what a person expects of a program, and the way to every page. */
import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActs {
  readonly openLog: () => void;
  readonly find: () => void;
  readonly go: (page: string) => void;
  readonly openDataFolder: () => void;
}

/** Pages in the order of the work, with their keys. */
const pages = [
  ['Fleet', '#/fleet'],
  ['Traces', '#/traces'],
  ['Scenarios', '#/scenarios'],
  ['Runs', '#/runs'],
  ['Reports', '#/reports'],
] as const;

export function menuTemplate(acts: MenuActs, platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Open log…', accelerator: 'CmdOrCtrl+O', click: acts.openLog },
        { label: 'Show data folder', click: acts.openDataFolder },
        { type: 'separator' },
        { label: 'Settings', accelerator: 'CmdOrCtrl+,', click: () => acts.go('#/settings') },
        { type: 'separator' },
        { role: isMac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Go',
      submenu: [
        { label: 'Find…', accelerator: 'CmdOrCtrl+K', click: acts.find },
        { type: 'separator' },
        ...pages.map(([label, page], index) => ({
          label,
          accelerator: `CmdOrCtrl+${index + 1}`,
          click: () => acts.go(page),
        })),
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
}
