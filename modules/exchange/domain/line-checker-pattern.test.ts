import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytePattern } from './line-checker-pattern.ts';

test('a pattern read on bytes fits exactly what the regular expression fits', () => {
  const atoms = ['\\d', '[A-Z]', '[a-c0-9_]', 'X', '-', '[13579]'];
  const pattern = fc
    .array(fc.tuple(fc.constantFrom(...atoms), fc.constantFrom('', '{2}', '{3}')), { minLength: 1, maxLength: 4 })
    .chain((parts) =>
      fc
        .constantFrom('', '+', '*', '?', '{1,3}')
        .map((last) => `^${parts.map((part) => part.join('')).join('')}${last === '' ? '' : `\\d${last}`}$`),
    );
  fc.assert(
    fc.property(
      pattern,
      fc.array(fc.stringMatching(/^[0-9A-Ca-c_X-]{0,8}$/), { minLength: 5, maxLength: 20 }),
      (text, values) => {
        const quick = bytePattern(text);
        expect(quick).toBeDefined();
        for (const value of values)
          expect(quick?.(Buffer.from(`\t${value}\t`), 1, value.length + 1)).toBe(new RegExp(text, 'u').test(value));
      },
    ),
  );
});

test('what it cannot do exactly it leaves alone', () => {
  for (const text of [
    '\\d+',
    '^\\d+[0-9]$',
    '^(a|b)$',
    '^[^a]$',
    '^.$',
    '^\\w$',
    '^[一-龥]+$',
    '^a*b$',
    '^\\d{2,3}\\d$',
  ])
    expect(bytePattern(text)).toBeUndefined();
});
