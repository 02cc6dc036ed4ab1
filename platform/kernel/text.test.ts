import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bigrams,
  canonicalJson,
  formatYuan,
  normaliseText,
  parseYuan,
  ageOn,
  shanghaiDate,
  isPlainDate,
  kindsOf,
  defineErrors,
  pickLanguage,
} from './index.ts';

test('full-width, control characters and white space are brought to one form', () => {
  expect(normaliseText('　９９０２０３　张\u0000三 \n')).toBe('990203 张 三');
});

test('bigrams find two-character words inside a text', () => {
  expect(bigrams('老年优待证')).toEqual(['老年', '年优', '优待', '待证']);
  expect(bigrams('证')).toEqual(['证']);
});

describe('canonical JSON', () => {
  test('the order of keys does not matter, and it reads back as the same value', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null))),
        (value) => {
          const turned = Object.fromEntries(Object.entries(value).reverse());
          expect(canonicalJson(turned)).toBe(canonicalJson(value));
          expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        },
      ),
    );
  });
  test('numbers that have two forms are refused', () =>
    expect(() => canonicalJson({ a: 0.1 })).toThrow(/whole numbers/));
});

test('money goes through text and back without losing a fen', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
      (fen) => parseYuan(formatYuan(fen).replace('-¥', '-')) === fen || parseYuan(formatYuan(fen)) === fen,
    ),
  );
  expect(formatYuan(123450n)).toBe('¥1,234.50');
  expect(parseYuan('1.234')).toBeUndefined();
});

test('a day begins in Shanghai while it is still yesterday in UTC', () => {
  expect(shanghaiDate(new Date('2026-11-21T16:00:00Z'))).toBe('2026-11-22');
  expect(isPlainDate('2026-02-29')).toBe(false);
  expect(ageOn('1966-11-22', '2026-11-22')).toBe(60);
  expect(ageOn('1966-11-23', '2026-11-22')).toBe(59);
});

test('an error speaks the reader’s language and keeps its code', () => {
  const errors = defineErrors('demo', { thingMissing: { status: 404, zh: '没有{name}', en: 'No {name}' } });
  const error = errors.thingMissing({ name: 'X' });
  expect([error.code, error.status, error.messageIn('zh'), error.messageIn('en')]).toEqual([
    'demo.thing-missing',
    404,
    '没有X',
    'No X',
  ]);
  const named = errors.thingMissing({ name: { zh: '户籍库', en: 'the household register' } });
  expect([named.messageIn('zh'), named.messageIn('en')]).toEqual(['没有户籍库', 'No the household register']);
  expect(named.message).toBe('demo.thing-missing: No the household register');
  expect(pickLanguage('fr, en;q=0.8')).toBe('en');
  expect(pickLanguage(undefined)).toBe('zh');
});

test('dates are those of the calendar, and plain texts stay as they are', () => {
  const day = fc.tuple(
    fc.integer({ min: 0, max: 9999 }),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
  );
  fc.assert(
    fc.property(day, ([year, month, date]) => {
      const pad = (number: number, places: number) => String(number).padStart(places, '0');
      const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(date, 2)}`;
      const instant = new Date(`${text}T00:00:00Z`);
      const exists = year > 0 && !Number.isNaN(instant.getTime()) && instant.toISOString().slice(0, 10) === text;
      expect(isPlainDate(text)).toBe(exists);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\t', '\u00a0', 'Ａ', '~', '\u0001') }), (text) => {
      const slow = text
        .normalize('NFKC')
        .replace(/\p{Cc}+/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim();
      expect(normaliseText(text)).toBe(slow);
    }),
  );
});

test('items are told by kind, whatever their order', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ kind: fc.constantFrom('a', 'b', 'c'), id: fc.nat() })), (items) => {
      const { first, of } = kindsOf(
        items,
        (one, other) => one === other,
        ({ kind }) => kind,
      );
      expect(of.map((place) => first[place - 1]?.kind)).toEqual(items.map(({ kind }) => kind));
      expect(first.length).toBe(new Set(items.map(({ kind }) => kind)).size);
    }),
  );
});
