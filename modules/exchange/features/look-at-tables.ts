import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import type { Actor } from '@platform/access';
import { askSource, openable } from '../adapters/open-source.ts';
import type { Line } from '../domain/line.ts';
import { maskSample } from '../domain/sample-mask.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { listLines } from '../store/lines.ts';
import { IdParams, Items, SchemaName, TableText } from './line-schemas.ts';
import { getConnection, type LineDeps } from './line-deps.ts';

const SAMPLE_ROWS = 100;
const SHOWN_ROWS = 20;

/** A connection and its lines as the actor may see them. */
export function connectionWithLines(
  deps: LineDeps,
  id: string,
  actor: Actor,
): Promise<{ connection: ConnectionRow; lines: Line[] }> {
  return deps.database.read(async (tx) => {
    const connection = await getConnection(tx, id, actor);
    return { connection, lines: await listLines(tx, { connectionId: id }) };
  });
}

export function listTables(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.list-tables',
    method: 'GET',
    path: '/api/exchange/connections/:id/tables',
    summary: { zh: '来源上的表，现场查询', en: 'Tables of a source, asked live' },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    response: Items(
      Type.Object({
        schema: Type.String(),
        table: Type.String(),
        kind: Type.Enum(['table', 'view', 'file', 'collection']),
        estimatedRows: Type.Optional(Type.Integer()),
        comment: Type.Optional(Type.String()),
        lineId: Type.Optional(Type.String()),
      }),
    ),
    async handle({ actor }, { params }) {
      const { connection, lines } = await connectionWithLines(deps, params.id, actor);
      const tables = await askSource(deps, openable(deps, connection), (session) => session.tables());
      return {
        items: tables.map((one) => {
          const line = lines.find((each) => each.table.schema === one.schema && each.table.table === one.table);
          return {
            schema: one.schema,
            table: one.table,
            kind: one.kind,
            ...(one.estimatedRows === undefined ? {} : { estimatedRows: Math.round(one.estimatedRows) }),
            ...(one.comment === undefined ? {} : { comment: one.comment }),
            ...(line ? { lineId: line.id } : {}),
          };
        }),
      };
    },
  });
}

const Proposal = Type.Object({
  resource: Type.String(),
  resourceTitle: LocalText,
  score: Type.Number(),
  mapping: Type.Array(
    Type.Object({
      item: Type.String(),
      itemTitle: LocalText,
      column: Type.String(),
      transform: Type.Array(Type.String()),
      dateFormats: Type.Array(Type.String()),
      score: Type.Number(),
      why: LocalText,
    }),
  ),
  unmapped: Type.Array(Type.String()),
  missing: Type.Array(Type.String()),
});

export function showShape(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.show-table-shape',
    method: 'GET',
    path: '/api/exchange/connections/:id/shape',
    summary: {
      zh: '一张表的结构、脱敏样例和映射建议',
      en: "A table's columns, masked sample and proposed mappings",
    },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    query: Type.Object({
      schema: SchemaName,
      table: TableText,
      resource: Type.Optional(Type.String({ maxLength: 64, description: 'Propose for this resource only' })),
    }),
    response: Type.Object({
      schema: Type.String(),
      table: Type.String(),
      columns: Type.Array(
        Type.Object({
          name: Type.String(),
          type: Type.String(),
          nativeType: Type.String(),
          nullable: Type.Boolean(),
          comment: Type.Optional(Type.String()),
        }),
      ),
      key: Type.Array(Type.String()),
      identity: Type.Enum(['key', 'full', 'none']),
      estimatedRows: Type.Optional(Type.Integer()),
      estimatedBytes: Type.Optional(Type.Integer()),
      comment: Type.Optional(Type.String()),
      sample: Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()]))),
      proposals: Type.Array(Proposal),
    }),
    async handle({ actor, trace }, { params, query }) {
      const { connection } = await connectionWithLines(deps, params.id, actor);
      const { shape, rows } = await askSource(deps, openable(deps, connection), async (session) => {
        const found = await session.shape({ schema: query.schema, table: query.table });
        const columns = found.columns.map((column) => column.name);
        return { shape: found, rows: await session.sample(found, columns, SAMPLE_ROWS) };
      });
      // Sampled rows of people were looked at, even if masked.
      await deps.database.transaction((tx) =>
        deps.audit.append(tx, {
          actor,
          action: 'exchange.sample-table',
          subject: `connection:${connection.id}`,
          detail: { schema: query.schema, table: query.table, rows: rows.length },
          trace,
        }),
      );
      const resources = deps.catalogue
        .resources()
        .filter((resource) => query.resource === undefined || resource.id === query.resource);
      // Its tables of pinyin are for who connects something; the rail, which never does, need not hold them.
      const { proposeMappings } = await import('../domain/proposals.ts');
      const proposals = proposeMappings({
        shape,
        rows,
        resources,
        table: deps.table,
        organisation: connection.organisation,
      });
      const best = proposals[0];
      const resource = best && deps.catalogue.find(best.resource);
      const items = new Map(
        (best?.mapping ?? []).flatMap((one) => {
          const item = resource?.items.find((each) => each.name === one.item);
          return item ? [[one.column, item] as const] : [];
        }),
      );
      return {
        schema: shape.schema,
        table: shape.table,
        columns: shape.columns.map(({ comment, ...column }) => ({
          ...column,
          ...(comment === undefined ? {} : { comment }),
        })),
        key: [...shape.key],
        identity: shape.identity,
        ...(shape.estimatedRows === undefined ? {} : { estimatedRows: Math.round(shape.estimatedRows) }),
        ...(shape.estimatedBytes === undefined ? {} : { estimatedBytes: Math.round(shape.estimatedBytes) }),
        ...(shape.comment === undefined ? {} : { comment: shape.comment }),
        sample: maskSample(shape, rows.slice(0, SHOWN_ROWS), items),
        proposals,
      };
    },
  });
}
