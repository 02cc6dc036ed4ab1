import { isUuid, type LocalText } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import { cursorPage, decodeCursor } from '@platform/http';
import type { Measure } from '@platform/module';
import type { Source } from '@platform/packs';
import { countedLoads, sumRows, sumRowsByOrganisation, sumRowsByTime, type Counted } from './store/measures.ts';

const ROWS: LocalText = { zh: '行', en: 'rows' };

/** Figures of the exchange; the records behind each are loads. */
export function exchangeMeasures(deps: { database: ModuleDatabase; sources: readonly Source[] }): Measure[] {
  const measure = (what: Counted, texts: Pick<Measure, 'id' | 'title' | 'meaning'>): Measure => ({
    ...texts,
    unit: ROWS,
    kind: 'count',
    value: async (period) => ({ value: await deps.database.read((tx) => sumRows(tx, what, period)) }),
    series: (period) => deps.database.read((tx) => sumRowsByTime(tx, what, period)),
    byOrganisation: (period) => deps.database.read((tx) => sumRowsByOrganisation(tx, what, period)),
    async records(period, page) {
      const before = decodeCursor(page.cursor, 1)?.[0];
      const rows = await deps.database.read((tx) =>
        countedLoads(tx, what, period, {
          before: isUuid(String(before)) ? String(before) : undefined,
          limit: page.limit + 1,
        }),
      );
      const { items, next } = cursorPage(rows, page.limit, (row) => [row.id]);
      return {
        columns: [
          { key: 'finishedAt', title: { zh: '完成时间', en: 'Finished' }, kind: 'instant' },
          { key: 'source', title: { zh: '数据来源', en: 'Source' }, kind: 'text' },
          { key: 'organisation', title: { zh: '提供部门', en: 'Provider' }, kind: 'organisation' },
          { key: 'rowsRead', title: { zh: '读取', en: 'Read' }, kind: 'number' },
          { key: 'rowsGood', title: { zh: '入库', en: 'Taken in' }, kind: 'number' },
          { key: 'rowsRejected', title: { zh: '拒收', en: 'Set aside' }, kind: 'number' },
          { key: 'loadId', title: { zh: '归集编号', en: 'Load' }, kind: 'text' },
        ],
        rows: items.map((row) => ({
          finishedAt: row.finished_at.toISOString(),
          source: deps.sources.find((source) => source.id === row.source_id)?.title ?? row.source_id,
          organisation: row.organisation,
          rowsRead: Number(row.rows_read),
          rowsGood: Number(row.rows_good),
          rowsRejected: Number(row.rows_rejected),
          loadId: row.id,
        })),
        ...(next === undefined ? {} : { next }),
      };
    },
  });
  return [
    measure('rows_good', {
      id: 'exchange.rows-taken-in',
      title: { zh: '归集数据', en: 'Rows taken in' },
      meaning: {
        zh: '期间完成的归集中通过校验入库的行数；每次归集分别计数',
        en: 'Rows that passed every check in loads finished in the period, counted for each load',
      },
    }),
    measure('rows_rejected', {
      id: 'exchange.rows-rejected',
      title: { zh: '拒收数据', en: 'Rows set aside' },
      meaning: {
        zh: '期间完成的归集中未通过校验、单独留存的行数；每次归集分别计数',
        en: 'Rows set aside with reasons in loads finished in the period, counted for each load',
      },
    }),
  ];
}
