import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { seriousFindings } from '../renderer/axe.js';
import { openWindow, type Window } from '../renderer/tools.js';
import { describeWithChromium } from '../reports/tools.js';

const sixHours = 'traces/data-sync-six-hours';
const places: readonly (readonly [address: string, text: string])[] = [
  ['traces', 'Drop logs, bug reports or bundles here'],
  [sixHours, '2 as predicted'],
  ['traces/shortened-limit', 'limit not in force'],
  [`${sixHours}/what-if`, 'Every release at once'],
];

describeWithChromium('the timeline', () => {
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
    await opened.page.getByText(text).first().waitFor();
    return opened;
  };
  const picture = (page: Page) => page.getByRole('application');
  const why = (page: Page) => page.getByRole('region', { name: 'Why' });
  /** Share of pixels of the canvas that are not the colour of its corner. */
  const inkShare = (page: Page): Promise<number> =>
    page.locator('canvas').evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const data = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      let ink = 0;
      for (let at = 0; at < data.length; at += 4) if (data[at] !== data[0] || data[at + 2] !== data[2]) ink += 1;
      return ink / (width * height);
    });
  const drawnAs = (page: Page): Promise<string> =>
    page.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  /** Waits until the picture is another one. */
  const untilRedrawn = async (page: Page, before: string): Promise<void> => {
    await expect.poll(() => drawnAs(page), { timeout: 10_000 }).not.toBe(before);
  };

  it.each(['light', 'dark', 'contrast'])(
    'has nothing serious to say about accessibility, and breaks no content policy, in the %s theme',
    async (theme) => {
      for (const [address, text] of places) {
        const { page, complaints } = await openAt(address, text, `theme=${theme}`);
        expect(await seriousFindings(page), address).toEqual([]);
        expect(complaints, address).toEqual([]);
        await page.close();
      }
    },
    90_000,
  );

  it('begins with an answer: the picture, the outcome to look at, and the line that shows it', async () => {
    const { page } = await openAt(sixHours, '2 as predicted');
    expect(await inkShare(page)).toBeGreaterThan(0.01);
    await page.getByRole('button', { name: /start denied \(time limit exhausted\)/, pressed: true }).waitFor();
    await page.locator('[aria-current="true"]', { hasText: 'Time limit already exhausted' }).waitFor();
  });

  it('walks from outcome to outcome with the keyboard, says what it came to, and shows why', async () => {
    const { page } = await openAt(sixHours, '2 as predicted');
    await picture(page).focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('.');
    await page.keyboard.press('.');
    await page.getByText(/^timeout callback · \.SyncService\. verdict: as predicted/).waitFor({ state: 'attached' });
    await why(page).getByText('the deadline came with 6 h 2.380 s charged').waitFor();
    await page.keyboard.press(']');
    await why(page).getByText('not observable').first().waitFor();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.classList.contains('lines'))).toBe(true);
  });

  it('zooms at the pointer, pans by dragging, and shows everything again', async () => {
    const { page } = await openAt(sixHours, '2 as predicted');
    const box = await picture(page).boundingBox();
    if (box === null) throw new Error('the picture has no place');
    const before = await drawnAs(page);
    await page.mouse.move(box.x + 700, box.y + 150);
    await page.mouse.wheel(0, -600);
    await page.getByText(/^2 h .* in view/).waitFor();
    const close = await drawnAs(page);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 150, { steps: 4 });
    await page.mouse.up();
    await untilRedrawn(page, close);
    await picture(page).focus();
    await page.keyboard.press('0');
    await page.getByText('6 h 33 m 23 s in view').waitFor();
    await page.mouse.move(5, 5);
    await expect.poll(async () => (await drawnAs(page)).length, { timeout: 10_000 }).toBe(before.length);
  });

  it('tells the chain of reasons of what the pointer is over', async () => {
    const { page } = await openAt(sixHours, '2 as predicted');
    const box = await picture(page).boundingBox();
    if (box === null) throw new Error('the picture has no place');
    // The mark of the callback: on the right, in the first service lane.
    const card = page.locator('.card', { hasText: 'timeout callback' });
    for (let y = 110; y < 240 && !(await card.isVisible()); y += 6) await page.mouse.move(box.x + 1_150, box.y + y);
    await card.getByText('the deadline came with 6 h 2.380 s charged').waitFor();
  });

  it('sums a span that was dragged with Shift', async () => {
    const { page } = await openAt(sixHours, '2 as predicted');
    const box = await picture(page).boundingBox();
    if (box === null) throw new Error('the picture has no place');
    await page.keyboard.down('Shift');
    await page.mouse.move(box.x + 400, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 800, box.y + 60, { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await page
      .getByText(/in the foreground/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Zoom to it' }).click();
    await page.getByText(/^2 h 3\d m .* in view/).waitFor();
  });

  it('turns into a table by T that is read and worked with the keyboard', async () => {
    const { page } = await openAt(sixHours, '2 as predicted');
    await picture(page).focus();
    await page.keyboard.press('t');
    const grid = page.getByRole('grid');
    await grid.getByRole('row', { name: /timeout callback/ }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await why(page).getByText('TOP', { exact: false }).first().waitFor();
    await page.keyboard.press('t');
    await grid.waitFor({ state: 'detached' });
    expect(await inkShare(page)).toBeGreaterThan(0.01);
  });

  it('draws again in the other colours when the computer turns dark', async () => {
    const { page } = await openAt(sixHours, '2 as predicted', 'theme=system');
    const paper = (): Promise<number> =>
      page.locator('canvas').evaluate((canvas) => {
        const pixel = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, 1, 1).data;
        return pixel?.[0] ?? -1;
      });
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(paper, { timeout: 10_000 }).toBe(255);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(paper, { timeout: 10_000 }).toBe(0x14);
  });

  it('moves the predicted marks when a limit is turned, and takes it back', async () => {
    const { page } = await openAt(`${sixHours}/what-if`, 'Every release at once');
    await page.getByText('The same outcomes as before.').waitFor();
    const slider = page.getByRole('slider', { name: 'dataSync limit' });
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('3 moved · 0 new · 0 gone').waitFor();
    expect(await slider.getAttribute('aria-valuetext')).toBe('5 h 30 m');
    await page
      .getByRole('row', { name: /timeout callback/ })
      .getByText('02:42:41')
      .first()
      .waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Back to the log' }).click();
    await page.getByText('The same outcomes as before.').waitFor();
  });

  it('takes the release of the row that is clicked', async () => {
    const { page } = await openAt(`${sixHours}/what-if`, 'Every release at once');
    await page.getByRole('button', { name: 'android-16' }).click();
    expect(await page.getByRole('combobox', { name: 'Release' }).inputValue()).toBe('android-16');
  });

  it('needs no scrolling sideways at 1280 × 800 and at 1920 × 1080', async () => {
    for (const size of [
      { width: 1280, height: 800 },
      { width: 1920, height: 1080 },
    ]) {
      for (const [address, text] of places) {
        const { page } = await window.open(address, 'theme=light', size);
        await page.getByText(text).first().waitFor();
        const excess = await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth);
        expect(excess, `${address} at ${size.width}`).toBe(0);
        await page.close();
      }
    }
  }, 60_000);
});

describeWithChromium('the library of traces', () => {
  let window: Window;

  beforeAll(async () => {
    window = await openWindow();
  }, 90_000);
  afterAll(async () => {
    await window.close();
  });

  it('imports files, shows how each goes, and says what is wrong with one', async () => {
    const { page, complaints } = await window.open('traces');
    await page.setInputFiles('input[type=file]', [
      { name: 'night.log', mimeType: 'text/plain', buffer: Buffer.from('log') },
      { name: 'holiday.png', mimeType: 'image/png', buffer: Buffer.from('png') },
    ]);
    await page.getByText('This is no log: it begins as a PNG picture.').waitFor();
    await page.getByRole('link', { name: 'Open' }).click();
    await page.getByRole('application').waitFor();
    expect(complaints).toEqual([]);
  });

  it('finds, pins and renames', async () => {
    const { page } = await window.open('traces');
    await page.getByRole('searchbox').fill('idle');
    await page.getByRole('row', { name: /data-sync-six-hours/ }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Pin idle-stop.log' }).click();
    await page.getByRole('button', { name: 'Rename idle-stop.log' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Idle on the desk');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Renamed.').waitFor();
    const given = await page.evaluate(() => (globalThis as unknown as { fakeLab: { given: string[] } }).fakeLab.given);
    expect(given.some((line) => line.startsWith('traces.change') && line.includes('"pinned":true'))).toBe(true);
    expect(given.some((line) => line.includes('"title":"Idle on the desk"'))).toBe(true);
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('row', { name: /data-sync-six-hours/ }).waitFor();
  });
});
