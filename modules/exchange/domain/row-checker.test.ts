import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPlainDate } from '@platform/kernel';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import { citizenId } from '../testing/harbour.ts';
import { codeTable } from './code-tables.ts';
import { dateReader, datesReader } from './dates.ts';
import { rowChecker, type Checked } from './row-checker.ts';
import { toCitizenId, toHalfWidth, transformer } from './transforms.ts';

const dates = fc
  .date({ min: new Date('1901-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const fullWidth = (text: string): string =>
  text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000');

describe('dates', () => {
  const forms: Record<string, (y: number, m: number, d: number) => string> = {
    'YYYY/M/D': (y, m, d) => `${y}/${m}/${d}`,
    YYYYMMDD: (y, m, d) => `${y}${String(m).padStart(2, '0')}${String(d).padStart(2, '0')}`,
    YYYY年M月D日: (y, m, d) => `${y}年${m}月${d}日`,
  };
  test('any date written in any declared format is read back as that date', () => {
    const read = datesReader(Object.keys(forms));
    fc.assert(
      fc.property(dates, fc.constantFrom(...Object.keys(forms)), (date, form) => {
        const [y, m, d] = date.split('-').map(Number) as [number, number, number];
        expect(read((forms[form] as (typeof forms)[string])(y, m, d))).toBe(date);
        expect(read(date)).toBe(date);
      }),
    );
  });
  test('an Excel day number is the day Excel shows for it', () => {
    const read = dateReader('excel-serial');
    expect(read('45292')).toBe('2024-01-01');
    expect(read('61')).toBe('1900-03-01');
    expect([read('60'), read('0'), read('-5'), read('45292.5')]).toEqual([undefined, undefined, undefined, undefined]);
    fc.assert(
      fc.property(dates, (date) => {
        expect(read(String(Date.parse(`${date}T00:00:00Z`) / 86_400_000 + 25_569))).toBe(date);
      }),
    );
  });
  test('whatever is read is a date that exists, and text around it is not ignored', () => {
    const read = datesReader(['YYYY-MM-DD', 'YYYY/M/D', 'YYYYMMDD', 'YYYY年M月D日', 'excel-serial']);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{4}[/年-]?\d{1,2}[/月-]?\d{1,2}日?$/)), (text) => {
        const date = read(text);
        expect(date === undefined || isPlainDate(date)).toBe(true);
      }),
    );
    for (const text of ['2023-02-29', '2023/13/1', '20230230', '2023-1-1x', ' 2023-01-01', '1月2日'])
      expect(read(text)).toBeUndefined();
  });
  test('a format without a year, month or day is refused', () => {
    for (const format of ['YYYY-MM', 'MM/DD', 'YYYY-MM-DD-DD', ''])
      expect(() => dateReader(format)).toThrow(RangeError);
  });
});

describe('transforms', () => {
  test('half-width undoes full-width of every printable sign, and leaves Chinese alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(toHalfWidth(fullWidth(text))).toBe(text);
      }),
    );
    expect(toHalfWidth('鼓楼街道（１２）号、㎡')).toBe('鼓楼街道(12)号、㎡');
  });
  test('a citizen id is read in full width, with blanks, hyphens and a small x', () => {
    const id = '99010019600504002X';
    expect([fullWidth(id), '990100 19600504 002x', '990100-19600504-002X', id].map(toCitizenId)).toEqual([
      id,
      id,
      id,
      id,
    ]);
    expect(toCitizenId('990100600504002')).toBe('990100600504002');
  });
  const sex = codeTable({
    id: 'sex',
    title: { zh: '性别', en: 'Sex' },
    codes: [
      { code: '1', name: { zh: '男', en: 'male' }, aliases: ['M', '2'] },
      { code: '2', name: { zh: '女', en: 'female' } },
    ],
  });
  const table = (id: string) => (id === 'sex' ? sex : undefined);
  test('a code is read by itself, its names and its aliases; a code wins over an alias that looks like it', () => {
    const read = transformer(['trim', 'code:sex'], { dateFormats: [], table });
    expect(['1', '男', 'male', ' M '].map((text) => read(text))).toEqual(Array(4).fill({ value: '1' }));
    expect(read('2')).toEqual({ value: '2' });
    expect(read('未知')).toEqual({ fault: 'unknown-code' });
  });
  test('an unknown step or table is refused before any row is read', () => {
    expect(() => transformer(['code:shoe'], { dateFormats: [], table })).toThrow(/code:shoe/);
    expect(() => transformer(['downcase'], { dateFormats: [], table })).toThrow(/downcase/);
  });
});

const title = { zh: '甲', en: 'a' };
const resource: ResourceDefinition = {
  id: 'things',
  title,
  summary: title,
  provider: 'o',
  class: { category: 'base' },
  shareType: 'none',
  openAttribute: 'closed',
  updateCycle: 'daily',
  grade: 1,
  key: ['id', 'part'],
  items: [
    { name: 'id', title, type: 'citizen-id' },
    { name: 'part', title, type: 'integer' },
    { name: 'note', title, type: 'text', maxLength: 4 },
  ],
};
const mapping = [
  { item: 'id', column: 'A', transform: ['citizen-id'] },
  { item: 'part', column: 'B', transform: ['trim'] },
  { item: 'note', column: 'C' },
];
const checker = (demo = true) => rowChecker({ resource, mapping, table: () => undefined, demo });
const check = (values: Record<string, string | null>, checkRow = checker()): Checked => checkRow({ rowNo: 1, values });
const codes = (checked: Checked) =>
  'bad' in checked ? checked.bad.reasons.map((reason) => `${reason.item ?? ''}:${reason.code}`) : [];

describe('rows', () => {
  const id = citizenId(1);
  test('keys of several items are one key together', () => {
    const one = checker();
    expect(codes(check({ A: id, B: '1' }, one))).toEqual([]);
    expect(codes(check({ A: id, B: '2' }, one))).toEqual([]);
    expect(codes(check({ A: id, B: ' 01' }, one))).toEqual([':duplicate-key']);
  });
  test('a row set aside does not take its key away from a good row after it', () => {
    const one = checker();
    const bad = check({ A: id, B: '1', C: '太长的备注' }, one);
    expect(codes(bad)).toEqual(['note:too-long']);
    expect(bad).toMatchObject({ bad: { key: [id, '1'] } });
    expect(codes(check({ A: id, B: '1' }, one))).toEqual([]);
  });
  test('what is missing from a key is required; length counts characters, not halves of them', () => {
    expect(codes(check({ A: id, B: null }))).toEqual(['part:required']);
    expect(codes(check({ A: id, B: '1', C: '𠮷𠮷𠮷𠮷' }))).toEqual([]);
    expect(codes(check({ A: id, B: '1', C: 'a\uFFFDb' }))).toEqual(['note:bad-characters']);
    expect(codes(check({ A: id, B: '1', C: 'a\u0000b' }))).toEqual(['note:bad-characters']);
  });
  test('demo identifiers are taken in demo mode only', () => {
    expect(codes(check({ A: id, B: '1' }, checker(false)))).toEqual(['id:demo-identifier']);
  });
  test('equal rows have equal hashes, different ones different hashes', () => {
    const hashOf = (values: Record<string, string | null>) => (check(values) as { good: { hash: string } }).good.hash;
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,4}$/), fc.stringMatching(/^[a-z]{1,4}$/), (one, two) => {
        expect(hashOf({ A: id, B: '1', C: one }) === hashOf({ A: id, B: '1', C: two })).toBe(one === two);
      }),
    );
  });
});
