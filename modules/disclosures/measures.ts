import type { LocalText } from '@platform/kernel';
import { cursorPage, decodeCursor } from '@platform/http';
import type { Measure } from '@platform/module';
import type { Own } from './deps.ts';
import { STATE_TITLES } from './domain/question.ts';
import { boardOf, listQuestions } from './store/questions.ts';

const KINDS: Record<string, LocalText> = {
  question: { zh: '提问', en: 'Question' },
  objection: { zh: '异议', en: 'Objection' },
  correction: { zh: '更正', en: 'Correction' },
};

/** What people asked about the use of their data. */
export function questionMeasures(deps: Own): Measure[] {
  const rowsOf = (period: { from: Date; to: Date }) =>
    deps.db.readOnce((tx) => boardOf(tx, period, undefined, deps.clock.now()));
  return [
    {
      id: 'disclosures.questions',
      title: { zh: '数据使用提问和异议', en: 'Questions about the use of data' },
      unit: { zh: '件', en: 'questions' },
      meaning: {
        zh: '期间内群众和企业就数据使用提出的疑问、异议和更正件数',
        en: 'Questions, objections and corrections that people and firms raised during the period',
      },
      kind: 'count',
      value: async (period) => ({ value: (await rowsOf(period)).reduce((sum, row) => sum + row.asked, 0) }),
      byOrganisation: async (period) =>
        (await rowsOf(period)).map(({ organisation, asked }) => ({ organisation, value: asked })),
      async records(period, page) {
        const key = decodeCursor(page.cursor, 2);
        const rows = await deps.db.readOnce((tx) =>
          listQuestions(
            tx,
            { organisations: undefined, now: deps.clock.now(), period },
            page.limit + 1,
            key && { at: new Date(String(key[0])), id: String(key[1]) },
          ),
        );
        const { items, next } = cursorPage(rows, page.limit, (row) => [row.asked_at.toISOString(), row.id]);
        return {
          columns: [
            { key: 'at', title: { zh: '时间', en: 'Time' }, kind: 'instant' },
            { key: 'no', title: { zh: '编号', en: 'Number' }, kind: 'text' },
            { key: 'kind', title: { zh: '类别', en: 'Kind' }, kind: 'text' },
            { key: 'organisation', title: { zh: '答复单位', en: 'Office' }, kind: 'organisation' },
            { key: 'state', title: { zh: '状态', en: 'State' }, kind: 'text' },
          ],
          rows: items.map((row) => ({
            at: row.asked_at.toISOString(),
            no: row.no,
            kind: KINDS[row.kind] ?? row.kind,
            organisation: row.organisation,
            state: STATE_TITLES[row.state],
          })),
          ...(next === undefined ? {} : { next }),
        };
      },
    },
  ];
}
