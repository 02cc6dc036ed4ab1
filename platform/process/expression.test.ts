import { expect, test } from 'vitest';
import { holds, readExpression, valueOf } from './expression.ts';

const value = (text: string, variables: Record<string, unknown>): unknown =>
  valueOf(readExpression(text), (name) => variables[name]);

test('paths into a form, lists and dates come to the same as FEEL has them', () => {
  const form = { amount: 7, days: [1, 2], due: '2026-05-01', holder: { name: '甲' } };
  expect(value('= form.amount > 5 and ok', { form, ok: true })).toBe(true);
  expect(value('form.holder.name', { form })).toBe('甲');
  expect(value('count(form.days) + form.amount', { form })).toBe(9);
  expect(value('form.due < date("2026-06-01") and form.due.year = 2026', { form })).toBe(true);
  expect(value('form.none.deeper = null', { form })).toBe(true);
  expect(value('items.amount', { items: [{ amount: 1 }, { amount: 2 }] })).toEqual([1, 2]);
  expect(value('form.amount = 7 and form != null', { form })).toBe(true);
  expect(value('some item in verdicts satisfies item.result = "no"', { verdicts: [{ result: 'no' }] })).toBe(true);
  expect(value('count(verdicts[result = "no"])', { verdicts: [{ result: 'no' }, { result: 'ok' }], result: 'x' })).toBe(
    1,
  );
});

test('again and again with other values it does not remember the former', () => {
  const read = readExpression('a.b > limit');
  const run = (b: unknown, limit: number) => valueOf(read, (name) => ({ a: { b }, limit })[name]);
  expect([run(3, 2), run(1, 2), run(3, 2), run(null, 2), run(9, 8)]).toEqual([true, false, true, null, true]);
});

test('what is neither yes nor no is not taken for a no', () => {
  expect(() => holds(readExpression('amount > 5'), () => undefined)).toThrow(/comes to null/);
  expect(() => holds(readExpression('amount'), () => 3)).toThrow(/a number/);
  expect(holds(readExpression('amount = null'), () => undefined)).toBe(true);
});

test('the clock of the machine and unknown functions are refused', () => {
  expect(() => readExpression('now() > due')).toThrow(/not allowed/);
  expect(() => readExpression('score(a) > 5')).toThrow(/score/);
});
