import { Type } from 'typebox';
import { isCitizenId, isCreditCode, isUuid, LocalText } from '@platform/kernel';
import { cursorPage, decodeCursor, feature, type Feature } from '@platform/http';
import { SUBJECT } from '@platform/module';
import { lineErrors } from '../domain/line-errors.ts';
import { reasonText, type Reason } from '../domain/reasons.ts';
import { checkerOf, contentOf } from '../jobs/replay-rows.ts';
import {
  countReasons,
  findQuarantined,
  listQuarantined,
  type QuarantinedRow,
  type QuarantineState,
} from '../store/quarantine.ts';
import { IdParams, Instant } from './line-schemas.ts';
import { getLine, type LineDeps } from './line-deps.ts';

const StateName = Type.Enum(['kept', 'replayed', 'superseded', 'dropped']);

const ReasonView = Type.Object({
  item: Type.Optional(Type.String()),
  itemTitle: Type.Optional(LocalText),
  code: Type.String(),
  text: LocalText,
});

const QuarantinedView = Type.Object({
  id: Type.String(),
  at: Instant,
  op: Type.Enum(['read', 'insert', 'update', 'delete']),
  rowNo: Type.Optional(Type.Integer()),
  state: StateName,
  reasons: Type.Array(ReasonView),
  endedAt: Type.Optional(Instant),
  endedBy: Type.Optional(Type.String()),
});

function viewOf(deps: LineDeps, resource: string, row: QuarantinedRow) {
  const items = deps.catalogue.find(resource)?.items ?? [];
  return {
    id: row.id,
    at: row.at.toISOString(),
    op: row.op,
    ...(row.row_no === null ? {} : { rowNo: Number(row.row_no) }),
    state: row.state,
    reasons: row.reasons.map((reason: Reason) => {
      const title = items.find((item) => item.name === reason.item)?.title;
      return { ...reason, ...(title ? { itemTitle: title } : {}), text: reasonText(reason.code) };
    }),
    ...(row.ended_at ? { endedAt: row.ended_at.toISOString() } : {}),
    ...(row.ended_by === null ? {} : { endedBy: row.ended_by }),
  };
}

export function listQuarantineCase(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.list-quarantine',
    method: 'GET',
    path: '/api/exchange/lines/:id/quarantine',
    summary: {
      zh: '隔离区：未能入湖的行及原因，不含内容',
      en: 'Rows that could not be taken, with reasons, without their contents',
    },
    access: { permission: 'exchange.read' },
    params: IdParams,
    query: Type.Object({
      state: Type.Optional(StateName),
      reason: Type.Optional(Type.String({ maxLength: 64 })),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 20 })),
    }),
    response: Type.Object({
      items: Type.Array(QuarantinedView),
      next: Type.Optional(Type.String()),
      reasons: Type.Array(Type.Object({ code: Type.String(), text: LocalText, count: Type.Integer() })),
    }),
    handle: ({ actor }, { params, query }) =>
      deps.database.read(async (tx) => {
        const line = await getLine(tx, params.id, actor);
        const limit = query.limit ?? 20;
        const state = (query.state ?? 'kept') as QuarantineState;
        const before = String(decodeCursor(query.cursor, 1)?.[0] ?? '');
        const rows = await listQuarantined(tx, {
          lineId: line.id,
          state,
          reason: query.reason,
          before: isUuid(before) ? before : undefined,
          limit: limit + 1,
        });
        const counts = await countReasons(tx, line.id, state);
        const page = cursorPage(rows, limit, (row) => [row.id]);
        return {
          ...page,
          items: page.items.map((row) => viewOf(deps, line.resource, row)),
          reasons: counts.map((one) => ({ ...one, text: reasonText(one.code) })),
        };
      }),
  });
}

export function showQuarantined(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.open-quarantined',
    method: 'GET',
    path: '/api/exchange/quarantine/:id',
    summary: {
      zh: '打开一条隔离的行；须说明用途，查看会留痕，当事人可见',
      en: 'Opens a quarantined row; a purpose is needed and the look is recorded',
    },
    access: { permission: 'exchange.read-rejected-rows' },
    params: IdParams,
    query: Type.Object({ purpose: Type.String({ maxLength: 200 }) }),
    response: Type.Object({
      ...QuarantinedView.properties,
      lineId: Type.String(),
      values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])),
      bytes: Type.Optional(Type.String({ description: 'The line as it came' })),
    }),
    async handle({ actor, trace }, { params, query }) {
      const purpose = query.purpose.trim();
      if ([...purpose].length < 2)
        throw lineErrors.purposeMissing(
          {},
          { fields: [{ path: '/purpose', code: 'required', message: { zh: '请说明用途', en: 'Say what for' } }] },
        );
      return deps.database.transaction(async (tx) => {
        const row = isUuid(params.id) ? await findQuarantined(tx, params.id) : undefined;
        if (!row) throw lineErrors.unknownQuarantined();
        const line = await getLine(tx, row.line_id, actor);
        const content = contentOf(deps, row);
        await deps.audit.append(tx, {
          actor,
          action: 'exchange.open-quarantined',
          subject: `line:${line.id}`,
          detail: { row: row.id, purpose },
          trace,
        });
        // Whose row it is may be told when so much of it is sound; then the person may see that it was looked at.
        const checker = checkerOf(deps, line);
        const resource = deps.catalogue.resource(line.resource);
        const key = checker.keyOf(
          checker.columns.map((column) => {
            const place = content.columns.indexOf(column);
            return place < 0 ? undefined : (content.values[place] ?? null);
          }),
        );
        // Person and firm alike: by the key as it was checked, or by a number that is right as it came.
        const subjects = resource.items.flatMap(({ name, type }) => {
          if (type !== 'citizen-id' && type !== 'credit-code') return [];
          const place = content.columns.indexOf(line.mapping.find(({ item }) => item === name)?.column ?? '');
          const raw = (content.values[place] ?? '').trim().toUpperCase();
          const given = type === 'citizen-id' ? isCitizenId(raw) : isCreditCode(raw);
          return key?.[resource.key.indexOf(name)] ?? (given ? raw : []);
        });
        for (const value of new Set(subjects)) {
          await deps.audit.recordRead(tx, {
            actor,
            organisation: actor.kind === 'staff' ? actor.organisation : line.organisation,
            subject: deps.blindIndex(value, SUBJECT),
            channel: 'console',
            resource: resource.id,
            fields: line.mapping.map((one) => one.item),
            purpose: { zh: purpose, en: purpose },
            trace,
          });
        }
        return {
          ...viewOf(deps, line.resource, row),
          lineId: line.id,
          values: Object.fromEntries(content.columns.map((column, place) => [column, content.values[place] ?? null])),
          ...(content.bytes === undefined ? {} : { bytes: Buffer.from(content.bytes, 'base64').toString('utf8') }),
        };
      });
    },
  });
}
