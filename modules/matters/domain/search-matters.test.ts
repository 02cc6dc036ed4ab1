import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Matter } from '../contract/index.ts';
import { editDistance } from './edit-distance.ts';
import { indexMatters, searchMatters } from './search-matters.ts';

const matter = (
  id: string,
  zh: string,
  en: string,
  keywords: { zh: string[]; en: string[] },
  summary = { zh: '说明', en: 'about' },
): Matter => ({ id, title: { zh, en }, keywords, summary }) as Matter;

const index = indexMatters([
  matter('library', '图书馆借阅证办理', 'Library card', { zh: ['借书', '读书卡'], en: ['borrow books'] }),
  matter('swim', '游泳场所开放许可', 'Swimming pool permit', { zh: ['游泳馆', '开泳池'], en: ['pool'] }),
  matter('dog', '养犬登记', 'Dog registration', { zh: ['养狗', '狗证'], en: ['pet licence'] }),
]);
const first = (query: string): string | undefined => searchMatters(index, query)[0]?.matter.id;

describe('finding a matter', () => {
  test.each([
    ['借阅证', 'library'],
    ['借书', 'library'],
    ['我想办个狗证', 'dog'],
    ['youyong', 'swim'],
    ['tushuguan', 'library'],
    ['tsg', 'library'],
    ['yqdj', 'dog'],
    ['tushugaun', 'library'],
    ['library', 'library'],
    ['libary', 'library'],
    ['permit pool', 'swim'],
    ['登记 养犬', 'dog'],
    ['ＤＯＧ', 'dog'],
    ['养全登记', 'dog'],
    ['借出证', 'library'],
    ['图书馆借越证', 'library'],
  ])('%s', (query, id) => expect(first(query)).toBe(id));

  test('says nothing where nothing is meant', () => {
    expect(searchMatters(index, '')).toEqual([]);
    expect(searchMatters(index, '结婚')).toEqual([]);
    expect(searchMatters(index, 'qqqqqq')).toEqual([]);
  });

  test('the whole title comes first and says what was hit', () => {
    const [hit] = searchMatters(index, '狗证');
    expect(hit).toMatchObject({ matched: '狗证' });
    expect(searchMatters(index, '养犬登记')[0]?.score).toBe(100);
  });

  test('never fails, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (query) =>
        Array.isArray(searchMatters(index, query)),
      ),
    );
  });
});

test('the distance is symmetric, zero only for equals, and a swap is one error', () => {
  expect(editDistance('guan', 'gaun', 2)).toBe(1);
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b, 3)).toBe(editDistance(b, a, 3));
      expect(editDistance(a, b, 3) === 0).toBe(a === b);
    }),
  );
});
