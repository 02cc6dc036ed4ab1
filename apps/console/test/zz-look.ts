// Temporary: pictures of some pages quickly. Removed before handing over.
import { join } from 'node:path';
import { build } from 'vite';
import { axe, openBuiltApp, sideways } from '@yiwang/tests/pages/built-app.ts';
import { startMockServer } from './mock-server.ts';
const [language, width, ...paths] = process.argv.slice(2);
const app = await openBuiltApp({
  app: 'console',
  build: (outDir) =>
    build({ root: join(import.meta.dirname, '..'), logLevel: 'error', build: { outDir, emptyOutDir: true } }),
  serve: startMockServer,
});
const { page, faults } = await app.visit({
  viewport: { width: Number(width), height: Number(width) < 500 ? 844 : 900 },
  language: language as 'zh',
  mode: 'full',
});
for (const path of paths) {
  await page.goto(`${app.mock.origin}/console${path}`);
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await page.waitForTimeout(900);
  await page.screenshot({ path: `/tmp/look-${path.replace(/[^a-z0-9]+/gi, '-')}-${language}-${width}.png` });
  console.log(path, await sideways(page), await axe(page));
}
console.log(faults);
await app.close();
