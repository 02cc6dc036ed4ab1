import { Type } from 'typebox';
import { actorLabel, type Actor } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { isUuid, LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { catalogueErrors } from '../domain/errors.ts';
import { responsibilityLines, scoreboard, type ResponsibilityLine } from '../domain/responsibility.ts';
import { pageInMemory } from '../paging.ts';
import {
  findKeptLine,
  insertLine,
  listKeptLines,
  listSupplies,
  removeLine,
  updateLine,
} from '../store/responsibilities.ts';
import { nameOf } from './resource-view.ts';
import { Day, IdParams } from './schemas.ts';

const STATES = ['never', 'late', 'due', 'supplied'] as const;

const Line = Type.Object({
  id: Type.String(),
  kept: Type.Boolean(),
  provider: Type.String(),
  providerName: LocalText,
  title: LocalText,
  resource: Type.Optional(Type.String()),
  dueOn: Type.String(),
  basis: Type.Optional(LocalText),
  state: Type.Enum([...STATES]),
  firstAt: Type.Optional(Type.String()),
  lastAt: Type.Optional(Type.String()),
  workdaysLeft: Type.Optional(Type.Integer()),
  version: Type.Integer(),
});

const Score = Type.Object({
  provider: Type.String(),
  providerName: LocalText,
  total: Type.Integer(),
  supplied: Type.Integer(),
  late: Type.Integer(),
  never: Type.Integer(),
  due: Type.Integer(),
  share: Type.Optional(Type.Number()),
});

/** All lines as they stand now. */
async function linesNow(deps: Own): Promise<ResponsibilityLine[]> {
  const [[kept, supplies], watched] = await Promise.all([
    deps.database.read(async (tx) => [await listKeptLines(tx), await listSupplies(tx)] as const),
    deps.watchedAt?.(),
  ]);
  return responsibilityLines({
    resources: deps.resources.resources(),
    kept,
    supplyOf(id) {
      const supply = supplies.get(id);
      const seen = watched?.get(id);
      return supply?.lastAt && seen && seen > supply.lastAt ? { ...supply, lastAt: seen } : supply;
    },
    now: deps.clock.now(),
    calendar: deps.calendar,
  });
}

export function listResponsibilities(deps: Own): Feature {
  return feature({
    name: 'catalogue.list-responsibilities',
    method: 'GET',
    path: '/api/catalogue/responsibilities',
    summary: {
      zh: '数据共享责任清单：各部门应供的数据、期限、是否已供，及部门得分',
      en: 'The responsibility list: what each department must supply by when, whether it did, and the scoreboard',
    },
    access: { permission: 'catalogue.read' },
    query: Type.Object({
      provider: Type.Optional(Type.String({ maxLength: 64 })),
      state: Type.Optional(Type.Enum([...STATES])),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    }),
    response: Type.Object({
      items: Type.Array(Line),
      next: Type.Optional(Type.String()),
      total: Type.Optional(Type.Integer()),
      board: Type.Array(Score),
    }),
    async handle(_context, { query }) {
      const all = await linesNow(deps);
      const shown = all.filter(
        (line) => (!query.provider || line.provider === query.provider) && (!query.state || line.state === query.state),
      );
      const page = pageInMemory(shown, { cursor: query.cursor, limit: query.limit ?? 100 }, (line) => line.id);
      return {
        ...page,
        items: page.items.map((line) => ({
          id: line.id,
          kept: line.kept,
          provider: line.provider,
          providerName: nameOf(deps.organisations, line.provider),
          title: line.title,
          ...(line.resource === undefined ? {} : { resource: line.resource }),
          dueOn: line.dueOn,
          ...(line.basis ? { basis: line.basis } : {}),
          state: line.state,
          ...(line.firstAt ? { firstAt: line.firstAt.toISOString() } : {}),
          ...(line.lastAt ? { lastAt: line.lastAt.toISOString() } : {}),
          ...(line.workdaysLeft === undefined ? {} : { workdaysLeft: line.workdaysLeft }),
          version: line.version,
        })),
        board: scoreboard(all).map(({ share, ...score }) => ({
          ...score,
          providerName: nameOf(deps.organisations, score.provider),
          ...(share === undefined ? {} : { share }),
        })),
      };
    },
  });
}

const Given = Type.Object(
  {
    provider: Type.String({ maxLength: 64 }),
    title: Type.Object(
      { zh: Type.String({ minLength: 2, maxLength: 200 }), en: Type.String({ minLength: 2, maxLength: 200 }) },
      { additionalProperties: false },
    ),
    resource: Type.Optional(Type.String({ maxLength: 64 })),
    dueOn: Day,
    basis: Type.Optional(LocalText),
  },
  { additionalProperties: false },
);

function checked(
  deps: Own,
  body: { provider: string; title: LocalText; resource?: string; dueOn: string; basis?: LocalText },
  id: string,
) {
  if (!deps.organisations.find(body.provider)) throw catalogueErrors.unknownOrganisation({ id: body.provider });
  if (body.resource !== undefined) deps.resources.resource(body.resource);
  return {
    id,
    provider: body.provider,
    title: body.title,
    resource: body.resource ?? null,
    due_on: body.dueOn,
    basis: body.basis ?? null,
  };
}

/** The authority puts a line in the list. */
export function addResponsibility(deps: Own): Feature {
  return feature({
    name: 'catalogue.add-responsibility',
    method: 'POST',
    path: '/api/catalogue/responsibilities',
    summary: { zh: '向责任清单添加一项', en: 'Add a line to the responsibility list' },
    access: { permission: 'catalogue.review' },
    body: Given,
    status: 201,
    response: Type.Object({ id: Type.String() }),
    async handle({ actor, trace }, { body }) {
      const line = checked(deps, body, deps.ids.next());
      await deps.database.transaction(async (tx) => {
        await insertLine(tx, line, deps.clock.now(), actorLabel(actor).id);
        await note(deps, tx, 'add', line.id, { actor, trace }, line.provider);
      });
      deps.live.publish({ topic: 'catalogue', data: { responsibility: line.id } });
      return { id: line.id };
    },
  });
}

export function changeResponsibility(deps: Own): Feature {
  return feature({
    name: 'catalogue.change-responsibility',
    method: 'PUT',
    path: '/api/catalogue/responsibilities/:id',
    summary: { zh: '修改责任清单的一项', en: 'Change a line of the responsibility list' },
    access: { permission: 'catalogue.review' },
    params: IdParams,
    body: Type.Object({ ...Given.properties, version: Type.Integer() }, { additionalProperties: false }),
    response: Type.Object({ id: Type.String(), version: Type.Integer() }),
    async handle({ actor, trace }, { params: { id }, body: { version, ...body } }) {
      const line = checked(deps, body, id);
      await deps.database.transaction(async (tx) => {
        if (!isUuid(id) || !(await findKeptLine(tx, id))) throw catalogueErrors.unknownResponsibility();
        if (!(await updateLine(tx, line, version))) throw catalogueErrors.changedMeanwhile({ id });
        await note(deps, tx, 'change', id, { actor, trace }, line.provider);
      });
      deps.live.publish({ topic: 'catalogue', data: { responsibility: id } });
      return { id, version: version + 1 };
    },
  });
}

export function removeResponsibility(deps: Own): Feature {
  return feature({
    name: 'catalogue.remove-responsibility',
    method: 'POST',
    path: '/api/catalogue/responsibilities/:id/remove',
    summary: { zh: '从责任清单移除一项', en: 'Remove a line from the responsibility list' },
    access: { permission: 'catalogue.review' },
    params: IdParams,
    response: Type.Object({ removed: Type.Boolean() }),
    async handle({ actor, trace }, { params: { id } }) {
      await deps.database.transaction(async (tx) => {
        const line = isUuid(id) ? await findKeptLine(tx, id) : undefined;
        if (!line) throw catalogueErrors.unknownResponsibility();
        await removeLine(tx, id, deps.clock.now());
        await note(deps, tx, 'remove', id, { actor, trace }, line.provider);
      });
      deps.live.publish({ topic: 'catalogue', data: { responsibility: id } });
      return { removed: true };
    },
  });
}

const note = (
  deps: Own,
  tx: Parameters<Own['audit']['append']>[0],
  verb: 'add' | 'change' | 'remove',
  id: string,
  by: { actor: Actor; trace: string },
  provider: string,
): Promise<void> =>
  deps.audit.append(tx, {
    ...by,
    action: `catalogue.${verb}-responsibility`,
    subject: `responsibility:${id}`,
    detail: { provider },
  });
