import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axe, hasBrowser, openBuiltApp, sideways, type BuiltApp } from '@yiwang/tests/pages/built-app.ts';
import { startMockServer } from './mock-server.ts';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const LINEAGE = '/lineage?node=item%3Ahousehold-register.citizen_id';
const PAGES: [name: string, path: string][] = [
  ['railway', '/railway'],
  ['railway-list', '/railway?view=list'],
  ['railway-held', '/railway?state=held'],
  ['line', '/lines/l0'],
  ['line-held', '/lines/l3'],
  ['line-snapshot', '/lines/l7'],
  ['line-quarantine', '/lines/l2?tab=quarantine'],
  ['line-columns', '/lines/l3?tab=held'],
  ['line-proof', '/lines/l3?tab=proof'],
  ['line-mapping', '/lines/l0?tab=mapping'],
  ['line-stream', '/lines/l0?tab=stream'],
  ['flows', '/flows'],
  ['flow', '/flows?open=public-security-bureau.data-bureau'],
  ['connections', '/connections'],
  ['connection', '/connections/c0-0'],
  ['connection-stopped', '/connections/c5-0'],
  ['connection-broken', '/connections/c3-1'],
  ['connect', '/connections/new'],
  ['runs', '/runs'],
  ['run', '/runs?open=00000000-0000-7000-8000-000000040902'],
  ['islands', '/islands'],
  ['island', '/islands?open=00000000-0000-7000-8000-000000070006'],
  ['reconciliations', '/reconciliations'],
  ['reconciliation', '/reconciliations?open=l3'],
  ['lineage-search', '/lineage?q=citizen'],
  ['lineage', LINEAGE],
  ['streams', '/streams'],
  ['stream', '/streams?open=00000000-0000-7000-8000-000000090001'],
];
/** Pages that say something of their own when there is nothing. */
const EMPTY = [
  'railway',
  'railway-list',
  'flows',
  'connections',
  'connect',
  'runs',
  'islands',
  'reconciliations',
  'lineage-search',
  'streams',
];

describe.skipIf(!hasBrowser)('the data railway in the console', () => {
  let app: BuiltApp<Awaited<ReturnType<typeof startMockServer>>>;

  beforeAll(async () => {
    const root = join(import.meta.dirname, '..');
    app = await openBuiltApp({
      app: 'console',
      build: (outDir) => build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } }),
      serve: startMockServer,
    });
  }, 60_000);
  afterAll(() => app?.close());

  const open = (language: 'zh' | 'en', mode = 'full', viewport = DESK) => app.visit({ viewport, language, mode });
  const settle = async (page: Page) => {
    await page.locator('h1').first().waitFor({ state: 'attached' });
    await page.waitForFunction(() => !document.querySelector('.waiting, .ant-spin-spinning'));
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(120);
  };
  const go = async (page: Page, path: string) => {
    if (page.url() === 'about:blank') await page.goto(`${app.mock.origin}/console${path}`);
    else {
      await page.evaluate((to) => history.pushState({}, '', to), `/console${path}`);
      await page.waitForTimeout(150);
    }
    await settle(page);
  };

  test.each(['zh', 'en'] as const)(
    'every page opens, is accessible and breaks no rule of the CSP (%s)',
    async (language) => {
      const { context, page, faults } = await open(language);
      const found: string[] = [];
      for (const [name, path] of PAGES) {
        await go(page, path);
        await page.screenshot({ path: app.shot(`${name}-${language}`) });
        if (language === 'zh') found.push(...(await axe(page)).map((fault) => `${name}: ${fault}`));
        if ((await sideways(page)) > 0) found.push(`${name}: wider than the window`);
        const words = await page.locator('main').innerText();
        const raw =
          /(?:rail|railway|line|flows|runs|proof|connect|connections|lineage|islands|streams?)\.[a-z]+(?:\.[a-z]+)*/.exec(
            words,
          );
        if (raw) found.push(`${name}: a text is missing: ${raw[0]}`);
      }
      await context.close();
      expect(found).toEqual([]);
      expect(faults).toEqual([]);
    },
    180_000,
  );

  test('on a phone every page is read without pushing it sideways', async () => {
    const { context, page, faults } = await open('zh', 'full', PHONE);
    const found: string[] = [];
    for (const [name, path] of PAGES) {
      await go(page, path);
      await page.screenshot({ path: app.shot(`${name}-phone`) });
      if ((await sideways(page)) > 0) found.push(`${name}: ${await sideways(page)} px wider than the window`);
    }
    await context.close();
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
  }, 180_000);

  test.each(['empty', 'failing'] as const)(
    'every page says what to do when the server is %s',
    async (mode) => {
      const { context, page, faults } = await open('zh', mode);
      const found: string[] = [];
      for (const [name, path] of PAGES.filter(([one]) => mode === 'failing' || EMPTY.includes(one))) {
        await go(page, path);
        await page.screenshot({ path: app.shot(`${name}-${mode}`) });
        const words = await page
          .locator(mode === 'empty' ? '.yw-empty' : '.yw-error')
          .first()
          .innerText({ timeout: 5_000 });
        if (mode === 'failing' && !words.includes('01JD2Q4W7K8M')) found.push(`${name}: no number to quote`);
      }
      await context.close();
      expect(found).toEqual([]);
      expect(faults).toEqual([]);
    },
    180_000,
  );
});
