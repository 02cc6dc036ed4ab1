import { expect, test } from 'vitest';
import type { Planned } from '../carry-out.ts';
import { noticesOf } from '../write-notices.ts';
import { contentOf, type DocumentFacts } from './documents.ts';
import { procedureClause } from './procedures.ts';

const facts: DocumentFacts = {
  caseNo: 'K-1',
  matter: '风筝救助',
  applicant: '安小妮',
  organisation: '风筝办',
  date: '2026-11-27',
  dueDate: '2026-12-04',
  // Of the matter itself, as every notice has it at hand.
  basis: '《风筝管理办法》第三条',
};
const said = (kind: Parameters<typeof contentOf>[0], more: Partial<DocumentFacts>): string =>
  contentOf(kind, { ...facts, ...more }).paragraphs.join('');

test('a case that counts as accepted by silence is told so, with the day from which; nobody says that its papers were found complete', () => {
  const told = said('acceptance', { deemedFrom: '2026-11-20' });
  expect(told).toContain('自收到之日（2026-11-20）起视为受理');
  expect(told).not.toContain('材料齐全');
  expect(told).toContain('承诺于2026-12-04前办结');
  expect(said('acceptance', {})).toContain('材料齐全，符合法定形式，现予受理');
  const record = { acceptedAt: new Date('2026-11-20T02:00:00Z'), state: 'accepted' };
  const written = (deemed: boolean) =>
    noticesOf(
      { ids: { next: () => 'n' } } as unknown as Parameters<typeof noticesOf>[0],
      { steps: ['accepted'], command: { action: 'accept', deemed }, record, from: 'received' } as unknown as Planned,
      { taskType: '05' },
      true,
    );
  expect(written(true)).toEqual([{ id: 'n', kind: 'acceptance', more: { deemedFrom: '2026-11-20' } }]);
  expect(written(false)).toEqual([{ id: 'n', kind: 'acceptance' }]);
});

test('accepted with papers to follow (容缺受理): the notice of acceptance names what lacks, and does not call the papers complete', () => {
  const told = said('acceptance', { papers: ['保险单'], until: '2026-12-07' });
  expect(told).toContain('暂缺保险单，须于2026-12-07前补交，现予容缺受理');
  expect(told).not.toContain('材料齐全');
});

test('a special procedure cites the licensing law for licensing alone, and never the law of the matter for it', () => {
  const licence = said('special-procedure', { procedure: '听证', ...procedureClause('01') });
  expect(licence).toContain('依据《中华人民共和国行政许可法》第四十五条，所需时间不计入办理期限');
  const assistance = said('special-procedure', { procedure: '鉴定', ...procedureClause('05') });
  expect(assistance).toContain('需要进行鉴定，所需时间不计入办理期限');
  for (const law of ['行政许可法', '风筝管理办法']) expect(assistance).not.toContain(law);
});
