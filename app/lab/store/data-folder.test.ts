import { describe, expect, it } from 'vitest';
import { dataFolder, type Host } from './data-folder.js';

const linux: Host = { platform: 'linux', home: '/home/ann', environment: {} };
const on = (host: Host, environment: Host['environment']): Host => ({ ...host, environment });

describe('the data folder', () => {
  it.each<[string, string | undefined, Host, string]>([
    ['the one asked for', '/data/lab', on(linux, { CURFEW_DATA: '/other' }), '/data/lab'],
    ['CURFEW_DATA', undefined, on(linux, { CURFEW_DATA: '/other', XDG_DATA_HOME: '/xdg' }), '/other'],
    ['that of XDG', undefined, on(linux, { XDG_DATA_HOME: '/xdg' }), '/xdg/curfew'],
    ['that of XDG by default', undefined, linux, '/home/ann/.local/share/curfew'],
    [
      'not one of XDG that is relative',
      undefined,
      on(linux, { XDG_DATA_HOME: 'xdg' }),
      '/home/ann/.local/share/curfew',
    ],
    ['not an empty one', undefined, on(linux, { CURFEW_DATA: '', XDG_DATA_HOME: '' }), '/home/ann/.local/share/curfew'],
    [
      'that of macOS',
      undefined,
      { platform: 'darwin', home: '/Users/ann', environment: {} },
      '/Users/ann/Library/Application Support/Curfew',
    ],
    [
      'that of Windows',
      undefined,
      { platform: 'win32', home: 'C:\\Users\\ann', environment: { LOCALAPPDATA: 'D:\\Local' } },
      'D:\\Local\\Curfew',
    ],
    [
      'that of Windows by default',
      undefined,
      { platform: 'win32', home: 'C:\\Users\\ann', environment: {} },
      'C:\\Users\\ann\\AppData\\Local\\Curfew',
    ],
  ])('is %s', (_, asked, host, folder) => {
    expect(dataFolder(asked, host)).toBe(folder);
  });
});
