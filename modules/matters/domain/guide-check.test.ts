import { expect, test } from 'vitest';
import type { CaseFacts, Matter } from '../contract/index.ts';
import { checkGuide } from './guide-check.ts';

const matter = {
  projectType: 'promise',
  limits: { promise: { days: 5, unit: 'workday' }, statutory: { days: 20, unit: 'workday' } },
  visits: { count: 0 },
  materials: [{ id: 'lease', title: { zh: '租赁合同', en: 'Lease' }, avoided: false }],
} as unknown as Matter;
type Asked = { caseNo: string; material?: string; text: string }[];
const told = (asked: Asked, { decided = 10, mayOpen = true } = {}): string[] =>
  checkGuide(
    matter,
    {
      decided,
      atOnce: 0,
      onLine: 0,
      visits: [],
      days: [],
      asked: asked.map((one): CaseFacts['asked'][number] => ({ ...one, organisation: 'office' })),
    },
    () => mayOpen,
  ).map(({ found }) => found.zh);

test('words that stand in one notice alone are never quoted, however few cases there are', () => {
  const about = '租赁合同上王小明的电话 13800000000 写错了';
  expect(told([{ caseNo: 'A1', text: about }])).toEqual(['1 件被要求补正']);
  expect(told([{ caseNo: 'A1', text: '王小明与前妻的离婚协议' }])).toEqual([
    '1 件被要求补正指南之外的材料（个别办件的文字不引）',
  ]);
  // Twice to the same person is one case still.
  const twice = { caseNo: 'A1', text: '王小明与前妻的离婚协议' };
  expect(told([twice, twice])).toEqual(['1 件被要求补正指南之外的材料（个别办件的文字不引）']);
});

test('words that cases have in common are quoted, also beside others about the same paper', () => {
  expect(told(['A1', 'A2'].map((caseNo) => ({ caseNo, text: '婚姻状况证明' })))).toEqual([
    '2 件被要求补正：“婚姻状况证明”',
  ]);
  const lease = (caseNo: string, text: string) => ({ caseNo, material: 'lease', text });
  expect(told([lease('A1', '王小明没有签字'), lease('A2', '没有盖章'), lease('A3', '没有盖章。')])).toEqual([
    '3 件被要求补正：“没有盖章”',
  ]);
  expect(told([lease('A1', '王小明没有签字'), lease('A2', '缺第二页')])).toEqual(['2 件被要求补正']);
});

test('who may not open the cases is told how many, and words only that ten were asked alike', () => {
  const asked = (count: number): Asked =>
    Array.from({ length: count }, (_, n) => ({ caseNo: `A${n}`, text: '婚姻状况证明' }));
  expect(told(asked(9), { mayOpen: false })).toEqual(['9 件被要求补正指南之外的材料（个别办件的文字不引）']);
  expect(told(asked(10), { mayOpen: false })).toEqual(['10 件被要求补正：“婚姻状况证明”']);
  expect(told(asked(70), { decided: 100 })).toEqual(['70 件被要求补正：“婚姻状况证明”']);
});
