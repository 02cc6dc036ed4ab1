// For tests; it stands here because it writes SQL. A small invented pier: a table of moorings at a department, and the lake it is brought into.
import { copyRows, sql, type Database } from '@platform/database';
import { lakeColumn, openLake, rawTable, type LakeTable } from '@platform/lake';
import type { Module } from '@platform/module';
import { copyBatch, readCopyBatch } from '@platform/sources';
import type { CataloguedResource } from '@modules/catalogue/contract';
import type { CheckedRow, LineFacts } from '@modules/exchange/contract';
import type { ProofExchange } from '../contract/index.ts';

const text = (zh: string, en: string) => ({ zh, en });
const item = (name: string, type: CataloguedResource['items'][number]['type'], more: object = {}) => ({
  name,
  title: text(`项${name}`, name),
  type,
  ...more,
});

export const MOORINGS: CataloguedResource = {
  id: 'moorings',
  title: text('泊位登记', 'Moorings'),
  summary: text('泊位登记', 'Moorings'),
  provider: 'harbour-office',
  class: { category: 'department' },
  shareType: 'conditional',
  openAttribute: 'closed',
  updateCycle: 'realtime',
  grade: 3,
  key: ['pier', 'holder'],
  items: [
    item('holder', 'citizen-id', { mask: 'citizen-id', grade: 4 }),
    item('note', 'text', { mask: 'name' }),
    item('pier', 'integer', { personal: false }),
    item('since', 'date'),
    item('paid', 'boolean', { personal: false }),
  ],
  version: '1',
};

export const LINE: LineFacts = {
  id: 'moorings-line',
  connectionId: 'harbour',
  title: text('泊位登记线路', 'Moorings'),
  system: text('港务系统', 'Harbour system'),
  organisation: 'harbour-office',
  resource: 'moorings',
  table: { schema: 'public', table: 'moorings' },
  mapping: MOORINGS.items.map(({ name }) => ({ item: name, column: name })),
  mode: 'capture',
  state: 'live',
  streamed: false,
  sourceAt: new Date('2026-11-20T02:00:00Z'),
  rowsInLake: 0,
};

/** One row by its number, in the order of the items; notes hold what text COPY has to escape. */
export function mooring(number: number): (string | null)[] {
  const notes = ['甲\t乙', '第一行\n第二行', 'back\\slash', '𠮷🚢', '', null];
  return [
    `9901${String(number).padStart(14, '0')}`,
    notes[number % notes.length] as string | null,
    String(number % 7),
    number % 11 === 0 ? null : `2026-0${(number % 9) + 1}-15`,
    number % 3 === 0 ? null : number % 3 === 1 ? 'true' : 'false',
  ];
}

export const keyOf = (values: readonly (string | null)[]): string[] => [values[2] ?? '', values[0] ?? ''];

export type Pier = Module & {
  exchange: ProofExchange;
  /** The department's table: rows by their key. */
  source: Map<string, (string | null)[]>;
  /** State of the line. */
  state: string;
  /** Keys whose row at the source does not pass its checks. */
  refused: Set<string>;
  /** Changes at the source that the capture has yet to bring. */
  waiting: { key: string; values: (string | null)[] | null }[];
  /** Called before each look at single rows. */
  beforeLook: (() => void | Promise<void>) | undefined;
  counts: { wholeReads: number; singleReads: number; reloads: string[][] };
  /** Brings rows to the lake as they are given. */
  putInLake(rows: readonly (readonly (string | null)[])[], source?: string): Promise<void>;
  removeFromLake(keys: readonly string[]): Promise<void>;
  lakeRows(): Promise<Map<string, (string | null)[]>>;
};

/** The exchange as far as a proof knows it. */
export function pier(deps: { database: Database }, options: { captured: boolean } = { captured: true }): Pier {
  const lake = openLake(deps.database);
  const table: LakeTable = rawTable(MOORINGS);
  const own = deps.database.forModule('exchange');
  const columns = MOORINGS.items.map(({ name }) => name);
  const source = new Map<string, (string | null)[]>();
  const row = (values: (string | null)[]): CheckedRow => ({ key: keyOf(values), values });
  const text = (key: readonly string[]): string => key.join('\u0000');

  const made: Pier = {
    name: 'exchange',
    async prepare() {
      await lake.ensureTable(table, [['_load']]);
      await lake.grantWrite(table, 'exchange');
    },
    source,
    state: 'live',
    refused: new Set(),
    waiting: [],
    beforeLook: undefined,
    counts: { wholeReads: 0, singleReads: 0, reloads: [] },
    async putInLake(rows, from = LINE.id) {
      const unique = [...new Map(rows.map((values) => [text(keyOf(values)), values])).values()];
      await own.transaction(async (tx) => {
        await removal(unique.map(keyOf))
          .map((statement) => tx.run(statement))
          .at(-1);
        await copyRows(
          tx,
          { schema: 'lake', table: table.name, columns: [...columns, '_source'] },
          readCopyBatch(copyBatch(unique)).map((values) => [...values, from]),
        );
      });
    },
    async removeFromLake(keys) {
      await own.transaction((tx) => tx.run(removal(keys.map((key) => key.split('\u0000')))[0] as never));
    },
    async lakeRows() {
      const rows = await own.read((tx) =>
        tx.rows<{ values: (string | null)[] }>(
          sql`select array[${sql.join(
            columns.map((name) => sql`${lakeColumn(name)}::text`),
            ', ',
          )}] as values from ${table.at}`,
        ),
      );
      return new Map(rows.map(({ values }) => [text(keyOf(values)), values]));
    },
    exchange: {
      lines: async () => [{ ...LINE, state: made.state, rowsInLake: source.size }],
      findLine: async (id) => (id === LINE.id ? { ...LINE, state: made.state, rowsInLake: source.size } : undefined),
      async *readSource(_lineId, signal) {
        made.counts.wholeReads += 1;
        await made.beforeLook?.();
        let batch: CheckedRow[] = [];
        let rejected = 0;
        for (const [key, values] of source) {
          signal.throwIfAborted();
          if (made.refused.has(key)) rejected += 1;
          else batch.push(row(values));
          if (batch.length >= 5_000) {
            yield { rows: batch, rejected };
            batch = [];
            rejected = 0;
          }
        }
        yield { rows: batch, rejected };
      },
      async reload(_lineId, keys) {
        made.counts.reloads.push(keys.map((key) => text(key)));
        const there = keys.flatMap((key) => {
          const values = source.get(text(key));
          return values && !made.refused.has(text(key)) ? [values] : [];
        });
        const gone = keys.map(text).filter((key) => !source.has(key));
        if (there.length > 0) await made.putInLake(there);
        if (gone.length > 0) await made.removeFromLake(gone);
        return { written: there.length, removed: gone.length };
      },
      async readRows(_lineId, keys) {
        made.counts.singleReads += 1;
        await made.beforeLook?.();
        const known = keys.filter((key) => source.has(text(key)));
        return {
          rows: known.filter((key) => !made.refused.has(text(key))).map((key) => row(source.get(text(key)) ?? [])),
          refused: known.filter((key) => made.refused.has(text(key))),
        };
      },
      async caughtUp() {
        if (!options.captured) return false;
        for (const { key, values } of made.waiting.splice(0)) {
          if (values) await made.putInLake([values]);
          else await made.removeFromLake([key]);
        }
        return true;
      },
    },
  };
  return made;

  function removal(keys: readonly (readonly string[])[]) {
    return [
      sql`delete from ${table.at} r using unnest(${keys.map((key) => key[0] ?? '')}::bigint[], ${keys.map((key) => key[1] ?? '')}::text[]) k(pier, holder)
        where r.pier = k.pier and r.holder = k.holder`,
    ];
  }
}
