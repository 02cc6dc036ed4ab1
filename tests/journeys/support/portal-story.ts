import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { keepOnFailure, visit, type SizeName, type Visitor } from './browser.ts';
import type { City } from './city.ts';
import { pdfText } from './pdf.ts';
import { readQr } from './qr.ts';
import { typeSignIn } from './sign-in.ts';
import { eventually } from './eventually.ts';

/** What later journeys of the same city need to know of the elder's. */
export type Elder = { visitor: Visitor; caseId: string; caseNo: string; licenceUrl: string; verifyUrl: string };

const NAME = '周淑芬';
const WORDS = {
  'a piece of its name': '优待',
  pinyin: 'laonianyoudai',
  'a piece of the pinyin': 'laoren',
  'an everyday word': '老人证',
  'a purpose': '坐公交不要钱',
};

/** Steps 4 to 7 of the story: a resident finds, applies, is decided at once, holds a licence that anyone can verify. */
export function elderStory(city: City, size: SizeName): Elder {
  const elder = { caseNo: '' } as Elder;
  const pdf = (): string => join(city.product.data, 'licence.pdf');
  const start = async (): Promise<Visitor> =>
    (elder.visitor ??= await visit(city.browser, city.product.url, { size, album: size }));

  test('a resident finds the service by its name, by pinyin and by everyday words', async () => {
    const { page, look } = await start();
    keepOnFailure(size, elder.visitor);
    await page.goto('/');
    await look('home');
    const search = page.getByRole('combobox', { name: '想办什么事？' });
    for (const [how, word] of Object.entries(WORDS)) {
      await search.fill(word);
      await eventually(() => page.getByRole('option').allInnerTexts(), `found by ${how}`).toEqual([
        expect.stringContaining('老年优待证'),
      ]);
      await search.fill('');
    }
    await search.fill('老人证');
    await page.getByRole('option', { name: /老年优待证/ }).waitFor();
    await look('search');
    await search.press('ArrowDown');
    await search.press('Enter');
    await page.waitForURL('**/matters/elder-card');
  });

  test('the guide says what need not be brought, and signing in leads on to a form already filled, each field with its source', async () => {
    const { page, look } = await start();
    keepOnFailure(size, elder.visitor);
    await page.getByRole('heading', { name: '不用交 3 份材料' }).waitFor();
    const papers = await page.locator('main').innerText();
    for (const paper of ['居民身份证', '户口簿', '居住地址证明']) expect(papers).toContain(paper);
    expect(papers).toContain('不需要您准备任何材料');
    await look('guide');

    await page.getByRole('link', { name: '登录并办理' }).click();
    await page.waitForURL(/\/login\//);
    expect(new URL(page.url()).origin, 'the login page is our own').toBe(city.product.url);
    for (const account of ['elder', 'newcomer', 'younger'])
      await page.getByRole('button', { name: new RegExp(`^${account}`) }).waitFor();
    expect(
      await page.getByRole('button', { name: /^clerk/ }).count(),
      'staff accounts are not offered to residents',
    ).toBe(0);
    await look('sign-in');
    await typeSignIn(page, 'elder', city.product.password);

    await page.waitForURL(/\/apply\//);
    await look('form');
    const facts = page.locator('main');
    for (const fact of [NAME, '明州市江湾区鼓楼街道']) await eventually(() => facts.innerText()).toContain(fact);
    for (const field of ['姓名', '出生日期', '户籍地址', '户籍所在地']) {
      const item = facts.getByRole('listitem').filter({ hasText: field }).first();
      expect(await item.getByText(/明州市公安局/).count(), `source of ${field}`).toBeGreaterThan(0);
    }
    expect(await facts.innerText()).toContain('不用交 3 份材料');
    expect(await facts.innerText(), 'the citizen id is masked').toMatch(/9902\*{10}[0-9X]{4}/);
  });

  test('what is missing is said at its field; then the case is decided at once, with the rule that decided', async () => {
    const { page, look } = await start();
    keepOnFailure(size, elder.visitor);
    await onwards(page).click();
    await page.getByRole('alert').getByText('手机号码').waitFor();
    await look('form-faults');
    await fillForm(page, '13800001111');
    await submitForm(page, look);
    await page.getByText('通过了').waitFor();
    const verdict = await page.locator('main').innerText();
    expect(verdict).toContain('当场办结');
    expect(verdict).toContain('少交 3 份材料');
    expect(verdict).toContain('年满六十周岁，户籍在本市且状态正常');
    expect(verdict).toMatch(/规则版本 \w+/);
    await page.getByRole('link', { name: '查看电子证照' }).waitFor();
    await look('result');
    elder.caseId = /apply\/([^/]+)\/result/.exec(page.url())?.[1] as string;
  });

  test('the licence is in the wallet with its code, and its PDF reads in Chinese', async () => {
    const { page, look } = await start();
    keepOnFailure(size, elder.visitor);
    await page.goto('/licences');
    await page.getByRole('link', { name: /老年优待证/ }).waitFor();
    await look('wallet');
    await page.getByRole('link', { name: /老年优待证/ }).click();
    const code = page.getByRole('img', { name: /二维码/ });
    await code.waitFor();
    await look('licence');
    elder.licenceUrl = page.url();
    elder.verifyUrl = (await readQr(code)) as string;
    expect(elder.verifyUrl, 'a phone reads the code').toContain(`${city.product.url}/verify?t=`);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /下载 PDF/ }).click(),
    ]);
    await download.saveAs(pdf());
    expect(download.suggestedFilename()).toMatch(/^老年优待证.*\.pdf$/);
    const text = pdfText(pdf());
    if (text !== undefined)
      for (const words of ['老年优待证', NAME, '明州市民政局']) expect(text.replace(/\s/g, '')).toContain(words);
  });

  test('anyone can verify: by the code, by the file; one changed byte or character is forged', async () => {
    const stranger = await visit(city.browser, city.product.url, { size, album: size });
    const { page, look } = stranger;
    keepOnFailure(size, stranger);
    await page.goto('/verify');
    await look('verify');
    await page.goto(elder.verifyUrl);
    await verdictIs(page, '有效');
    const shown = await page.locator('main').innerText();
    expect(shown, 'the holder is masked').not.toContain(NAME);
    expect(shown).toMatch(/周\*+/);
    await look('verify-valid');

    const bytes = readFileSync(pdf());
    await upload(page, 'licence.pdf', bytes);
    await verdictIs(page, '有效');
    const changed = Buffer.from(bytes);
    const middle = Math.floor(bytes.length * 0.6);
    changed[middle] = (changed[middle] as number) ^ 1;
    await upload(page, 'changed.pdf', changed);
    await verdictIs(page, '伪造');
    await look('verify-forged');
    await page.goto(changedToken(elder.verifyUrl));
    await verdictIs(page, '伪造');
    expect.soft(stranger.complaints).toEqual([]);
    await stranger.context.close();
    writeFileSync(join(city.product.data, 'changed.pdf'), changed);
  });

  test('the case shows its steps and takes a rating of five', async () => {
    const { page, look } = await start();
    keepOnFailure(size, elder.visitor);
    await page.goto('/cases');
    await look('cases');
    await page.getByRole('link', { name: '看进度' }).click();
    await page.getByRole('heading', { name: '办理进度' }).waitFor();
    const steps = page.getByRole('listitem').filter({ hasText: '已完成' });
    await eventually(() => steps.allInnerTexts()).toHaveLength(5);
    elder.caseNo = await caseNoOn(page);
    await look('case');
    await page.getByText('非常满意', { exact: true }).click();
    await page.getByLabel(/想说的话/).fill('一分钟就办好了，谢谢');
    await page.getByRole('button', { name: '提交评价' }).click();
    await page.getByRole('heading', { name: '谢谢您的评价' }).waitFor();
    await look('rated');
  });

  test('我的数据 tells which office read which fields, why and for which case, and never who', async () => {
    const { page, look } = await start();
    keepOnFailure(size, elder.visitor);
    await page.goto('/my-data');
    await page.getByRole('heading', { name: '查看记录' }).waitFor();
    await look('my-data');
    // Beside it stand the reports to the province, which are reads too.
    const read = await page.getByRole('article').filter({ hasText: '办理老年优待证' }).first().innerText();
    for (const words of [
      '明州市民政局',
      '出生日期',
      '户籍地址',
      '办理老年优待证',
      elder.caseNo,
      '《中华人民共和国老年人权益保障法》',
    ])
      expect(read).toContain(words);
    for (const officer of ['沈静', '林一舟', '顾明霞'])
      expect(await page.locator('main').innerText()).not.toContain(officer);
    await page.goto('/me');
    await look('me');
    expect.soft(elder.visitor.complaints, 'what the browser complained about').toEqual([]);
  });
  return elder;
}

/** The number of the case whose page is shown. */
export async function caseNoOn(page: Page): Promise<string> {
  const told = await page.getByText(/办件编号 \S+/).innerText();
  return told.split(' ').at(-1) as string;
}

/** Answers the one question of the card's form that nobody's data answer. */
export async function fillForm(page: Page, phone: string): Promise<void> {
  await page.getByRole('textbox', { name: /^手机号码|^Mobile phone/ }).fill(phone);
}

/** The button that leads on: to the next screen on a phone, else to the office. */
export const onwards = (page: Page): Locator =>
  page.getByRole('button', { name: /^(下一步|提交申请|提交补正|Next|Submit.*)$/ });

/** Goes through the form's remaining screens, submits, and waits for what came of it. */
export async function submitForm(page: Page, look?: (name: string) => Promise<void>): Promise<void> {
  const last = page.getByRole('button', { name: /^(提交申请|提交补正|Submit.*)$/ });
  for (let screen = 2; !(await last.isVisible()); screen += 1) {
    const before = await page.locator('main').innerText();
    await onwards(page).click();
    await eventually(() => page.locator('main').innerText()).not.toBe(before);
    await look?.(`form-screen-${screen}`);
  }
  await last.click();
  await page.waitForURL(/\/result$/);
}

/** Waits for the one word that answers who verifies. */
export async function verdictIs(page: Page, word: '有效' | '伪造' | '已中止'): Promise<void> {
  await page.getByRole('heading', { name: word, exact: true }).waitFor();
}

/** Uploads a file on the verify page, beginning anew when a verdict is still shown. */
export async function upload(page: Page, name: string, buffer: Buffer, mimeType = 'application/pdf'): Promise<void> {
  const again = page.getByRole('button', { name: '再核验一个' });
  if (await again.isVisible()) await again.click();
  await page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
}

function changedToken(address: string): string {
  const url = new URL(address);
  const token = url.searchParams.get('t') as string;
  const middle = Math.floor(token.length / 2);
  const other = token[middle] === 'A' ? 'B' : 'A';
  url.searchParams.set('t', token.slice(0, middle) + other + token.slice(middle + 1));
  return url.toString();
}
