import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

type AxeWindow = { axe?: { run(options: RunOptions): Promise<AxeResults> } };

/**
 * WCAG 2.2 AA on the page as it stands, axe's best practices unless told otherwise, with `enhanced` also 7:1 contrast: one line a violation, empty when clean. Run by hand, once in each document:
 * the package for Playwright opens a window and hands over the library for every single page, which took as long as the looking itself.
 */
export async function axe(
  page: Page,
  { enhanced = false, bestPractice = true }: { enhanced?: boolean; bestPractice?: boolean } = {},
): Promise<string[]> {
  await page.evaluate(still);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(SOURCE);
  const violations = await page.evaluate(
    async (options) => {
      const found = await (window as AxeWindow).axe?.run(options);
      return (found?.violations ?? []).map(({ id, nodes }) => ({
        id,
        nodes: nodes.slice(0, 4).map(({ target, failureSummary }) => `${String(target)} ${failureSummary ?? ''}`),
      }));
    },
    {
      runOnly: {
        type: 'tag',
        values: [...WCAG_22_AA, ...(bestPractice ? ['best-practice'] : []), ...(enhanced ? ['wcag2aaa'] : [])],
      },
      resultTypes: ['violations'],
      ...(enhanced ? { rules: { 'color-contrast-enhanced': { enabled: true } } } : {}),
    } satisfies RunOptions as RunOptions,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.join(' | ').replaceAll(/\s+/g, ' ')}`);
}

/** Brings what moves or fades to its end: half-way, colours and sizes are nobody's. Whatever turns without end goes on. */
async function still(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    const moving = document
      .getAnimations()
      .filter((one) => one.playState === 'running' && Number.isFinite(one.effect?.getComputedTiming().endTime));
    if (moving.length === 0 && turn > 0) return;
    for (const one of moving) one.finish();
    await new Promise((next) => requestAnimationFrame(() => setTimeout(next, 20)));
  }
}

/** Whether the pages that tests see are to be kept as pictures: `YIWANG_PICTURES=1`. Taking them costs more than looking. */
export const PICTURES = process.env['YIWANG_PICTURES'] === '1';
