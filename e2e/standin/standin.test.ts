import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../simulator/tools.js';
import { buildAll, describeWithStandIn, startStandIn, type StandIn } from './tools.js';

describeWithStandIn('the built program over the stand-in (no Electron)', () => {
  let program: StandIn;
  beforeAll(async () => {
    buildAll();
    program = await startStandIn('--simulate=2');
  }, 120_000);
  afterAll(async () => await program.close());

  /** A page that is just being loaded has no text yet. */
  const shows = async (...words: readonly string[]): Promise<boolean> => {
    const text = await program.evaluate('document.body?.innerText ?? ""').catch(() => '');
    return typeof text === 'string' && words.every((word) => text.includes(word));
  };
  const isAt = async (fragment: string): Promise<boolean> => (await program.evaluate('location.hash')) === fragment;

  it('shows the fleet of its lab process', async () => {
    await until(async () => await shows('SIM00001', 'SIM00002'));
    expect(await shows('2 devices')).toBe(true);
  });

  it('began with everything denied and nothing sent anywhere', async () => {
    const { guards } = await program.seen();
    expect(guards).toContain('sandbox');
    expect(guards).toContain('crash reports sent: false');
    const permissions = guards.filter((line) => line.includes(': '));
    expect(permissions.length).toBeGreaterThan(3);
    expect(permissions.every((line) => line.endsWith(': false'))).toBe(true);
  });

  it('gives the page the bridge and nothing else of the program', async () => {
    const names = 'JSON.stringify([Object.keys(curfewBridge).sort(), typeof require, typeof process])';
    expect(await program.evaluate(names)).toBe('[["connect","send","tokenOf"],"undefined","undefined"]');
  });

  it('lets the page run no script and open no connection that is not its own', async () => {
    const inject = `(() => {
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.head.append(script);
      return 'injected' in window;
    })()`;
    expect(await program.evaluate(inject)).toBe(false);
    const reach = "fetch('https://lab.curfew-app.test/index.html').then(() => 'reached', () => 'refused')";
    expect(await program.evaluate(reach)).toBe('refused');
  });

  it('gives a frame inside the page no bridge', async () => {
    const frame = "typeof document.body.appendChild(document.createElement('iframe')).contentWindow.curfewBridge";
    expect(await program.evaluate(frame)).toBe('undefined');
  });

  it('goes to a page from the menu, without loading anew', async () => {
    await program.evaluate('void (window.stayed = true)');
    await program.act('menu', { menu: '&Go', item: 'Runs' });
    await until(async () => await isAt('#/runs'));
    expect(await program.evaluate("'stayed' in window")).toBe(true);
  });

  it('shows the run that a link names, and nothing for a link that is none', async () => {
    await program.act('emit', { event: 'second-instance', args: [['curfew', 'curfew://run/r-1'], '/'] });
    await until(async () => await isAt('#/runs/r-1'));
    await program.act('menu', { menu: '&Go', item: 'Fleet' });
    await until(async () => await isAt('#/fleet'));
    await program.act('emit', { event: 'open-url', args: ['curfew://run/../../etc'] });
    await program.act('menu', { menu: '&Go', item: 'Scenarios' });
    await until(async () => await isAt('#/scenarios'));
    await program.act('menu', { menu: '&Go', item: 'Fleet' });
    await until(async () => await isAt('#/fleet'));
  });

  it('finds by the menu, and takes in the log that the system was asked to open', async () => {
    await program.act('menu', { menu: '&Go', item: 'Find…' });
    const isFinding = 'document.querySelector(\'[role="combobox"]\') !== null';
    await until(async () => (await program.evaluate(isFinding)) === true);
    const log = fileURLToPath(new URL('../../examples/logs/data-sync-six-hours.log', import.meta.url));
    await program.act('emit', { event: 'second-instance', args: [['curfew', log], '/'] });
    await until(async () => await isAt('#/traces'));
    const opened = 'document.querySelector(\'main a[href^="#/traces/"]\') !== null';
    await until(async () => (await program.evaluate(opened)) === true);
    await until(async () => await shows('data-sync-six-hours.log', 'com.example.photosync'));
    expect(await program.evaluate(isFinding)).toBe(false);
    await program.act('menu', { menu: '&Go', item: 'Fleet' });
    await until(async () => await isAt('#/fleet'));
  });

  it('opens the system’s dialog for a log; what is chosen is taken in, and nothing when it is cancelled', async () => {
    const log = fileURLToPath(new URL('../../examples/logs/idle-stop.log', import.meta.url));
    await program.act('menu', { menu: '&File', item: 'Open log…' });
    expect(await isAt('#/fleet')).toBe(true);
    await program.act('choose', { files: [log] });
    await program.act('menu', { menu: '&File', item: 'Open log…' });
    await until(async () => await isAt('#/traces'));
    await until(async () => await shows('idle-stop.log', 'com.example.tracker'));
    expect((await program.seen()).asked).toEqual(['openFile multiSelections', 'openFile multiSelections']);
    await program.act('menu', { menu: '&Go', item: 'Fleet' });
    await until(async () => await isAt('#/fleet'));
  });

  it('prints the report of a log in a hidden window that runs no script and loads nothing but the report', async () => {
    const analysis =
      "document.querySelector('main a[href^=\"#/traces/\"]').getAttribute('href').slice('#/traces/'.length)";
    await program.act('menu', { menu: '&Go', item: 'Traces' });
    await until(async () => (await program.evaluate(`${analysis}.length > 0`).catch(() => false)) === true);
    const call = `{ kind: 'call', id: 1_000_000, name: 'reports.write', input: { subject: { analysis: ${analysis} }, formats: ['pdf'] } }`;
    await program.evaluate(`void curfewBridge.send(${call})`);
    const pdfs = (): string[] =>
      readdirSync(program.data, { recursive: true, encoding: 'utf8' })
        .filter((file) => path.basename(file) === 'report.pdf')
        .map((file) => path.join(program.data, file));
    await until(() => Promise.resolve(pdfs().length === 1));
    const [file = ''] = pdfs();
    expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
    expect(statSync(file).size).toBeGreaterThan(10_000);
    const { printed, windows } = await program.seen();
    expect(printed).toEqual([{ url: expect.stringMatching(/report\.html$/), isLetThrough: true, isShown: false }]);
    expect(windows).toBe(1);
    await program.act('menu', { menu: '&Go', item: 'Fleet' });
    await until(async () => await isAt('#/fleet'));
  });

  it('starts the lab again when it dies, and the page has the fleet again by itself', async () => {
    const { lab } = await program.seen();
    await program.act('killLab');
    await until(async () => ![null, lab].includes((await program.seen()).lab));
    await until(async () => (await shows('SIM00001', 'store ok')) && !(await shows('lost')));
    expect((await program.seen()).errors).toEqual([]);
  });

  it('brings the window back when its process dies; the lab goes on', async () => {
    const { lab } = await program.seen();
    await program.evaluate('void (window.old = true)');
    await program.act('crash');
    const isOld = async (): Promise<unknown> => await program.evaluate("'old' in window").catch(() => true);
    // The stand-in may have to ask for the page several times.
    await expect.poll(isOld, { timeout: 30_000 }).toBe(false);
    await expect.poll(async () => await shows('SIM00001'), { timeout: 30_000 }).toBe(true);
    expect((await program.seen()).lab).toBe(lab);
    expect(await isAt('#/fleet')).toBe(true);
  }, 90_000);

  it('lives on whatever its page says to it', async () => {
    const { lab } = await program.seen();
    const said = await program.evaluate(`(async () => {
      const words = ['call', 'watch', 'cancel', 'take', '__proto__', 'constructor', '', null, 7];
      const names = ['runs.list', 'fleet.watch', 'toString', '__proto__', 'runs.start', undefined, {}];
      const inputs = [undefined, null, 0, -1, 1e308, 'x'.repeat(100000), [], [[[]]], { run: '../../etc/passwd' }, new Date(0)];
      let count = 0;
      for (const kind of words) for (const name of names) for (const input of inputs) {
        curfewBridge.send({ kind, id: count, name, input });
        curfewBridge.send(input);
        count += 2;
      }
      for (const file of [null, {}, 'x', new Blob(['x']), { name: '/etc/passwd', lastModified: 0 }])
        if (await Promise.resolve(curfewBridge.tokenOf(file)).catch(() => null) !== null) return 'a token';
      return count;
    })()`);
    expect(said).toBeGreaterThan(1_000);
    await program.evaluate('location.reload()').catch(() => null);
    await until(async () => await shows('SIM00001', '2 devices'));
    expect(await program.seen()).toMatchObject({ lab, errors: [], windows: 1 });
  });

  it('goes on without a window, tells so in the tray, and remembers where the window was', async () => {
    const { lab } = await program.seen();
    await program.act('close');
    expect(await program.seen()).toMatchObject({ windows: 0, lab, blockers: 0, tray: 'Curfew: nothing is running' });
    const state: unknown = JSON.parse(readFileSync(path.join(program.data, 'window.json'), 'utf8'));
    expect(state).toEqual({ bounds: { x: 10, y: 20, width: 1280, height: 800 }, isMaximized: false });
    await program.act('emit', { event: 'activate', args: [] });
    await until(async () => await shows('2 devices'));
  });

  it('closes the store and ends when it is told to quit', async () => {
    const quitting = program.act('quit').catch(() => null);
    expect(await program.ended).toBe(0);
    void quitting;
    expect(existsSync(path.join(program.data, 'curfew.db-wal'))).toBe(false);
    expect(program.output()).not.toContain('stand-in:');
  });
});
