import { caseEnded } from '@modules/cases/contract';
import { expect, test } from 'vitest';
import { toldOf } from './told.ts';

test('what its applicant took back is told without a result of the office; what was sent back as 退回', () => {
  const ended = (how: 'withdrawn' | 'returned' | 'referred', more = {}) =>
    toldOf({
      id: '1',
      type: caseEnded.type,
      aggregate: 'case:1',
      payload: { how, ...more },
      at: new Date(),
      trace: 't',
    });
  expect(ended('withdrawn')).toEqual({ kind: 'result', what: 'withdrawn', content: {} });
  expect(ended('returned')).toEqual({ kind: 'result', what: 'returned', content: { result_code: '7' } });
  // Referred elsewhere: neither approved (1) nor refused (0).
  expect(ended('referred')).toEqual({ kind: 'result', what: 'referred', content: {} });
  expect(ended('referred', { to: 'police' })).toMatchObject({ content: { referred_to: 'police' } });
});
