/** Texts of logs, devices and people that try to come to life, in every view, under the policy that the server sends. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../reports/tools.js';
import { openWindow, type OpenPage, type Window } from './tools.js';

const run = '2026-09-26-night-7f3a';
const night = 'traces/data-sync-six-hours';
/** Every page, with a text that is there when it is drawn. */
const places: readonly (readonly [address: string, text: string])[] = [
  ['fleet', 'Galaxy S24 (desk 1)'],
  ['fleet/r5cx70abcde', 'Fit for a run?'],
  ['traces', 'data-sync-six-hours.log'],
  [night, 'as predicted'],
  ['traces/shortened-limit', 'limit not in force'],
  [`${night}/what-if`, 'Every release at once'],
  ['scenarios', 'Choose a scenario'],
  ['scenarios/e3-two-services-one-clock', 'e3-two-services-one-clock'],
  ['runs', 'Galaxy only'],
  ['runs/night-2026-11-22', 'observations'],
  [`runs/${run}`, 'interrupted'],
  [`runs/${run}?with=night-2026-11-20`, 'What changed since'],
  ['runs/new?devices=8f2c19d0,28291fdh2001vx&scenarios=c01-timeout', 'cannot be played'],
  ['reports', 'Reports'],
  [`reports/run/${run}`, 'Evidence (ZIP)'],
  ['settings', 'built in'],
  ['settings/ledger', 'Undone by'],
  ['welcome', 'Try with simulated devices'],
];

describeWithChromium('hostile texts', () => {
  let window: Window;
  let opened: OpenPage;
  beforeAll(async () => {
    window = await openWindow();
    opened = await window.open('fleet', 'theme=light&hostile');
    opened.page.setDefaultTimeout(8_000);
  }, 90_000);
  afterAll(async () => {
    await window.close();
  });

  const visit = async (address: string, text: string): Promise<Page> => {
    const { page } = opened;
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/${address}`);
    await page.locator('main').getByText(text).first().waitFor();
    await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null);
    return page;
  };

  /** What came to life: scripts that ran, elements that were made, words in the place of braces. */
  const alive = (page: Page): Promise<unknown> =>
    page.evaluate(() => ({
      ran: 'came' in globalThis,
      made: document.querySelectorAll('[data-came], img[src="x"], script:not([src])').length,
    }));
  const nothing = { ran: false, made: 0 };

  it.each(places)(
    'stay texts at %s',
    async (address, text) => {
      const page = await visit(address, text);
      expect(await page.locator('body').innerText()).toContain('onerror="globalThis.came=1"');
      expect(await alive(page)).toEqual(nothing);
    },
    30_000,
  );

  it('stay texts in the search, in titles, in the table twin and in dialogs', async () => {
    const page = await visit(night, 'as predicted');
    await page.getByRole('application').focus();
    await page.keyboard.press('t');
    await page.getByRole('grid').first().waitFor();
    expect(await alive(page)).toEqual(nothing);
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByRole('dialog').getByRole('listitem').first().waitFor();
    expect(await alive(page)).toEqual(nothing);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find' }).fill('galaxy');
    await page.getByRole('option').first().waitFor();
    expect(await page.getByRole('option').first().innerText()).toContain('<script>');
    expect(await alive(page)).toEqual(nothing);
    await page.keyboard.press('Escape');
  }, 30_000);

  it('stay texts in the preview of a report, whose scripts nothing runs', async () => {
    const page = await visit(`reports/run/${run}`, 'Evidence (ZIP)');
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading').first().waitFor();
    const frames = page.frames().filter((each) => each !== page.mainFrame());
    expect(frames).toHaveLength(1);
    expect(await alive(page)).toEqual(nothing);
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('');
  }, 30_000);

  it('stay texts in a message of the lab that something failed', async () => {
    const failing = await window.open('traces', 'theme=light&hostile&fail=traces.list');
    await failing.page.getByText('the disk is full').first().waitFor();
    expect(await failing.page.locator('main').innerText()).toContain('<script>');
    expect(await alive(failing.page)).toEqual(nothing);
    expect(failing.complaints).toEqual([]);
    await failing.page.close();
  }, 30_000);

  it('made the page complain of nothing but what it blocked in the preview', () => {
    expect(
      opened.complaints.filter((text) => !/sandboxed|about:srcdoc|inline|Content Security Policy/.test(text)),
    ).toEqual([]);
  });
});
