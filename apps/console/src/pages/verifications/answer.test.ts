import { expect, test } from 'vitest';
import { actOfAnswer, EMPTY_ANSWER, missingParts } from './answer.ts';

test('no answer goes out without a reason', () => {
  expect(missingParts(EMPTY_ANSWER, false)).toEqual(['action']);
  expect(missingParts({ ...EMPTY_ANSWER, action: 'confirm', reason: ' ' }, false)).toEqual(['reason']);
  expect(actOfAnswer({ ...EMPTY_ANSWER, action: 'dismiss', reason: '同名异人' }, false)).toEqual({
    action: 'dismiss',
    reason: '同名异人',
  });
});

test('a licence is revoked only with evidence, and with an answer where the holder objected', () => {
  const answer = { ...EMPTY_ANSWER, action: 'revoke' as const, reason: '已迁出', evidence: '户籍登记' };
  expect(missingParts(answer, true)).toEqual(['reply']);
  expect(actOfAnswer(answer, false)).toEqual({ action: 'revoke', reason: '已迁出', evidence: '户籍登记' });
  expect(actOfAnswer({ ...answer, reply: '已核对' }, true)).toEqual({
    action: 'revoke',
    reason: '已迁出',
    evidence: '户籍登记',
    answer: '已核对',
  });
});
