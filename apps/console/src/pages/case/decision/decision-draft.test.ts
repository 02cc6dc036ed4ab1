import { expect, test } from 'vitest';
import { completionOf, EMPTY_DRAFT, missingIn, wordOf } from './decision-draft.ts';

test('nothing can be sent before a way to decide is chosen', () => {
  expect(missingIn(EMPTY_DRAFT)).toEqual(['action']);
  expect(completionOf(EMPTY_DRAFT)).toBeUndefined();
});

test('a refusal needs both its reason and its basis', () => {
  const draft = { ...EMPTY_DRAFT, action: 'refuse' as const, reason: '不在本市户籍', basis: '  ' };
  expect(missingIn(draft)).toEqual(['basis']);
  expect(completionOf({ ...draft, basis: '第六条' })).toEqual({
    result: 'refuse',
    reason: '不在本市户籍',
    basis: '第六条',
  });
});

test('corrections keep the field they are about, and say which one is still empty', () => {
  const draft = {
    ...EMPTY_DRAFT,
    action: 'correct' as const,
    items: [
      { field: 'phone', text: ' 少一位 ' },
      { field: '', text: '' },
    ],
  };
  expect(missingIn(draft)).toEqual(['item-1']);
  expect(completionOf({ ...draft, items: draft.items.slice(0, 1) })).toEqual({
    result: 'correct',
    items: [{ field: 'phone', text: '少一位' }],
  });
});

test('what was written for another way is kept but not sent', () => {
  expect(completionOf({ ...EMPTY_DRAFT, action: 'approve', opinion: '同意', reason: '写了一半' })).toEqual({
    result: 'approve',
    opinion: '同意',
  });
});

test('a commitment found untrue is told with what is untrue and on what clause, beside the opinion that stays inside', () => {
  const draft = { ...EMPTY_DRAFT, action: 'disagree' as const, opinion: '内部意见' };
  expect(missingIn(draft, 'check')).toEqual(['reason', 'basis']);
  expect(completionOf({ ...draft, reason: '没有冷藏设备', basis: '第六十九条' }, 'check')).toEqual({
    result: 'disagree',
    opinion: '内部意见',
    reason: '没有冷藏设备',
    basis: '第六十九条',
  });
  expect(completionOf({ ...draft, reason: '没有冷藏设备' }, 'opinion')).toEqual({
    result: 'disagree',
    opinion: '内部意见',
  });
});

test('an opinion is needed to agree or disagree, not to finish a link', () => {
  expect(missingIn({ ...EMPTY_DRAFT, action: 'disagree' })).toEqual(['opinion']);
  expect(completionOf({ ...EMPTY_DRAFT, action: 'done' })).toEqual({ result: 'done' });
});

test('the end of a delivery is called so, of any other link not', () => {
  expect([wordOf('done', 'deliver'), wordOf('done', 'review'), wordOf('agree', 'check')]).toEqual([
    'delivered',
    'done',
    'holds',
  ]);
});
