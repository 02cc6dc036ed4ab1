import type { LocalText } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import { cursorPage, decodeCursor } from '@platform/http';
import type { Measure } from '@platform/module';
import type { InterfaceBook } from './book.ts';
import { findOutcomeWords } from './domain/outcome-words.ts';
import { countByTime, countByProvider, countCalls, listCalls } from './store/calls.ts';

/** What the cockpit may show of interface calls: answered ones, and refused ones. */
export function callMeasures(db: ModuleDatabase, book: InterfaceBook): Measure[] {
  const measure = (id: string, refused: boolean, title: LocalText, meaning: LocalText): Measure => ({
    id,
    title,
    meaning,
    unit: { zh: '次', en: 'calls' },
    kind: 'count',
    async value({ from, to }) {
      const counts = await db.read((tx) => countCalls(tx, from, to));
      return { value: counts.reduce((sum, count) => sum + (refused ? count.refused : count.calls), 0) };
    },
    series: ({ from, to }) => db.read((tx) => countByTime(tx, from, to, refused)),
    byOrganisation: ({ from, to }) => db.read((tx) => countByProvider(tx, from, to, refused)),
    async records({ from, to }, page) {
      const key = decodeCursor(page.cursor, 2);
      const rows = await db.read((tx) =>
        listCalls(tx, { from, to, refused }, key && { at: String(key[0]), id: String(key[1]) }, page.limit + 1),
      );
      const { items, next } = cursorPage(rows, page.limit, (row) => [row.at.toISOString(), row.id]);
      return {
        columns: [
          { key: 'at', title: { zh: '时间', en: 'Time' }, kind: 'instant' },
          { key: 'interface', title: { zh: '接口', en: 'Interface' }, kind: 'text' },
          { key: 'organisation', title: { zh: '调用单位', en: 'Caller' }, kind: 'organisation' },
          { key: 'purpose', title: { zh: '用途', en: 'Purpose' }, kind: 'text' },
          { key: 'caseNo', title: { zh: '办件编号', en: 'Case' }, kind: 'text' },
          { key: 'outcome', title: { zh: '结果', en: 'Outcome' }, kind: 'text' },
          { key: 'ms', title: { zh: '毫秒', en: 'ms' }, kind: 'number' },
        ],
        rows: items.map((row) => ({
          at: row.at.toISOString(),
          interface: book.interfaces().find(({ id }) => id === row.interface)?.title ?? row.interface,
          organisation: row.organisation,
          purpose: book.purposeTitle(row),
          caseNo: row.case_no,
          outcome: findOutcomeWords(row.outcome) ?? row.outcome,
          ms: row.ms,
        })),
        ...(next === undefined ? {} : { next }),
      };
    },
  });
  return [
    measure(
      'interfaces.calls',
      false,
      { zh: '接口调用', en: 'Interface calls' },
      {
        zh: '已作答的数据接口调用次数，每次调用一条用量记录',
        en: 'Answered calls of data interfaces, one usage record each',
      },
    ),
    measure(
      'interfaces.refused-calls',
      true,
      { zh: '被拒绝的调用', en: 'Refused calls' },
      { zh: '因授权、用途、参数或限额被拒绝的调用次数', en: 'Calls refused for grant, purpose, parameters or limit' },
    ),
  ];
}
