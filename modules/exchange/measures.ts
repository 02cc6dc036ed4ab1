import type { LocalText } from '@platform/kernel';
import { decodeCursor, cursorPage } from '@platform/http';
import type { Measure, Period } from '@platform/module';
import type { Source } from '@platform/packs';
import { lineViews } from './features/line-view.ts';
import type { LineView } from './features/line-schemas.ts';
import type { LineDeps } from './features/line-deps.ts';
import { listLines } from './store/lines.ts';
import {
  countedRecords,
  linesOnRail,
  sumRows,
  sumRowsByOrganisation,
  sumRowsByTime,
  type Counted,
} from './store/measures.ts';

const ROWS: LocalText = { zh: '行', en: 'rows' };

export type MeasureDeps = Pick<LineDeps, 'database' | 'catalogue' | 'organisations' | 'clock'> & {
  sources: readonly Source[];
};

/** Figures of the exchange: rows by loads and lines together, tables on the rail, and how far the lake is behind. */
export function exchangeMeasures(deps: MeasureDeps): Measure[] {
  return [
    rowsMeasure(deps, 'rows_good', {
      id: 'exchange.rows-taken-in',
      title: { zh: '归集数据', en: 'Rows taken in' },
      meaning: {
        zh: '期间入库的行数：完成的归集中通过校验的行，加上线路上应用的新增、修改和删除；每次分别计数',
        en: 'Rows that entered the lake in the period: those of finished loads that passed every check, and inserts, updates and deletes applied on lines; counted each time',
      },
    }),
    rowsMeasure(deps, 'rows_rejected', {
      id: 'exchange.rows-rejected',
      title: { zh: '拒收数据', en: 'Rows set aside' },
      meaning: {
        zh: '期间未通过校验、单独留存的行数（归集和线路合计）；每次分别计数',
        en: 'Rows set aside with reasons in the period, by loads and lines together; counted each time',
      },
    }),
    tablesMeasure(deps),
    lagMeasure(deps),
  ];
}

function rowsMeasure(deps: MeasureDeps, what: Counted, texts: Pick<Measure, 'id' | 'title' | 'meaning'>): Measure {
  return {
    ...texts,
    unit: ROWS,
    kind: 'count',
    value: async (period) => ({ value: await deps.database.read((tx) => sumRows(tx, what, period)) }),
    series: (period) => deps.database.read((tx) => sumRowsByTime(tx, what, period)),
    byOrganisation: (period) => deps.database.read((tx) => sumRowsByOrganisation(tx, what, period)),
    async records(period, page) {
      const key = decodeCursor(page.cursor, 2);
      const at = new Date(String(key?.[0]));
      const before = key && !Number.isNaN(at.getTime()) ? { at, id: String(key[1]) } : undefined;
      const { rows, lines } = await deps.database.read(async (tx) => ({
        rows: await countedRecords(tx, what, period, { before, limit: page.limit + 1 }),
        lines: new Map((await listLines(tx)).map((line) => [line.id, line.title])),
      }));
      const { items, next } = cursorPage(rows, page.limit, (row) => [row.at.toISOString(), row.id]);
      const titleOf = (id: string): LocalText | string =>
        deps.sources.find((source) => source.id === id)?.title ?? lines.get(id) ?? id;
      return {
        columns: [
          { key: 'finishedAt', title: { zh: '完成时间', en: 'Finished' }, kind: 'instant' },
          { key: 'source', title: { zh: '数据来源或线路', en: 'Source or line' }, kind: 'text' },
          { key: 'organisation', title: { zh: '提供部门', en: 'Provider' }, kind: 'organisation' },
          { key: 'rowsRead', title: { zh: '读取', en: 'Read' }, kind: 'number' },
          { key: 'rowsGood', title: { zh: '入库', en: 'Taken in' }, kind: 'number' },
          { key: 'rowsRejected', title: { zh: '拒收', en: 'Set aside' }, kind: 'number' },
          { key: 'loadId', title: { zh: '归集或线路编号', en: 'Load or line' }, kind: 'text' },
        ],
        rows: items.map((row) => ({
          finishedAt: row.at.toISOString(),
          source: titleOf(row.source),
          organisation: row.organisation,
          rowsRead: row.read === null ? null : Number(row.read),
          rowsGood: Number(row.good),
          rowsRejected: Number(row.rejected),
          loadId: row.id,
        })),
        ...(next === undefined ? {} : { next }),
      };
    },
  };
}

function tablesMeasure(deps: MeasureDeps): Measure {
  const there = (period: Period) => deps.database.read((tx) => linesOnRail(tx, period));
  return {
    id: 'exchange.tables-on-rail',
    title: { zh: '高铁线路', en: 'Tables on the rail' },
    meaning: {
      zh: '期末在用的线路数，一条线路是来源的一张表到一个目录',
      en: 'Lines in use at the end of the period; a line is one table of a source into one resource',
    },
    unit: { zh: '张表', en: 'tables' },
    kind: 'count',
    value: async (period) => ({ value: (await there(period)).length }),
    async byOrganisation(period) {
      const counts = new Map<string, number>();
      for (const line of await there(period)) counts.set(line.organisation, (counts.get(line.organisation) ?? 0) + 1);
      return [...counts]
        .map(([organisation, value]) => ({ organisation, value }))
        .sort((a, b) => b.value - a.value || (a.organisation < b.organisation ? -1 : 1));
    },
    async records(period, page) {
      const lines = await there(period);
      return lineRecords(deps, page, (line) => lines.some((one) => one.id === line.id));
    },
  };
}

function lagMeasure(deps: MeasureDeps): Measure {
  const behind = async (): Promise<LineView[]> =>
    (await views(deps)).filter((line) => line.lagMs !== undefined).sort((a, b) => (b.lagMs ?? 0) - (a.lagMs ?? 0));
  return {
    id: 'exchange.greatest-lag',
    title: { zh: '最大延迟', en: 'Greatest lag now' },
    meaning: {
      zh: '此刻各线路中最大的延迟：从来源提交到入湖的毫秒数（与所选期间无关）',
      en: 'The greatest delay of any line at this moment, from the source’s commit to the lake, whatever the period',
    },
    unit: { zh: '毫秒', en: 'ms' },
    kind: 'count',
    value: async () => ({ value: (await behind())[0]?.lagMs ?? 0 }),
    async byOrganisation() {
      const greatest = new Map<string, number>();
      for (const line of await behind())
        greatest.set(line.organisation, Math.max(greatest.get(line.organisation) ?? 0, line.lagMs ?? 0));
      return [...greatest].map(([organisation, value]) => ({ organisation, value }));
    },
    records: (_period, page) => lineRecords(deps, page, (line) => line.lagMs !== undefined),
  };
}

const views = (deps: MeasureDeps): Promise<LineView[]> =>
  deps.database.read(async (tx) => lineViews(deps, tx, await listLines(tx)));

const STATES: Record<LineView['state'], LocalText> = {
  waiting: { zh: '等待', en: 'Waiting' },
  snapshot: { zh: '快照中', en: 'Reading whole' },
  live: { zh: '实时', en: 'Live' },
  paused: { zh: '已暂停', en: 'Paused' },
  held: { zh: '已停住', en: 'Held' },
  failed: { zh: '重试中', en: 'Trying again' },
};

async function lineRecords(
  deps: MeasureDeps,
  page: { cursor?: string; limit: number },
  which: (line: LineView) => boolean,
): ReturnType<Measure['records']> {
  const after = String(decodeCursor(page.cursor, 1)?.[0] ?? '');
  const lines = (await views(deps)).filter((line) => which(line) && line.id > after);
  const { items, next } = cursorPage(
    lines.sort((a, b) => (a.id < b.id ? -1 : 1)),
    page.limit,
    (line) => [line.id],
  );
  return {
    columns: [
      { key: 'line', title: { zh: '线路', en: 'Line' }, kind: 'text' },
      { key: 'organisation', title: { zh: '提供部门', en: 'Provider' }, kind: 'organisation' },
      { key: 'table', title: { zh: '来源表', en: 'Table' }, kind: 'text' },
      { key: 'state', title: { zh: '状态', en: 'State' }, kind: 'text' },
      { key: 'lagMs', title: { zh: '延迟（毫秒）', en: 'Lag (ms)' }, kind: 'number' },
      { key: 'rowsInLake', title: { zh: '湖中行数', en: 'Rows in the lake' }, kind: 'number' },
      { key: 'appliedAt', title: { zh: '最近入湖', en: 'Last applied' }, kind: 'instant' },
    ],
    rows: items.map((line) => ({
      line: line.title,
      organisation: line.organisation,
      table: line.schema === '' ? line.table : `${line.schema}.${line.table}`,
      state: STATES[line.state],
      lagMs: line.lagMs ?? null,
      rowsInLake: line.rowsInLake ?? null,
      appliedAt: line.appliedAt ?? null,
    })),
    ...(next === undefined ? {} : { next }),
  };
}
