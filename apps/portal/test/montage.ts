import { readdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM, SHOTS } from './browser.ts';

// `node apps/portal/test/montage.ts <variant> <out.png> [width] [words…]`: the pictures of one variant side by side, for looking through.

const [variant = 'phone-zh', out = 'montage.png', width = '300', ...words] = process.argv.slice(2);
const files = readdirSync(SHOTS)
  .filter((name) => name.endsWith(`.${variant}.png`))
  .filter((name) => words.length === 0 || words.some((word) => name.startsWith(`${word}.`)))
  .toSorted(
    (a, b) => words.findIndex((word) => a.startsWith(`${word}.`)) - words.findIndex((word) => b.startsWith(`${word}.`)),
  );
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
const page = await browser.newPage({
  viewport: { width: Number(width) * files.length + 8 * (files.length + 1), height: 400 },
});
await page.goto(`file://${SHOTS}`);
await page.setContent(
  `<body style="margin:8px;display:flex;gap:8px;align-items:flex-start;background:#999">${files.map((name) => `<img style="width:${width}px;max-height:1100px;object-fit:cover;object-position:top" src="file://${path.join(SHOTS, name)}">`).join('')}`,
);
await page.waitForLoadState('networkidle');
await page.screenshot({ path: path.join(SHOTS, out), fullPage: true });
await browser.close();
