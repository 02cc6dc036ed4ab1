import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiVisitor, type ApiVisitor } from './support/api.ts';
import { keepOnFailure, visit, type Language, type Visitor } from './support/browser.ts';
import { openCity } from './support/city.ts';
import { demoPerson } from './support/demo-people.ts';
import { streamUpload } from './support/endless-upload.ts';
import { eventually } from './support/eventually.ts';
import { callInterface, type ApplicationKey } from './support/open-interface.ts';
import { fillForm, onwards, upload } from './support/portal-story.ts';
import { clusterPid, isAlive, memoryOf } from './support/processes.ts';
import { signIn, typeSignIn } from './support/sign-in.ts';

const city = openCity('faults');
const ALBUM = 'faults';
const GIB = 1024 ** 3;
const APPLY = '/matters/elder-card?start=1';
const BOTH: readonly Language[] = ['zh', 'en'];

const visitor = (language: Language = 'zh', size: 'phone' | 'desk' = 'desk'): Promise<Visitor> =>
  visit(city.browser, city.product.url, { size, language, album: ALBUM });

let officer: ApiVisitor;
beforeAll(async () => {
  officer = await apiVisitor(city.product, 'data', 'console');
});
afterAll(() => officer?.close());

/** What a load says of itself. */
type Load = { id: string; state: string; rowsRead: number; error?: { code: string; text: Record<Language, string> } };
const sourceNow = (id: string) => officer.get<{ state: string; lastLoad?: Load }>(`/api/exchange/sources/${id}`);
const startLoad = async (id: string): Promise<string> =>
  ((await (await officer.post(`/api/exchange/sources/${id}/loads`, {})).json()) as { loadId: string }).loadId;

describe('faults as a person meets them', () => {
  test('a wrong check digit and a forged signature in an interface call are refused with what is wrong, in both languages', async () => {
    const key = (await (await officer.post('/api/applications/services-platform/keys', {})).json()) as ApplicationKey;
    const { citizenId, name } = demoPerson(city.product, 'elder');
    const call = (number: string, language: string, with_: ApplicationKey = key) =>
      callInterface(
        city.product,
        with_,
        'population-verify',
        { purpose: 'window-intake', caseNo: 'HALL-1', parameters: { citizenId: number, name } },
        language,
      );
    const known = await call(citizenId, 'zh-CN');
    expect(known).toMatchObject({ status: 200, body: { result: 'match' } });
    for (const [language, words] of [
      ['zh-CN', /校验/],
      ['en', /check digit/i],
    ] as const) {
      const { status, body } = await call(`${citizenId.slice(0, -1)}${citizenId.endsWith('1') ? '2' : '1'}`, language);
      expect(status).toBe(400);
      expect(JSON.stringify(body), `said in ${language}`).toMatch(words);
    }
    for (const [language, words] of [
      ['zh-CN', /签名不对/],
      ['en', /signature/i],
    ] as const) {
      const forged = await call(citizenId, language, { ...key, secret: `${key.secret}x` });
      expect(forged.status).toBe(401);
      expect(forged.body.title).toMatch(words);
    }
  });

  test('a file that is not what its ending says is told apart: a picture named PDF, a text named photo', async () => {
    const words = {
      zh: { verdict: '伪造', reason: '不是带有签发单位签名', noCode: '照片里没有找到二维码' },
      en: { verdict: 'Forged', reason: 'no issuer', noCode: 'No QR code' },
    };
    for (const language of BOTH) {
      const { page, look, context } = await visitor(language);
      await page.goto('/verify');
      const picture = await page.screenshot();
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'licence.pdf', mimeType: 'application/pdf', buffer: picture });
      await page.getByRole('heading', { name: words[language].verdict, exact: true }).waitFor();
      expect(await page.locator('main').innerText()).toContain(words[language].reason);
      await look(`not-a-pdf-${language}`);
      await page.goto('/verify');
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture at all') });
      await page.getByRole('alert').filter({ hasText: words[language].noCode }).waitFor();
      await look(`not-a-photo-${language}`);
      await context.close();
    }
  });

  test('a department drops a file that is not what its ending says: the load says so and nothing changes', async () => {
    const { settings } = JSON.parse(readFileSync(join(city.product.data, 'departments/deployment.json'), 'utf8')) as {
      settings: Record<string, string>;
    };
    writeFileSync(
      join(settings['CIVIL_AFFAIRS_DROP'] as string, 'ylfwbt-2027.xlsx'),
      'a text file that someone gave another ending',
    );
    await startLoad('civil-affairs-elder-care');
    await eventually(async () => (await sourceNow('civil-affairs-elder-care')).state).toBe('failed');
    for (const language of BOTH) {
      const watcher = await visitor(language);
      keepOnFailure(ALBUM, watcher);
      await signIn(watcher, city.product, 'console', 'data', '/sources?open=civil-affairs-elder-care');
      await watcher.page
        .getByText(language === 'zh' ? /ylfwbt-2027\.xlsx 的内容是/ : /ylfwbt-2027\.xlsx/)
        .first()
        .waitFor();
      await watcher.look(`wrong-file-${language}`);
      await watcher.context.close();
    }
  });

  test('two gigabytes are refused early, with the limit in words, and the server does not grow', async () => {
    const before = memoryOf(city.product.pid);
    const told = await streamUpload(city.product, 2 * GIB, true);
    expect(told).toMatchObject({ status: 413, title: expect.stringContaining('太大') as string });
    expect(told.sentMiB, 'refused by its header').toBeLessThan(64);
    const streamed = await streamUpload(city.product, 2 * GIB, false, 'en');
    expect(streamed).toMatchObject({ status: 413, title: expect.stringMatching(/large/) as string });
    expect(streamed.sentMiB, 'refused once the limit is passed').toBeLessThan(64);
    expect(memoryOf(city.product.pid) - before, 'MiB that the server grew').toBeLessThan(150);
    for (const language of BOTH) {
      const { page, look, context } = await visitor(language);
      await page.goto('/verify');
      await upload(page, 'huge.pdf', Buffer.alloc(6 * 1024 * 1024));
      await page.getByRole('alert').filter({ hasText: '5 MB' }).waitFor();
      await look(`too-large-${language}`);
      // A page that did not check by itself would still be told.
      const status = await page.evaluate(async () => {
        const body = new FormData();
        body.set('file', new File([new Uint8Array(40 * 1024 * 1024)], 'huge.pdf'));
        return (
          await fetch('/api/verify/file', { method: 'POST', headers: { 'idempotency-key': crypto.randomUUID() }, body })
        ).status;
      });
      expect(status).toBe(413);
      await context.close();
    }
  });

  test('a form over its limits says at each field what to change, in both languages, and submits nothing', async () => {
    const words = { zh: [/手机号码/, /最多|不超过|超过/], en: [/Mobile phone/, /at most|longer|characters/] };
    for (const language of BOTH) {
      const someone = await visitor(language);
      keepOnFailure(ALBUM, someone);
      const { page, look, context } = someone;
      await signIn(someone, city.product, 'portal', 'elder', APPLY);
      await page.waitForURL(/\/apply\//);
      await fillForm(page, '1380000');
      await page
        .getByRole('textbox', { name: language === 'zh' ? /^联系人姓名/ : /^Contact person(?!['’]s)/ })
        .fill('长'.repeat(51));
      await onwards(page).click();
      const summary = page.getByRole('alert').first();
      await summary.waitFor();
      for (const word of words[language]) expect(await summary.innerText()).toMatch(word);
      await look(`over-limits-${language}`);
      expect(page.url(), 'still on the form').toMatch(/\/apply\/[^/]+$/);
      await context.close();
    }
  });

  test('pressing submit twice makes one case', async () => {
    const newcomer = await visitor();
    keepOnFailure(ALBUM, newcomer);
    await signIn(newcomer, city.product, 'portal', 'newcomer', APPLY);
    await newcomer.page.waitForURL(/\/apply\//);
    await fillForm(newcomer.page, '13800006666');
    await onwards(newcomer.page).dblclick();
    await newcomer.page.waitForURL(/\/result$/);
    const mine = (await (await newcomer.context.request.get('/api/cases/mine')).json()) as {
      items: { state: string }[];
    };
    expect(mine.items.map(({ state }) => state)).toEqual(['received']);
    await newcomer.context.close();
  });

  test('a sign-in that ends while a form is open loses nothing that was typed', async () => {
    const younger = await visitor('zh', 'phone');
    keepOnFailure(ALBUM, younger);
    const { page, look } = younger;
    await signIn(younger, city.product, 'portal', 'younger', APPLY);
    await page.waitForURL(/\/apply\//);
    const form = page.url();
    await page.getByRole('textbox', { name: /^手机号码/ }).waitFor();
    await younger.context.clearCookies();
    await fillForm(page, '13800007777');
    await page.getByRole('alert').filter({ hasText: '登录已过期' }).waitFor();
    await look('sign-in-ended');
    await page.getByRole('link', { name: '重新登录' }).first().click();
    await page.waitForURL(/\/login\//);
    await typeSignIn(page, 'younger', city.product.password);
    await page.waitForURL(form);
    expect(await page.getByRole('textbox', { name: /^手机号码/ }).inputValue()).toBe('13800007777');
    await look('sign-in-again');
    await younger.context.close();
  });

  test('who has no right to a page is told so, in both languages, and sees nothing of it', async () => {
    for (const language of BOTH) {
      const clerk = await visitor(language);
      keepOnFailure(ALBUM, clerk);
      await signIn(clerk, city.product, 'console', 'clerk', '/sources');
      await clerk.page
        .getByText(language === 'zh' ? /权限/ : /permission|right/i)
        .first()
        .waitFor();
      expect(await clerk.page.locator('main').innerText()).not.toContain('前置库');
      await clerk.look(`no-right-${language}`);
      await clerk.context.close();
    }
  });

  test('a department’s database that goes away: its connection says so and what to do, nothing is changed, the city goes on', async () => {
    const before = await registry();
    const database = clusterPid(city.product.data, 'departments/postgres');
    process.kill(database, 'SIGKILL');
    await eventually(() => isAlive(database)).toBe(false);
    const [connection] = (await officer.get<{ items: { id: string }[] }>('/api/exchange/connections')).items;
    const fault = async (): Promise<string | undefined> =>
      (
        await officer.get<{ report?: { error?: { code: string } } }>(
          `/api/exchange/connections/${(connection as { id: string }).id}`,
        )
      ).report?.error?.code;
    await eventually(fault).toMatch(/^sources\./);
    const states = async (): Promise<string[]> =>
      (await officer.get<{ items: { state: string }[] }>('/api/exchange/lines')).items.map(({ state }) => state);
    await eventually(states, 'no line says that it runs').not.toContain('live');
    for (const language of BOTH) {
      const watcher = await visitor(language);
      keepOnFailure(ALBUM, watcher);
      await signIn(watcher, city.product, 'console', 'data', `/connections/${(connection as { id: string }).id}`);
      await watcher.page
        .getByText(language === 'zh' ? '连不上' : /cannot be reached|[Nn]ot reached|[Uu]nreachable/)
        .first()
        .waitFor();
      await watcher.look(`database-gone-${language}`);
      await watcher.context.close();
    }
    expect(await registry(), 'the registry is as it was').toEqual(before);
    const resident = await visitor('zh', 'phone');
    keepOnFailure(ALBUM, resident);
    await signIn(resident, city.product, 'portal', 'elder', APPLY);
    await resident.page.waitForURL(/\/apply\//);
    await eventually(() => resident.page.locator('main').innerText(), 'forms are still filled').toContain('周淑芬');
    await resident.context.close();
  });
});

const registry = async (): Promise<number[]> =>
  (await officer.get<{ items: { records: number }[] }>('/api/registries')).items.map(({ records }) => records);
