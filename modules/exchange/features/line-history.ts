import { Type } from 'typebox';
import { isUuid, LocalText } from '@platform/kernel';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { listLineEvents } from '../store/line-events.ts';
import { listMinutes } from '../store/line-minutes.ts';
import { IdParams, Instant, Items } from './line-schemas.ts';
import { getLine, type LineDeps } from './line-deps.ts';

export function listLineMinutes(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.list-line-minutes',
    method: 'GET',
    path: '/api/exchange/lines/:id/minutes',
    summary: { zh: '一条线路每分钟的流量与延迟', en: 'What passed on a line, by the minute' },
    access: { permission: 'exchange.read' },
    params: IdParams,
    query: Type.Object({ hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 168, default: 6 })) }),
    response: Items(
      Type.Object({
        minute: Instant,
        inserted: Type.Integer(),
        updated: Type.Integer(),
        deleted: Type.Integer(),
        rejected: Type.Integer(),
        bytes: Type.Integer(),
        lagMs: Type.Optional(Type.Integer()),
      }),
    ),
    handle: ({ actor }, { params, query }) =>
      deps.database.read(async (tx) => {
        const line = await getLine(tx, params.id, actor);
        const from = new Date(deps.clock.now().getTime() - (query.hours ?? 6) * 3_600_000);
        const rows = await listMinutes(tx, line.id, from);
        return {
          items: rows.map((row) => ({
            minute: row.minute.toISOString(),
            inserted: Number(row.inserted),
            updated: Number(row.updated),
            deleted: Number(row.deleted),
            rejected: Number(row.rejected),
            bytes: Number(row.bytes),
            ...(row.lag_ms === null ? {} : { lagMs: row.lag_ms }),
          })),
        };
      }),
  });
}

export function listLineEventsCase(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.list-line-events',
    method: 'GET',
    path: '/api/exchange/lines/:id/events',
    summary: { zh: '一条线路上发生过的事', en: 'What happened on a line' },
    access: { permission: 'exchange.read' },
    params: IdParams,
    query: PageQuery,
    response: Page(
      Type.Object({ id: Type.String(), at: Instant, kind: Type.String(), text: LocalText, actor: Type.String() }),
    ),
    handle: ({ actor }, { params, query }) =>
      deps.database.read(async (tx) => {
        const line = await getLine(tx, params.id, actor);
        const limit = query.limit ?? 20;
        const before = String(decodeCursor(query.cursor, 1)?.[0] ?? '');
        const rows = await listLineEvents(
          tx,
          { connectionId: line.connectionId, lineId: line.id },
          { before: isUuid(before) ? before : undefined, limit: limit + 1 },
        );
        const page = cursorPage(rows, limit, (row) => [row.id]);
        return { ...page, items: page.items.map((row) => ({ ...row, at: row.at.toISOString() })) };
      }),
  });
}
