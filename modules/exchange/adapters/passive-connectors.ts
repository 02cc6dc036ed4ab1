import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { sourceErrors, type Connector, type SourceSession, type TableShape } from '@platform/sources';

// Connections whose rows come by themselves: nothing is read, but the page that makes a line of them is the same.

const titled = (zh: string, en: string) => ({ 'x-title': { zh, en } });

/** A table that is brought to us, as both sides agreed. */
export const BroughtTable = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 128, ...titled('表名', 'Table') }),
    columns: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 128, ...titled('列名', 'Column') }),
          comment: Type.Optional(Type.String({ maxLength: 500, ...titled('说明', 'Comment') })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 1_000, ...titled('列', 'Columns') },
    ),
    key: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
      maxItems: 32,
      ...titled('主键列', 'Key columns'),
    }),
  },
  { additionalProperties: false },
);
export type BroughtTable = Static<typeof BroughtTable>;

export const PushSettings = Type.Object(
  { tables: Type.Array(BroughtTable, { minItems: 1, maxItems: 500, ...titled('推送的表', 'Tables that are pushed') }) },
  { additionalProperties: false },
);

/** The column by which a line of such a connection is a cursor line: what comes grows, whoever brings it. */
export const SEQUENCE_COLUMN = '_sequence';

/** Departments' systems send rows to the push API. */
export const pushConnector: Connector = {
  kind: 'push',
  title: { zh: '部门推送', en: 'Pushed by the department' },
  tested: { zh: '已实测', en: 'Run here' },
  settings: PushSettings,
  async open({ settings }) {
    if (!Value.Check(PushSettings, settings)) throw badSettings(PushSettings, settings);
    return passiveSession('push API / 推送接口', async () => settings.tables);
  },
};

/** A fault of settings as every connector tells it. */
export function badSettings(
  schema: typeof PushSettings | Parameters<typeof Value.Errors>[0],
  settings: unknown,
): Error {
  const first = [...Value.Errors(schema, settings)][0];
  const { instancePath } = (first ?? {}) as { instancePath?: string };
  return sourceErrors.badSettings({ field: instancePath?.replace(/^\//, '') ?? '', reason: first?.message ?? '' });
}

/** A session over declared tables. Its cursor reader has nothing to read, so that a line lies quiet between what is brought. */
export function passiveSession(server: string, tables: () => Promise<readonly BroughtTable[]>): SourceSession {
  const shapeOf = (table: BroughtTable): TableShape => ({
    schema: '',
    table: table.name,
    columns: [
      ...table.columns.map((column) => ({
        name: column.name,
        type: 'text' as const,
        nativeType: 'text',
        nullable: !table.key.includes(column.name),
        ...(column.comment === undefined ? {} : { comment: column.comment }),
      })),
      { name: SEQUENCE_COLUMN, type: 'integer', nativeType: 'bigint', nullable: true },
    ],
    key: table.key,
    identity: 'key',
  });
  return {
    report: async () => ({ server, findings: [], modes: ['cursor'] }),
    tables: async () => (await tables()).map(({ name }) => ({ schema: '', table: name, kind: 'collection' as const })),
    async shape(name) {
      const table = (await tables()).find((one) => one.name === name.table && name.schema === '');
      if (!table) throw sourceErrors.tableMissing({ table: name.table });
      return shapeOf(table);
    },
    sample: async () => [],
    cursor: { readFrom: () => ({ batches: nothing(), until: () => null }) },
    close: async () => undefined,
  };
}

async function* nothing(): AsyncGenerator<never> {
  // Rows are brought, not read.
}
