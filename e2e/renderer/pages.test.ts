import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../reports/tools.js';
import { seriousFindings } from './axe.js';
import { given, openWindow, type Window } from './tools.js';

const runId = '2026-09-26-night-7f3a';
/** Every page of this room, with a text that is there when it is drawn. */
const places: readonly (readonly [address: string, text: string])[] = [
  ['fleet', 'Galaxy S24 (desk 1)'],
  ['fleet/r5cx70abcde', 'Fit for a run?'],
  ['scenarios', 'Choose a scenario'],
  ['scenarios/e3-two-services-one-clock', 'Lasts 8 h'],
  ['runs', 'Galaxy only'],
  ['runs/night-2026-11-22', 'observations'],
  [`runs/${runId}`, 'interrupted'],
  ['runs/new?devices=8f2c19d0,28291fdh2001vx&scenarios=c01-timeout', 'cannot be played'],
  [`reports/run/${runId}`, 'Evidence (ZIP)'],
  ['settings', 'built in'],
  ['welcome', 'Try with simulated devices'],
];

describeWithChromium('the window', () => {
  let window: Window;

  beforeAll(async () => {
    window = await openWindow();
  }, 90_000);
  afterEach(async () => {
    await window.closePages();
  });
  afterAll(async () => {
    await window.close();
  });

  const openAt = async (address: string, text: string, query?: string) => {
    const opened = await window.open(address, query);
    await opened.page.getByText(text, { exact: false }).first().waitFor();
    return opened;
  };

  /** One window for many pages: opening one is what takes time. */
  const visit = async (page: Page, address: string, text: string) => {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/${address}`);
    await page.getByText(text).first().waitFor();
  };

  it.each(['light', 'dark', 'contrast'])(
    'has nothing serious to say about accessibility on any page in the %s theme',
    async (theme) => {
      const { page, complaints } = await window.open('fleet', `theme=${theme}`);
      for (const [address, text] of places) {
        await visit(page, address, text);
        expect(await seriousFindings(page), `${address} in ${theme}`).toEqual([]);
        expect(complaints, address).toEqual([]);
      }
    },
    90_000,
  );

  it('needs no scrolling sideways at 1280 × 800 and at 1920 × 1080', async () => {
    const { page } = await window.open('fleet');
    for (const [address, text] of places) {
      await visit(page, address, text);
      for (const size of [
        { width: 1920, height: 1080 },
        { width: 1280, height: 800 },
      ]) {
        await page.setViewportSize(size);
        const excess = await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth);
        expect(excess, `${address} at ${size.width}`).toBe(0);
        const cutOff = await page
          .locator('main [role="region"]')
          .evaluateAll((boxes) =>
            boxes
              .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
              .map((box) => box.getAttribute('aria-label')),
          );
        expect(cutOff, `tables of ${address} at ${size.width}`).toEqual([]);
      }
    }
  }, 60_000);

  it('finds a device by Ctrl-K and goes to it', async () => {
    const { page } = await openAt('runs', 'Galaxy only');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find' }).fill('moto');
    await page.getByRole('option', { name: /moto g85/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Details of moto g85' }).waitFor();
    expect(page.url()).toContain('#/fleet/zy22jxk4qp');
  });

  it('gives the focus back where it was when the list of keys closes', async () => {
    const { page } = await openAt('runs', 'Galaxy only');
    await page.getByRole('link', { name: 'Galaxy only' }).focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.textContent === 'Galaxy only');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('A');
  });

  it('goes from page to page by G and a letter, and reaches the page by the first Tab', async () => {
    const { page } = await openAt('fleet', 'Galaxy S24 (desk 1)');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByText('Choose a scenario').waitFor();
    expect(page.url()).toContain('#/scenarios');
  });

  it('shows a dirty device first, says what restoring does, and restores it', async () => {
    const { page } = await openAt('fleet', 'Galaxy S24 (desk 1)');
    expect(await page.locator('tbody tr').first().innerText()).toContain('Galaxy S24 (desk 1)');
    await page.getByText('What it will do, command by command').click();
    await page.getByText('uninstall dev.curfew.probe.t35', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Restore now' }).click();
    await page.getByText('3 changes undone').waitFor();
    await page.getByRole('button', { name: 'Restore now' }).waitFor({ state: 'detached' });
    expect(await given(page)).toEqual(['fleet.restore {"device":"r5cx70abcde"}']);
  });

  it('says why a device cannot be used, and does nothing then', async () => {
    const { page } = await openAt('fleet/3a041fdjh000dw', 'Fit for a run?');
    const install = page.getByRole('button', { name: 'Install probe' });
    expect(await install.getAttribute('title')).toBe('A run has the device.');
    await install.dispatchEvent('click');
    expect(await given(page)).toEqual([]);
  });

  it('closes the details of a device by Escape', async () => {
    const { page } = await openAt('fleet/28291fdh2001vx', 'Fit for a run?');
    await page.getByLabel('Note', { exact: true }).focus();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    expect(page.url()).toMatch(/#\/fleet$/);
  });

  it('narrows the fleet as a filter is typed, and says how many fit', async () => {
    const { page } = await openAt('fleet', 'Galaxy S24 (desk 1)');
    await page.getByRole('searchbox').fill('pixel rack');
    await page.getByText('2 of 12 fit the filter').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(2);
  });

  it('shows a mistake at its line, keeps the last picture, and goes on by itself', async () => {
    const { page } = await openAt('scenarios/e3-two-services-one-clock', 'Lasts 8 h');
    const editor = page.getByRole('textbox', { name: 'Text of the scenario' });
    const text = await editor.inputValue();
    await editor.fill(text.replace('types: [dataSync]', 'types: [dataSink]'));
    await page.getByText('1 mistake', { exact: true }).waitFor();
    await page.getByText('Of the last text without mistakes').waitFor();
    expect(await page.getByRole('button', { name: /line 10 There is no type/ }).count()).toBe(1);
    await editor.fill(text);
    await page.getByText('No mistakes').waitFor();
    await page.getByText('Lasts 8 h').waitFor();
  });

  it('completes a word of a scenario by Tab', async () => {
    const { page } = await openAt('scenarios/new', 'Rules of');
    const editor = page.getByRole('textbox', { name: 'Text of the scenario' });
    await editor.fill('curfew: scenario/1\nsteps:\n  - { at: 0s, do: stopF');
    await page.keyboard.press('Control+End');
    await page.getByRole('button', { name: 'stopForeground' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await editor.inputValue()).toMatch(/do: stopForeground$/);
  });

  it('keeps what was typed while another page is looked at', async () => {
    const { page } = await openAt('scenarios/c01-timeout', 'Lasts 8 h');
    const editor = page.getByRole('textbox', { name: 'Text of the scenario' });
    await editor.fill(`${await editor.inputValue()}# mine`);
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByText('Galaxy only').waitFor();
    await page.goBack();
    await page.getByText('Lasts 8 h').waitFor();
    expect(await editor.inputValue()).toContain('# mine');
  });

  it('plans before it starts, and starts exactly what was planned', async () => {
    const { page } = await openAt('runs/new?devices=28291fdh2001vx', 'Choose scenarios and devices');
    const start = page.getByRole('button', { name: 'Start' });
    expect(await start.getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('checkbox', { name: /^E3/ }).check();
    await page.getByRole('button', { name: /e3-two-services-one-clock on Pixel 7a/ }).click();
    await page.getByText('Flag data_sync_fgs_timeout_duration in activity_manager: 360000').waitFor();
    await start.click();
    await page.waitForURL(/#\/runs\/night-2026-11-22/);
    const [command = ''] = await given(page);
    expect(command).toContain('runs.start');
    expect(command).toContain('"devices":["28291fdh2001vx"]');
    expect(command).toContain('"compression":60');
  });

  it('fills the lanes of a run while it runs, and pauses it', async () => {
    const { page } = await openAt('runs/night-2026-11-22', 'observations');
    const first = await page.getByText(/[\d ]+ observations/).innerText();
    await page.waitForFunction(
      (before) => !document.body.innerText.includes(before),
      first.trim().split(' · ').at(-1) ?? '',
    );
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Go on' }).waitFor();
    expect(await page.getByText('· paused').count()).toBe(1);
  });

  it('walks the cells of a matrix by the arrow keys', async () => {
    const { page } = await openAt(`runs/${runId}`, 'interrupted');
    await page.locator('[data-cell="0,0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Two services share one clock on Galaxy S24 (desk 1)' }).waitFor();
    expect(await page.getByRole('link', { name: 'Timeline' }).getAttribute('href')).toContain('c35-parallel');
  });

  it('compares a run with an earlier one and shows only what changed', async () => {
    const { page } = await openAt(`runs/${runId}`, 'interrupted');
    await page.getByLabel('Compare with').selectOption({ label: 'Galaxy only' });
    await page.getByRole('heading', { name: 'What changed since Galaxy only' }).waitFor();
    expect(await page.getByText('The crash is there now.').count()).toBe(1);
  });

  it('shows the report as a document that cannot reach the window, and writes it', async () => {
    const { page } = await openAt(`reports/run/${runId}`, 'Evidence (ZIP)');
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Night of 21 November' }).waitFor();
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('');
    await page.getByRole('checkbox', { name: 'JUnit XML' }).check();
    await page.getByRole('button', { name: 'Write 2 files' }).click();
    await page.getByText('2 files are written.').waitFor();
  });

  it('keeps a setting when its field is left, and refuses a wrong one', async () => {
    const { page } = await openAt('settings', 'Comparison');
    const tolerance = page.getByLabel('Tolerance, ms');
    await tolerance.fill('soon');
    await page.getByText('A whole number from 1 to 600000.').waitFor();
    await tolerance.fill('250');
    await tolerance.blur();
    await page.getByText('Saved.').waitFor();
    const kept = await page.evaluate(
      () => (globalThis as unknown as { fakeLab: { settings: { toleranceMs: number } } }).fakeLab.settings.toleranceMs,
    );
    expect(kept).toBe(250);
  });

  it('changes the theme at once', async () => {
    const { page } = await openAt('settings', 'Appearance');
    await page.getByRole('radio', { name: 'high contrast' }).check();
    await page.waitForSelector('html[data-theme="contrast"]');
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(0, 0, 0)');
  });

  it('follows the theme of the computer', async () => {
    const { page } = await openAt('fleet', 'Galaxy S24 (desk 1)', '');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForSelector('html[data-theme="dark"]');
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(20, 23, 27)');
  });

  it('begins with what to do when no device is known', async () => {
    const { page } = await openAt('fleet', 'No device is known yet', 'theme=light&devices=0');
    await page.getByRole('link', { name: 'How to connect a device' }).click();
    await page.getByRole('button', { name: 'Start them' }).click();
    await page.waitForURL(/#\/fleet$/);
    expect(await given(page)).toEqual(['fleet.simulate {"devices":8,"profile":"mixed"}']);
  });

  it('imports a file that is dropped anywhere', async () => {
    const { page } = await openAt('settings', 'Comparison');
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['09-27 03:12:44.061 E x'], 'night.log', { type: 'text/plain' }));
      dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    });
    await page.waitForURL(/#\/traces$/);
    await page.getByText('night.log').first().waitFor();
    expect(await page.getByText('night.log').count()).toBeGreaterThan(0);
  });

  it('says what failed, and tries again when asked', async () => {
    const { page } = await openAt('runs', 'the disk is full', 'theme=light&fail=runs.list');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('the disk is full').waitFor();
    expect(await page.getByRole('alert').count()).toBe(1);
  });

  it('says that the lab does not answer, and leaves the page as it is', async () => {
    const { page } = await openAt('fleet', 'The lab does not answer', 'theme=light&lost');
    expect(await page.locator('tbody tr').count()).toBe(12);
  });

  it('has every text of ours in the catalogue, and room for longer ones', async () => {
    const { page } = await openAt('welcome', '[', 'theme=light&pseudo');
    for (const address of ['fleet/r5cx70abcde', 'runs', 'settings', 'scenarios/e3-two-services-one-clock', 'welcome']) {
      await visit(page, address, '[');
      await page.locator('h1').waitFor();
      expect(await textsOutsideTheCatalogue(page), address).toEqual([]);
      const excess = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(excess, address).toBe(0);
    }
  });
});

/** Headings, labels, buttons and table heads are ours: in the pseudo-locale all of them stand in brackets. Names of things do not. */
function textsOutsideTheCatalogue(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const ours = [
      ...document.querySelectorAll<HTMLElement>(
        'h1, main button:not([aria-pressed], kbd *), label, th[scope="col"]:not([title]), dt, legend',
      ),
    ];
    return ours
      .filter((element) => element.closest('.completions') === null)
      .map((element) => element.textContent.trim())
      .filter((text) => /[A-Za-z]{3}/.test(text) && !text.includes('['));
  });
}
