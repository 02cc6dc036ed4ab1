import { expect, test } from 'vitest';
import { actOf, EMPTY_DRAFT, missingIn } from './decision-draft.ts';

test('nothing can be sent before a way to decide is chosen', () => {
  expect(missingIn(EMPTY_DRAFT)).toEqual(['action']);
  expect(actOf(EMPTY_DRAFT)).toBeUndefined();
});

test('a refusal needs both its reason and its basis', () => {
  const draft = { ...EMPTY_DRAFT, action: 'refuse' as const, reason: '不在本市户籍', basis: '  ' };
  expect(missingIn(draft)).toEqual(['basis']);
  expect(actOf({ ...draft, basis: '第六条' })).toEqual({ action: 'refuse', reason: '不在本市户籍', basis: '第六条' });
});

test('corrections keep the field they are about, and say which one is still empty', () => {
  const draft = {
    ...EMPTY_DRAFT,
    action: 'request-correction' as const,
    items: [
      { field: 'phone', text: ' 少一位 ' },
      { field: '', text: '' },
    ],
  };
  expect(missingIn(draft)).toEqual(['item-1']);
  expect(actOf({ ...draft, items: draft.items.slice(0, 1) })).toEqual({
    action: 'request-correction',
    items: [{ field: 'phone', text: '少一位' }],
  });
});

test('what was written for another way is kept but not sent', () => {
  expect(actOf({ ...EMPTY_DRAFT, action: 'approve', opinion: '同意', reason: '写了一半' })).toEqual({
    action: 'approve',
    opinion: '同意',
  });
});
