import fc from 'fast-check';
import { evaluate as interpreted, unaryTest } from 'feelin';
import { describe, expect, test } from 'vitest';
import { evaluateExpression } from './expression-functions.ts';
import { feelDate, feelValue, fromFeel, passes } from './feel.ts';
import { simpleTest, type Plain } from './simple-tests.ts';

const place = { decision: 'd', place: 'p' };
const number = fc.oneof(
  fc.integer({ min: -120, max: 120 }),
  fc.double({ min: -99, max: 99, noNaN: true }).map((n) => Math.round(n * 100) / 100 + 0),
);
const text = fc.oneof(
  fc.constantFrom('', 'normal', '1', '2', '正常', 'true', 'null', '< 5', 'a,b', '😀'),
  fc.string({ unit: 'grapheme' }),
);
const written = (value: Plain): string => JSON.stringify(value);
const plainText = text.filter((one) => !/["\\\p{Cc}]/u.test(one));
const literal = fc.oneof(number.map(written), plainText.map(written), fc.constantFrom('true', 'false', 'null'));
const comparison = fc
  .tuple(fc.constantFrom('<', '<=', '>', '>='), fc.constantFrom('', ' '), number)
  .map(([sign, space, n]) => `${sign}${space}${written(n)}`);
const interval = fc
  .tuple(fc.constantFrom('[', '('), number, number, fc.constantFrom(']', ')'))
  .map(([open, a, b, close]) => `${open}${Math.min(a, b)} .. ${Math.max(a, b)}${close}`);
const day = fc.constantFrom('date("2026-01-31")', 'date("2025-12-31")', '@"2026-02-01"', 'date( "2026-02-28" )');
const dayTest = fc.oneof(
  day,
  fc.tuple(fc.constantFrom('<', '<=', '>', '>='), day).map(([sign, one]) => `${sign} ${one}`),
  fc
    .tuple(fc.constantFrom('[', '('), day, day, fc.constantFrom(']', ')'))
    .map(([open, a, b, close]) => `${open}${a}..${b}${close}`),
);
const list = fc
  .array(fc.oneof(literal, comparison, interval, dayTest), { minLength: 1, maxLength: 4 })
  .map((tests) => tests.join(', '));
const cell = fc.oneof(
  list,
  list.map((tests) => `not(${tests})`),
  fc.constantFrom('null, false', 'not(null)', '"2","3"', ' < 60 '),
);
const value = fc.oneof(
  number,
  text,
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('2026-01-31', '2026-02-01', '2026-02-27', '2027-01-01').map(feelDate),
);

describe('cells of decision tables', () => {
  test('a simple cell says of every value what the interpreter says', () => {
    let simple = 0;
    fc.assert(
      fc.property(cell, value, (tests, given) => {
        const ours = simpleTest(tests);
        const said = ours?.(given);
        if (said === undefined) return;
        simple += 1;
        const wanted = unaryTest(tests, { '?': given, other: 1 }).value === true;
        expect(said, `${tests} of ${JSON.stringify(fromFeel(given))}`).toBe(wanted);
      }),
      { numRuns: 1_500 },
    );
    expect(simple).toBeGreaterThan(300);
  });

  test.each([
    'contains(?, "x")',
    'age',
    '"a\\n"',
    '> age',
    'not("a") or true',
    '1 + 1',
    '"a" "b"',
    '1,',
    ',',
    'not("a", (2))',
    'date("2026-02-30")',
    'date("2026-01-01") + duration("P1D")',
    '[1..date("2026-01-01")]',
  ])('any other cell is left to the interpreter: %s', (tests) => expect(simpleTest(tests)).toBeUndefined());

  test.each([
    '> age',
    '<= age, null',
    'not(age)',
    'age',
    'other.age',
    '[age..12)',
    '(age..12], 3',
    'contains(?, "a")',
    '? > age and ? < 20',
    'not(? = age, "x")',
    '["a", "b", 3]',
    'list',
    'not(list)',
    'other',
    'true, age',
    '?.year = 2026',
    'some x in list satisfies x = ?',
    'date("2026-01-31"), age',
    '< date("2026-01-31") + duration("P1D")',
    'if age > 3 then true else false',
    '(> 3)',
    'null',
    'span',
    '> span.start',
    '-',
    '> nothing',
    '? in list',
  ])('any cell says of every value what the interpreter says, read once or each time: %s', (tests) => {
    const more = fc.record({
      age: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(null)),
      list: fc.constant(['a', 3, null]),
      other: fc.constant({ age: 5 }),
      nothing: fc.constant(null),
      span: fc.constant(null),
    });
    const asked = fc.oneof(
      value,
      fc.constant(['a']),
      fc.constant([3, 'a']),
      fc.constant({ age: 5 }),
      fc.integer({ min: 0, max: 20 }),
      fc.constantFrom('a', 'b', 'abc'),
    );
    fc.assert(
      fc.property(asked, more, (given, scope) => {
        const wanted = (): unknown => unaryTest(tests, { ...scope, '?': given });
        let result: ReturnType<typeof unaryTest> | undefined;
        try {
          result = unaryTest(tests, { ...scope, '?': given });
        } catch {
          expect(wanted).toThrow();
          expect(() => passes(tests, given, scope, place)).toThrow();
          return;
        }
        const faults = ['NO_VARIABLE_FOUND', 'NO_FUNCTION_FOUND', 'FUNCTION_INVOCATION_FAILURE', 'UNSUPPORTED'];
        const faulty = result.warnings.some(({ type }) => faults.includes(type));
        if (faulty) expect(() => passes(tests, given, scope, place)).toThrow();
        else
          expect(passes(tests, given, scope, place), JSON.stringify([given, scope])).toBe(
            result.value === true || tests === '-',
          );
      }),
      { numRuns: 40 },
    );
  });

  test('a cell with an expression still sees the scope', () => {
    expect(passes('> age', 61, { age: 60 }, place)).toBe(true);
    expect(passes('> age', 59, { age: 60 }, place)).toBe(false);
    expect(passes('< 60', feelDate('2026-01-01'), {}, place)).toBe(false);
  });
});

describe('expressions', () => {
  const scope = fc.record({
    age: fc.oneof(number, fc.constant(null)),
    名称: fc.oneof(text, fc.constant(null)),
    since: fc.constantFrom(null, feelDate('2025-12-31'), feelDate('2026-11-22')),
    today: fc.constant(feelDate('2026-06-30')),
    known: fc.oneof(fc.boolean(), fc.constant(null), number),
  });

  test.each([
    'if age >= 70 then "A" else "B"',
    'if since = null then false else since + duration("P6M") > today',
    '名称',
    '"route"',
    'null',
    'age + 1 // a remark',
    'if known then age else -age',
    'since.year',
    'string length(名称) > 2 and age < 10',
    '[age, 名称]',
    '{ a: age, b: a + 1 }',
    'some x in [age, 3] satisfies x > 2',
    'age between 1 and 5 or known = true',
    'function(y) y + age',
  ])('come to the same when they are read once as when they are read each time: %s', (expression) => {
    fc.assert(
      fc.property(scope, (given) => {
        const plain = interpreted(expression, given);
        const ours = evaluateExpression(expression, given);
        // The interpreter's sums are of floating point; ours are the exact ones (see exact.test.ts).
        const told15 = (value: unknown): string =>
          JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' ? Number(one.toPrecision(14)) : one));
        expect(told15(fromFeel(ours.value))).toBe(told15(fromFeel(plain.value)));
        // Arithmetic is ours, and tells no warning where FEEL wants null.
        const told = (warnings: readonly { type: string; message: string }[]) =>
          warnings.filter(({ type }) => type !== 'INVALID_TYPE').map(({ type, message }) => [type, message]);
        expect(told(ours.warnings)).toEqual(told(plain.warnings));
      }),
      { numRuns: 60 },
    );
  });

  test('the same text is another expression under other names, lists and contexts', () => {
    for (let round = 0; round < 3; round += 1) {
      expect(feelValue('a-b', { a: 5, b: 3 }, place)).toBe(2);
      expect(feelValue('a-b', { 'a-b': 7 }, place)).toBe(7);
      expect(feelValue('a.b c', { a: { 'b c': 9 } }, place)).toBe(9);
      expect(feelValue('a', { a: [1, 2] }, place)).toEqual([1, 2]);
      expect(feelValue('date', { date: 4 }, place)).toBe(4);
    }
  });

  test('a fault shows each time, not only the first', () => {
    for (let round = 0; round < 3; round += 1) {
      expect(() => feelValue('unheard + 1', { a: round }, place)).toThrow(/unheard/);
      expect(() => feelValue('if a > 1 then nowhere(a) else 0', { a: 2 }, place)).toThrow(/nowhere|invoke/i);
      expect(feelValue('if a > 1 then nowhere(a) else 0', { a: 1 }, place)).toBe(0);
      expect(() => feelValue('1 +', {}, place)).toThrow();
      expect(() => feelValue('1) + (2', {}, place)).toThrow();
    }
  });
});
