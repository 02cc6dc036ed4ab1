import { expect, test } from 'vitest';
import { examinationSheet, type Examination } from './examination-sheet.ts';
import { limitsShown } from './show-examination-sheet.ts';

const at = new Date('2026-11-20T02:05:00Z');
const sheet: Examination = {
  caseNo: 'K-1',
  matter: '风筝节',
  taskCode: 'K',
  applicant: '安小妮',
  office: '风筝窗口',
  state: '不予办理',
  promise: '5 个工作日',
  statutory: '20 个工作日',
  receivedAt: at,
  acceptedAt: at,
  decidedAt: at,
  decision: { outcome: '不予办理', reason: '风大', basis: '第三条' },
  tasks: [
    { title: '消防意见', link: 'opinion', office: '消防队', officer: '火', result: 'disagree', opinion: '风大', at },
    { title: '决定', link: 'decide', office: '风筝窗口', officer: '一', result: 'refuse', at },
    { title: '系统核查', link: null, office: '公安局', result: null, at: null },
  ],
  time: ['鉴定：2026-11-20 至 2026-11-22，看线'],
  printed: { at, by: '风筝窗口' },
};

test('the sheet has every opinion with office, officer and time, the decision, and three boxes to sign', () => {
  const { parts = [], subtitle } = examinationSheet(sheet);
  const table = parts.find(({ kind }) => kind === 'table');
  expect(table).toMatchObject({
    rows: [
      ['消防意见（征求意见）', '消防队 火', '不同意', '风大', '2026-11-20 10:05'],
      ['决定', '风筝窗口 一', '不予办理', '——', '2026-11-20 10:05'],
      ['系统核查', '公安局', '办理中', '——', '——'],
    ],
  });
  expect(subtitle).toContain('不对申请人公开');
  expect(JSON.stringify(parts)).toContain('第三条');
  expect(JSON.stringify(parts)).toContain('鉴定：2026-11-20');
  const signed = parts.find(({ kind }) => kind === 'signatures');
  expect(signed).toMatchObject({ boxes: [{ heading: '承办人' }, { heading: '审核人' }, { heading: '批准人' }] });
});

test('the day of a limit stands beside it only while that limit runs, not that of the answer or of the delivery', () => {
  const limits = { promise: { days: 5, unit: 'workday' }, statutory: { days: 20, unit: 'day' } } as const;
  const due = { date: '2026-11-30', at, from: at, amberFrom: at, provisional: false } as const;
  const shown = (state: 'received' | 'under-review' | 'approved') =>
    limitsShown({ state, deadline: due, statutory: { at, date: '2026-12-10' } }, limits);
  expect(shown('under-review')).toEqual({ promise: '5 个工作日（2026-11-30）', statutory: '20 天（2026-12-10）' });
  for (const state of ['received', 'approved'] as const)
    expect(shown(state)).toEqual({ promise: '5 个工作日', statutory: '20 天' });
});
