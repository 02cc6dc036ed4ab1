// A small database that stands for any department's system: what its tables hold is said by the test, and it counts how it is used.
import { Type } from 'typebox';
import {
  copyBatch,
  sourceErrors,
  type Connector,
  type Finding,
  type SourceSession,
  type TableShape,
  type Value,
} from '@platform/sources';
import type { Connectors } from '../adapters/connectors.ts';

export type YardTable = { shape: TableShape; rows: Value[][] };

export type Yard = {
  connectors: Connectors;
  /** By `schema.table`. */
  tables: Map<string, YardTable>;
  password: string;
  obstacles: Finding[];
  /** Secrets with which it was opened. */
  opened: unknown[];
  dropped: string[];
  /** Sessions that are open now. */
  open: number;
  /** Never answers while true. */
  silent: boolean;
};

export function yardTable(name: string, columns: [string, string?, string?][], rows: Value[][]): YardTable {
  return {
    shape: {
      schema: 'front',
      table: name,
      columns: columns.map(([column, type = 'text', comment]) => ({
        name: column,
        type: type as 'text',
        nativeType: type,
        nullable: true,
        ...(comment === undefined ? {} : { comment }),
      })),
      key: [columns[0]?.[0] as string],
      identity: 'key',
      estimatedRows: rows.length,
    },
    rows,
  };
}

export function openYard(tables: YardTable[]): Yard {
  const yard: Yard = {
    connectors: new Map(),
    tables: new Map(tables.map((table) => [`${table.shape.schema}.${table.shape.table}`, table])),
    password: 'open-sesame',
    obstacles: [],
    opened: [],
    dropped: [],
    open: 0,
    silent: false,
  };
  const connector: Connector = {
    kind: 'postgres',
    title: { zh: '测试库', en: 'Yard' },
    tested: { zh: '仅用于测试', en: 'For tests only' },
    settings: Type.Object(
      { host: Type.Optional(Type.String({ minLength: 1 })), url: Type.Optional(Type.String()) },
      { additionalProperties: false },
    ),
    secret: Type.Object({ password: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
    async open({ secret }) {
      yard.opened.push(secret);
      if (yard.silent) await new Promise(() => undefined);
      if ((secret as { password?: string } | undefined)?.password !== yard.password)
        throw sourceErrors.wrongPassword({ place: 'yard' });
      yard.open += 1;
      return session(yard);
    },
  };
  yard.connectors = new Map([[connector.kind, connector]]);
  return yard;
}

function session(yard: Yard): SourceSession {
  const tableOf = (name: { schema: string; table: string }): YardTable => {
    const found = yard.tables.get(`${name.schema}.${name.table}`);
    if (!found) throw sourceErrors.tableMissing({ table: name.table });
    return found;
  };
  const take = (table: YardTable, columns: readonly string[]): Value[][] =>
    table.rows.map((row) =>
      columns.map((column) => row[table.shape.columns.findIndex((one) => one.name === column)] ?? null),
    );
  let closed = false;
  return {
    report: async () => ({ server: 'Yard 1.0', findings: [], modes: ['snapshot', 'cursor', 'capture'] }),
    tables: async () =>
      [...yard.tables.values()].map(({ shape, rows }) => ({
        schema: shape.schema,
        table: shape.table,
        kind: 'table' as const,
        estimatedRows: rows.length,
      })),
    shape: async (name) => tableOf(name).shape,
    sample: async (shape, columns, rows) => take(tableOf(shape), columns).slice(0, rows),
    snapshot: {
      plan: async () => [{ no: 0, part: null }],
      read: async (shape, columns) => ({
        batches: (async function* () {
          yield copyBatch(take(tableOf(shape), columns));
        })(),
        mark: () => ({ position: '1', snapshot: '1' }),
      }),
    },
    cursor: {
      readFrom: () => ({ batches: (async function* () {})(), until: () => null }),
    },
    capture: {
      obstacles: async () => yard.obstacles,
      prepare: async () => ({ position: '0', fresh: true }),
      open: async () => {
        throw new Error('The yard does not stream');
      },
      retention: async () => ({ bytes: 1_000, lost: false }),
      end: async () => '1',
      pace: async () => 1_000,
      drop: async (name) => {
        yard.dropped.push(name);
      },
      compare: (a, b) => Number(a) - Number(b),
      saw: () => true,
      distance: (from, to) => Number(to) - Number(from),
    },
    async close() {
      if (!closed) yard.open -= 1;
      closed = true;
    },
  };
}
