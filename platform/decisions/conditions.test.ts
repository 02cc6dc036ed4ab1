import { describe, expect, test } from 'vitest';
import { parseCondition } from './index.ts';

describe('conditions of a process', () => {
  test.each([
    ['outcome = "approve"', { outcome: 'approve' }, true],
    ['= outcome = "approve"', { outcome: 'refuse' }, false],
    ['fee > 0 and not(paid)', { fee: 100n, paid: false }, true],
    ['opinions = null or count(opinions[agree = false]) = 0', { opinions: [{ agree: true }, { agree: true }] }, true],
    ['some o in opinions satisfies o.agree = false', { opinions: [{ agree: true }, { agree: false }] }, true],
    ['applied < date("2026-05-01")', { applied: '2026-04-30' }, true],
    ['applicant.kind in ("firm", "person")', { applicant: { kind: 'firm' } }, true],
    ['fee * 0.1 + fee * 0.2 = fee * 0.3', { fee: 1 }, true],
    ['isNew', { isNew: false }, false],
    ['材料齐全 = true', { 材料齐全: true }, true],
  ])('%s', (text, variables, wanted) => {
    const condition = parseCondition(text);
    // The second and later evaluations are compiled.
    for (let round = 0; round < 4; round += 1) expect(condition.evaluate(variables)).toBe(wanted);
  });

  test('says which variables it uses', () => {
    expect(parseCondition('a > b and string length(c) > 2 and (for x in d return x + e)[1] = 1').names).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
    ]);
    expect(parseCondition('d[price > 3]').names).toEqual(['d']);
  });

  test.each([
    ['a >', 'decisions.bad-expression'],
    ['', 'decisions.bad-expression'],
    ['=', 'decisions.bad-expression'],
    ['${approved}', 'decisions.bad-expression'],
    ['today() > a', 'decisions.bad-expression'],
    ['if a = 1 then missing else true', 'decisions.condition-name'],
    ['approvd = true', 'decisions.condition-name'],
  ])('%j is refused when it is read, with %s', (text, code) => {
    expect(() => parseCondition(text, ['a', 'approved'])).toThrow(expect.objectContaining({ code }));
  });

  test.each([
    ['a', { a: 1 }, 'decisions.condition-not-boolean'],
    ['a > 1', { a: null }, 'decisions.condition-not-boolean'],
    ['a > 1', {}, 'decisions.condition-name'],
    ['a(1)', { a: 5 }, 'decisions.bad-expression'],
  ])('%s of %j is refused with %s, never taken for a no', (text, variables, code) => {
    const condition = parseCondition(text);
    for (let round = 0; round < 3; round += 1)
      expect(() => condition.evaluate(variables)).toThrow(expect.objectContaining({ code }));
  });
});
