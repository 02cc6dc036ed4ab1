import { cursorPage, decodeCursor } from '@platform/http';
import type { Measure } from '@platform/module';
import type { Own } from './deps.ts';
import { countPeriod, figureReports } from './store/report-lists.ts';
import type { ReportState } from './store/reports.ts';

/** What was told upward: how much, in time, and what the province refuses. */
export function reportMeasures(own: Pick<Own, 'db' | 'clock' | 'withinMs'>): Measure[] {
  const hours = own.withinMs / 3_600_000;
  const count = (period: { from: Date; to: Date }) =>
    own.db.read((tx) => countPeriod(tx, period, own.withinMs, own.clock.now()));
  const records =
    (state?: ReportState): Measure['records'] =>
    async (period, page) => {
      const key = decodeCursor(page.cursor, 2);
      const before = key && { at: String(key[0]), id: String(key[1]) };
      const rows = await own.db.read((tx) => figureReports(tx, period, state, before, page.limit + 1));
      const { items, next } = cursorPage(rows, page.limit, (row) => [row.at.toISOString(), row.id]);
      return {
        columns: [
          { key: 'at', title: { zh: '发生时间', en: 'Happened' }, kind: 'instant' },
          { key: 'caseNo', title: { zh: '办件编号', en: 'Case' }, kind: 'text' },
          { key: 'organisation', title: { zh: '办理单位', en: 'Handled by' }, kind: 'organisation' },
          { key: 'receiptNo', title: { zh: '回执号', en: 'Receipt' }, kind: 'text' },
          { key: 'reason', title: { zh: '原因', en: 'Reason' }, kind: 'text' },
        ],
        rows: items.map(({ at, caseNo, organisation, receiptNo, words }) => ({
          at: at.toISOString(),
          caseNo,
          organisation,
          receiptNo,
          reason: words,
        })),
        ...(next === undefined ? {} : { next }),
      };
    };
  return [
    {
      id: 'reports.reported',
      title: { zh: '已上报省平台', en: 'Reported to the province' },
      unit: { zh: '条', en: 'reports' },
      kind: 'count',
      meaning: {
        zh: '期间内发生的办件、过程、结果和评价中，省平台已给回执的条数',
        en: 'Of what happened to cases in the period, the reports that the province gave a receipt for',
      },
      value: async (period) => ({ value: (await count(period)).sent }),
      records: records('sent'),
    },
    {
      id: 'reports.on-time-share',
      title: { zh: '上报及时率', en: 'Reported in time' },
      unit: { zh: '占比', en: 'share' },
      kind: 'share',
      meaning: {
        zh: `期间内应上报的信息中，${hours} 小时内取得省平台回执的占比；未到时限的不计`,
        en: `Of what was to be reported in the period, the share with the province’s receipt within ${hours} hours; what still has time is not counted`,
      },
      async value(period) {
        const { onTime, judged } = await count(period);
        return { value: judged === 0 ? 0 : onTime / judged, of: judged };
      },
      records: records(),
    },
    {
      id: 'reports.errors',
      title: { zh: '上报错误', en: 'Reports in error' },
      unit: { zh: '条', en: 'reports' },
      kind: 'count',
      meaning: {
        zh: '期间内发生、被省平台退回且尚未重新上报成功的条数',
        en: 'Reports of the period that the province refused and that did not get through since',
      },
      value: async (period) => ({ value: (await count(period)).failed }),
      records: records('failed'),
    },
  ];
}
