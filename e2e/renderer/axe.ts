/** What a checker of accessibility finds on a page. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/** Serious and critical findings, one line each: rule and the first element. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // Through the debugger, which the content policy of the page does not bind.
  await page.evaluate(source);
  await page.evaluate(untilColoursRest);
  const found = await page.evaluate(
    async () =>
      await (
        globalThis as unknown as {
          axe: { run: (root: unknown, options: object) => Promise<{ violations: Finding[] }> };
        }
      ).axe.run(document, { resultTypes: ['violations'], iframes: false }),
  );
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

/** A colour on its way from one state to the next is nobody's choice, and has no contrast to judge. Endless animations have no end to wait for. */
async function untilColoursRest(): Promise<void> {
  const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map((animation) => animation.finished));
}
