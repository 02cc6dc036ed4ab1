import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readEmbedded } from './embedded.ts';
import { readStructure } from './pdf-structure.ts';
import { renderPdf } from './render-pdf.ts';
import type { DocumentSpec } from './spec.ts';

const card: DocumentSpec = {
  layout: 'card',
  language: 'zh',
  createdAt: new Date('2026-11-22T01:00:00.123Z'),
  title: '网球俱乐部会员证',
  subtitle: 'Tennis club membership',
  number: '编号：2026-000123',
  colour: '#2f6b4f',
  fields: [
    { label: '姓名', value: '张三' },
    { label: '有效期', value: '长期' },
  ],
  paragraphs: ['持证人凭本证入场。'],
  closing: { issuer: '示例市体育局', date: '2026年11月22日' },
  seal: { owner: '示例市体育局' },
  qr: { text: 'https://example.org/verify/abc', caption: '扫码核验' },
  footers: ['演示文件'],
  embedded: { holder: '张三', serial: 123 },
};

/** The text a reader would copy: the glyphs each page shows, turned back by the fonts' own ToUnicode tables. */
function extractText(pdf: Buffer): string {
  const structure = readStructure(pdf);
  if (structure === undefined) throw new Error('not readable');
  const objects = Array.from({ length: 200 }, (_, id) => structure.object(id + 1)).filter((one) => one !== undefined);
  const stream = ({ text }: { text: string }): string => {
    const match = /stream\n([\s\S]*)\nendstream/.exec(text);
    return match ? inflateSync(Buffer.from(match[1] as string, 'latin1')).toString('latin1') : '';
  };
  const idOf = (text: string, name: string): number => Number(new RegExp(`/${name} (\\d+) 0 R`).exec(text)?.[1]);
  const toUnicode = (font: string): string[] => {
    const map = stream(structure.object(idOf(font, 'ToUnicode')) ?? { text: '' });
    const body = map.slice(map.indexOf('beginbfrange')).match(/\[(.*)\]/)?.[1] ?? '';
    return (body.match(/<[^>]*>/g) ?? []).map((code) =>
      String.fromCharCode(...(code.match(/[0-9a-f]{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16))),
    );
  };
  let shown = '';
  for (const page of objects.filter(({ text }) => text.includes('/Type /Page\n'))) {
    const resources = structure.object(idOf(page.text, 'Resources'))?.text ?? page.text;
    const fonts = new Map(
      [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => [
        name as string,
        toUnicode(structure.object(Number(id))?.text ?? ''),
      ]),
    );
    let current: string[] = [];
    for (const line of stream(structure.object(idOf(page.text, 'Contents')) ?? { text: '' }).split('\n')) {
      current = fonts.get(/^\/(F\d+) [\d.]+ Tf$/.exec(line)?.[1] ?? '') ?? current;
      if (!line.endsWith('TJ')) continue;
      for (const glyph of (line.match(/<[0-9a-f]*>/g) ?? []).join('').match(/[0-9a-f]{4}/g) ?? []) {
        shown += current[Number.parseInt(glyph, 16)] ?? '?';
      }
    }
  }
  return shown;
}

test.each(['card', 'notice'] as const)('every text of a %s can be copied out of the file', async (layout) => {
  const text = extractText(await renderPdf({ ...card, layout }));
  for (const expected of [
    '网球俱乐部会员证',
    'Tennis club membership',
    '编号：2026-000123',
    '姓名',
    '张三',
    '长期',
    '持证人凭本证入场。',
    '2026年11月22日',
    '扫码核验',
    '演示文件',
    '测试章',
  ]) {
    expect(text).toContain(expected);
  }
});

test('a seal is always marked as a test seal, and there is none unless asked for', async () => {
  const { seal: _, ...unsealed } = card;
  expect(extractText(await renderPdf(card))).toContain('测试章');
  expect(extractText(await renderPdf(unsealed))).not.toContain('测试章');
});

test('equal specs give equal bytes, whatever was drawn between; a changed spec gives another file id', async () => {
  const first = await renderPdf(card);
  await renderPdf({ ...card, title: '别的标题⼀一', layout: 'notice' });
  expect((await renderPdf(card)).equals(first)).toBe(true);
  const id = (pdf: Buffer): string => /\/ID \[(<\w+>)/.exec(pdf.toString('latin1'))?.[1] ?? '';
  const other = await renderPdf({ ...card, number: '编号：2026-000124' });
  expect(id(first)).toMatch(/^<[0-9a-f]{32}>$/);
  expect(id(other)).not.toBe(id(first));
});

test('the font is embedded as a subset: the file stays small', async () => {
  const pdf = await renderPdf(card);
  expect(pdf.length).toBeLessThan(80_000);
  expect(pdf.toString('latin1')).toMatch(/\/FontName \/[A-Z]{6}\+NotoSansSC/);
  expect(pdf.toString('latin1')).not.toContain('Helvetica');
});

test('a character the font lacks shows as its code, never as an empty box', async () => {
  const text = extractText(await renderPdf({ ...card, fields: [{ label: '姓名', value: '王𪛖' }] }));
  expect(text).toContain('王[U+2A6D6]');
});

test('a long notice runs over pages, each with its number and footers', async () => {
  const paragraphs = Array.from({ length: 60 }, (_, index) => `第${index + 1}段：${'内容'.repeat(40)}`);
  const text = extractText(await renderPdf({ ...card, layout: 'notice', paragraphs }));
  expect(text).toContain('第60段：');
  const pages = Number(/1 \/ (\d+)/.exec(text)?.[1]);
  expect(pages).toBeGreaterThan(3);
  expect(text.split('演示文件')).toHaveLength(pages + 1);
});

test('a card with more lines than a page still shows them all', async () => {
  const fields = Array.from({ length: 60 }, (_, index) => ({ label: `项目${index}`, value: `值${index}。` }));
  const text = extractText(await renderPdf({ ...card, fields }));
  for (const { label, value } of fields) expect(text).toContain(`${label}${value}`);
  expect(text).toContain('扫码核验');
});

test('a value may be empty, of many lines, or full of signs that mean something to PDF', async () => {
  const value = '(a) <b> [c] /ByteRange [0 1 2 3]\nendobj % \\';
  const pdf = await renderPdf({
    ...card,
    title: value,
    fields: [
      { label: '', value: '' },
      { label: 'x', value },
    ],
  });
  expect(extractText(pdf)).toContain('/ByteRange [0 1 2 3]');
  expect(readEmbedded(pdf)).toEqual({ holder: '张三', serial: 123 });
});

test('the embedded value is read back as it was, and absent when there was none', async () => {
  const { embedded: _, ...without } = card;
  const value = { text: '换行\n与\nendobj\n和endstream', list: [1, true, null] };
  expect(readEmbedded(await renderPdf({ ...card, embedded: value }))).toEqual(value);
  expect(readEmbedded(await renderPdf(without))).toBeUndefined();
  expect(readEmbedded(Buffer.from('no PDF'))).toBeUndefined();
});

test('a form tells everything on every page: long values whole, tables under their heads, its name and number, the boxes to sign', async () => {
  const rows = Array.from({ length: 70 }, (_, index) => [`${index + 1}`, `说明${index}。`]);
  const long = Array.from({ length: 300 }, (_, index) => `句子${index}，`).join('');
  const { fields: _fields, paragraphs: _paragraphs, closing: _closing, seal: _seal, ...bare } = card;
  const text = extractText(
    await renderPdf({
      ...bare,
      layout: 'form',
      parts: [
        { kind: 'facts', title: '一、基本', facts: [{ label: '理由', value: long }] },
        {
          kind: 'table',
          title: '二、清单',
          heads: [
            { title: '序号', share: 1 },
            { title: '说明栏', share: 9 },
          ],
          rows,
        },
        { kind: 'text', title: '三、承诺', paragraphs: ['本人承诺属实。'] },
        { kind: 'signatures', title: '四、签名', boxes: [{ heading: '申请人签名', lines: ['日期：'] }] },
      ],
    }),
  );
  for (let index = 0; index < 300; index += 1) expect(text).toContain(`句子${index}`);
  for (const [, cell] of rows) expect(text).toContain(cell);
  const pages = Number(/共 (\d+) 页/.exec(text)?.[1]);
  expect(pages).toBeGreaterThan(3);
  expect(text.split('编号：2026-000123')).toHaveLength(pages + 1);
  // The heads stand on the page where the table begins and on each that goes on with it.
  expect(text.split('说明栏').length).toBeGreaterThanOrEqual(4);
  for (const expected of ['一、基本', '本人承诺属实。', '申请人签名', '日期：']) expect(text).toContain(expected);
});

test('a colour that is none is refused with words', async () => {
  await expect(renderPdf({ ...card, colour: 'red' })).rejects.toMatchObject({ code: 'documents.colour-invalid' });
});
