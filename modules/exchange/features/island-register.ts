import { Type, type Static } from 'typebox';
import { actorLabel, type Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { LocalText, isPlainDate } from '@platform/kernel';
import { lineErrors } from '../domain/line-errors.ts';
import {
  changeIsland,
  findIsland,
  insertIsland,
  listIslands,
  noteConnected,
  type IslandGiven,
  type IslandRow,
} from '../store/islands.ts';
import { IdParams, Instant } from './line-schemas.ts';
import { getConnection, organisationName, type LineDeps } from './line-deps.ts';
import { demandScope, organisationsOf } from './scope.ts';

const FieldName = Type.Enum(['service', 'enforcement', 'grassroots', 'other']);
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Day of Shanghai' });
const ReturnFlow = Type.Object(
  {
    what: LocalText,
    askedAt: Day,
    cameAt: Type.Optional(Day),
    missing: Type.Optional(LocalText),
  },
  { additionalProperties: false },
);

const IslandView = Type.Object({
  id: Type.String(),
  system: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  field: FieldName,
  state: Type.Enum(['connected', 'planned', 'isolated']),
  connectionId: Type.Optional(Type.String()),
  since: Type.Optional(Instant),
  plannedFor: Type.Optional(Day),
  lines: Type.Integer(),
  vertical: Type.Boolean(),
  takes: Type.Optional(LocalText),
  returns: Type.Array(ReturnFlow),
  note: Type.Optional(Type.String()),
  version: Type.Integer(),
});

const given = {
  system: LocalText,
  organisation: Type.String({ maxLength: 64 }),
  field: FieldName,
  connectionId: Type.Optional(Type.Union([Type.String({ maxLength: 80 }), Type.Null()])),
  plannedFor: Type.Optional(Type.Union([Day, Type.Null()])),
  vertical: Type.Optional(Type.Boolean()),
  takes: Type.Optional(Type.Union([LocalText, Type.Null()])),
  returns: Type.Optional(Type.Array(ReturnFlow, { maxItems: 200 })),
  note: Type.Optional(Type.Union([Type.String({ maxLength: 2_000 }), Type.Null()])),
};
const Given = Type.Object(given, { additionalProperties: false });
type Given = Static<typeof Given>;

/** Connected once a line of its connection has brought rows; planned when a day is set; an island otherwise. */
function stateOf(row: IslandRow): 'connected' | 'planned' | 'isolated' {
  if (row.running > 0) return 'connected';
  return row.planned_for === null ? 'isolated' : 'planned';
}

function viewOf(deps: LineDeps, row: IslandRow): Static<typeof IslandView> {
  const state = stateOf(row);
  return {
    id: row.id,
    system: row.system,
    organisation: row.organisation,
    organisationName: organisationName(deps, row.organisation),
    field: row.field,
    state,
    ...(row.connection_id === null ? {} : { connectionId: row.connection_id }),
    ...(state === 'connected' && row.since ? { since: row.since.toISOString() } : {}),
    ...(row.planned_for === null ? {} : { plannedFor: row.planned_for }),
    lines: row.lines,
    vertical: row.vertical,
    ...(row.takes === null ? {} : { takes: row.takes }),
    returns: row.returns,
    ...(row.note === null ? {} : { note: row.note }),
    version: row.version,
  };
}

export function islandCases(deps: LineDeps): Feature[] {
  return [
    feature({
      name: 'exchange.list-islands',
      method: 'GET',
      path: '/api/exchange/islands',
      summary: {
        zh: '信息孤岛打通情况及垂直系统数据回流',
        en: 'Which systems are connected yet, and what vertical systems give back',
      },
      access: { permission: 'exchange.read' },
      response: Type.Object({
        items: Type.Array(IslandView),
        connectedShare: Type.Number({ description: '0..1 of the systems listed; 0 when there is none' }),
      }),
      async handle({ actor }) {
        const rows = await deps.database.transaction(async (tx) => {
          await noteConnected(tx, deps.clock.now());
          return listIslands(tx, organisationsOf(actor));
        });
        const items = rows.map((row) => viewOf(deps, row));
        const connected = items.filter((item) => item.state === 'connected').length;
        return { items, connectedShare: items.length === 0 ? 0 : connected / items.length };
      },
    }),
    feature({
      name: 'exchange.register-island',
      method: 'POST',
      path: '/api/exchange/islands',
      summary: { zh: '登记一个系统', en: 'Registers a system' },
      access: { permission: 'exchange.manage-lines' },
      body: Given,
      response: Type.Object({ id: Type.String() }),
      status: 201,
      async handle({ actor, trace }, { body }) {
        const id = deps.ids.next();
        await deps.database.transaction(async (tx) => {
          const island = await sound(deps, tx, actor, body);
          if (!(await insertIsland(tx, id, island, deps.clock.now(), actorLabel(actor).id)))
            throw lineErrors.islandThere();
          await deps.audit.append(tx, { actor, action: 'exchange.register-island', subject: `island:${id}`, trace });
        });
        return { id };
      },
    }),
    feature({
      name: 'exchange.change-island',
      method: 'PATCH',
      path: '/api/exchange/islands/:id',
      summary: { zh: '修改一个系统的登记', en: 'Changes what is registered of a system' },
      access: { permission: 'exchange.manage-lines' },
      params: IdParams,
      body: Type.Object(
        { ...Type.Partial(Given).properties, version: Type.Integer({ minimum: 1 }) },
        { additionalProperties: false },
      ),
      response: Type.Object({ version: Type.Integer() }),
      handle: ({ actor, trace }, { params, body }) =>
        deps.database.transaction(async (tx) => {
          const row = await findIsland(tx, params.id);
          if (!row) throw lineErrors.unknownIsland();
          demandScope(actor, row.organisation);
          const { version: known, ...changes } = body;
          const island = await sound(deps, tx, actor, {
            system: row.system,
            organisation: row.organisation,
            field: row.field,
            connectionId: row.connection_id,
            plannedFor: row.planned_for,
            vertical: row.vertical,
            takes: row.takes,
            returns: row.returns,
            note: row.note,
            ...(changes as Partial<Given>),
          });
          const version = await changeIsland(tx, row.id, known, island);
          if (version === undefined) throw lineErrors.changedMeanwhile();
          await deps.audit.append(tx, {
            actor,
            action: 'exchange.change-island',
            subject: `island:${row.id}`,
            detail: { fields: Object.keys(changes) },
            trace,
          });
          return { version };
        }),
    }),
  ];
}

/** What may be stored. @throws exchange.unknown-organisation, exchange.unknown-connection, exchange.bad-day */
async function sound(deps: LineDeps, tx: Tx, actor: Actor, body: Given): Promise<IslandGiven> {
  if (!deps.organisations.find(body.organisation))
    throw lineErrors.unknownOrganisation({ organisation: body.organisation });
  demandScope(actor, body.organisation);
  if (body.connectionId) await getConnection(tx, body.connectionId, actor);
  const days = [body.plannedFor, ...(body.returns ?? []).flatMap((one) => [one.askedAt, one.cameAt])];
  for (const day of days) if (day && !isPlainDate(day)) throw lineErrors.badDay({ day });
  return {
    system: body.system,
    organisation: body.organisation,
    field: body.field,
    connectionId: body.connectionId ?? null,
    plannedFor: body.plannedFor ?? null,
    vertical: body.vertical ?? false,
    takes: body.takes ?? null,
    returns: body.returns ?? [],
    note: body.note ?? null,
  };
}
