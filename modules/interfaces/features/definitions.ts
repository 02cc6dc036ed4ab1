import { Type } from 'typebox';
import { addDays, isPlainDate, LocalText as LocalTextSchema, shanghaiDate } from '@platform/kernel';
import { actorLabel, asStaff, inScope, type Actor } from '@platform/access';
import type { ModuleDatabase, Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import type { Lake } from '@platform/lake';
import type { Foundations } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { UpstreamsPort } from '@modules/upstreams/contract';
import type { InterfaceBook } from '../book.ts';
import { groundOf, type Ground, type InterfaceBody } from '../domain/definition.ts';
import { definitionFaults } from '../domain/definition-faults.ts';
import { changesBetween, nextVersion, type VersionChange } from '../domain/versions.ts';
import { interfaceErrors } from '../errors.ts';
import { UPSTREAM_PROVIDER } from '../ground.ts';
import { ensureOffers } from '../offers.ts';
import {
  changeDraft,
  dropDraft,
  findDraft,
  insertDraft,
  listDefinitions,
  publishDraft,
  retireVersions,
  tellDefinitionsChanged,
  type DefinitionRow,
} from '../store/definitions.ts';
import { Body, cleanBody, GroundFieldView, groundFields, groundView, GroundView, IdPath, providerName, Version, versionViews } from './views.ts';

/** Days of notice that callers with a grant are given before an interface goes. */
export const NOTICE_DAYS = 15;

export type DefinitionDeps = Pick<Foundations, 'audit' | 'clock' | 'live' | 'packs'> & {
  db: ModuleDatabase;
  book: InterfaceBook;
  lake: Pick<Lake, 'ensureView' | 'ensureTable'>;
  catalogue: Pick<CataloguePort, 'find' | 'resources'>;
  organisations: Pick<OrganisationsPort, 'find'>;
  upstreams: Pick<UpstreamsPort, 'services'>;
};

const Fault = Type.Object({ pointer: Type.String(), code: Type.String(), message: LocalTextSchema });
const Change = Type.Object({ level: Type.Enum(['major', 'minor', 'patch']), what: LocalTextSchema });

const Draft = Type.Object({
  body: Body,
  revision: Type.Integer(),
  changedAt: Type.String(),
  provider: Type.String(),
  providerName: LocalTextSchema,
  /** What keeps it from being published; none when it may be. */
  faults: Type.Array(Fault),
  /** What callers would notice, and the version that it would get. */
  changes: Type.Array(Change),
  nextVersion: Type.String(),
});

const Definition = Type.Object({
  id: Type.String(),
  title: LocalTextSchema,
  origin: Type.Enum(['pack', 'console']),
  ground: Type.Optional(GroundView),
  draft: Type.Optional(Draft),
  versions: Type.Array(Version),
  mayChange: Type.Boolean(),
});

/** Definitions with drafts and versions, for those who make them. */
export function listDefinitionsFeature(deps: DefinitionDeps): Feature {
  return feature({
    name: 'interfaces.list-definitions',
    method: 'GET',
    path: '/api/interfaces/definitions',
    summary: { zh: '数据接口定义（含草稿和历次版本）', en: 'Definitions of data interfaces, with drafts and versions' },
    access: { permission: 'interfaces.define' },
    response: Type.Object({ items: Type.Array(Definition) }),
    async handle({ actor }) {
      const rows = await deps.db.read(listDefinitions);
      const ids = [...new Set([...deps.packs.all('interfaces').map(({ id }) => id), ...rows.map(({ id }) => id)])];
      return { items: ids.flatMap((id) => definitionView(deps, actor, id, rows) ?? []) };
    },
  });
}

/** One definition as it may be changed. */
export function showDefinition(deps: DefinitionDeps): Feature {
  return feature({
    name: 'interfaces.show-definition',
    method: 'GET',
    path: '/api/interfaces/definitions/:id',
    summary: { zh: '一个数据接口的定义和草稿', en: 'One definition with its draft' },
    access: { permission: 'interfaces.define' },
    params: IdPath,
    response: Type.Object({ ...Definition.properties, fields: Type.Array(GroundFieldView), current: Type.Optional(Body) }),
    async handle({ actor }, { params }) {
      const rows = await deps.db.read(listDefinitions);
      const view = definitionView(deps, actor, params.id, rows);
      if (!view) throw interfaceErrors.unknownInterface({ interface: params.id });
      const current = deps.book.versions(params.id)[0]?.body;
      const ground = standsOn(deps, view.draft?.body ?? current);
      return { ...view, fields: ground ? groundFields(ground) : [], ...(current ? { current } : {}) };
    },
  });
}

/** What an interface may be made over, for whom the data are; a department's officer sees its own. */
export function listGrounds(deps: DefinitionDeps): Feature {
  return feature({
    name: 'interfaces.list-grounds',
    method: 'GET',
    path: '/api/interfaces/grounds',
    summary: { zh: '可以定义接口的资源、基础库和上级服务', en: 'Resources, registries and services an interface may stand on' },
    access: { permission: 'interfaces.define' },
    response: Type.Object({ items: Type.Array(Type.Object({ ...GroundView.properties, fields: Type.Array(GroundFieldView) })) }),
    async handle({ actor }) {
      const named = [
        ...deps.catalogue.resources().map(({ id }) => ({ kind: 'resource' as const, id })),
        ...deps.packs.all('registries').map(({ id }) => ({ kind: 'registry' as const, id })),
        ...deps.upstreams.services().map(({ id }) => ({ kind: 'upstream' as const, id })),
      ];
      const grounds = named.flatMap((one) => deps.book.ground(one) ?? []).filter((ground) => mayDefine(actor, ground));
      return { items: grounds.map((ground) => ({ ...groundView(ground, deps.organisations), fields: groundFields(ground) })) };
    },
  });
}

/** Begins a draft: a new interface, or the next version of one. */
export function createDefinition(deps: DefinitionDeps): Feature {
  return feature({
    name: 'interfaces.create-definition',
    method: 'POST',
    path: '/api/interfaces/definitions',
    summary: { zh: '新建数据接口草稿（新接口，或已有接口的下一版）', en: 'Begin a draft: a new interface, or the next version of one' },
    access: { permission: 'interfaces.define' },
    body: Body,
    status: 201,
    response: Definition,
    async handle({ actor, trace }, input) {
      const body = cleanBody(input.body);
      const ground = demandGround(deps, actor, body);
      if (deps.packs.find('interfaces', body.id)) throw interfaceErrors.ofAPack({ interface: body.id });
      const before = deps.book.versions(body.id)[0];
      if (before) demandGround(deps, actor, before.body);
      await change(deps, actor, trace, 'create-definition', body.id, {}, async (tx) => {
        const row = { id: body.id, version: draftVersion(before?.version), provider: ground.provider, body, ...stamp(deps, actor) };
        if (!(await insertDraft(tx, row))) throw interfaceErrors.idTaken({ interface: body.id });
      });
      return viewed(deps, actor, body.id);
    },
  });
}

export function changeDefinition(deps: DefinitionDeps): Feature {
  return feature({
    name: 'interfaces.change-definition',
    method: 'PUT',
    path: '/api/interfaces/definitions/:id',
    summary: { zh: '修改数据接口草稿', en: 'Change a draft' },
    access: { permission: 'interfaces.define' },
    params: IdPath,
    body: Type.Object({ body: Body, revision: Type.Integer() }, { additionalProperties: false }),
    response: Definition,
    async handle({ actor, trace }, { params, body: input }) {
      const body = { ...cleanBody(input.body), id: params.id };
      const ground = demandGround(deps, actor, body);
      await change(deps, actor, trace, 'change-definition', params.id, {}, async (tx) => {
        const draft = await demandDraft(deps, tx, actor, params.id);
        const row = { id: draft.id, revision: input.revision, provider: ground.provider, body, ...stamp(deps, actor) };
        if (!(await changeDraft(tx, row))) throw interfaceErrors.changedMeanwhile();
      });
      return viewed(deps, actor, params.id);
    },
  });
}

export function dropDefinition(deps: DefinitionDeps): Feature {
  return feature({
    name: 'interfaces.drop-definition',
    method: 'POST',
    path: '/api/interfaces/definitions/:id/drop',
    summary: { zh: '放弃数据接口草稿', en: 'Drop a draft' },
    access: { permission: 'interfaces.define' },
    params: IdPath,
    response: Type.Object({ dropped: Type.Boolean() }),
    async handle({ actor, trace }, { params }) {
      await change(deps, actor, trace, 'drop-definition', params.id, {}, async (tx) => {
        await demandDraft(deps, tx, actor, params.id);
        await dropDraft(tx, params.id);
      });
      return { dropped: true };
    },
  });
}

/** Puts a draft to use: its version follows from what callers would notice. */
export function publishDefinition(deps: DefinitionDeps): Feature {
  return feature({
    name: 'interfaces.publish-definition',
    method: 'POST',
    path: '/api/interfaces/definitions/:id/publish',
    summary: { zh: '发布数据接口草稿', en: 'Publish a draft' },
    access: { permission: 'interfaces.define' },
    params: IdPath,
    body: Type.Object({ revision: Type.Integer() }, { additionalProperties: false }),
    response: Type.Object({ id: Type.String(), version: Type.String() }),
    async handle({ actor, trace }, { params, body }) {
      const { id } = params;
      // The view first: whoever knows of the version may call it. Columns that it adds harm nobody should the draft change meanwhile.
      const draft = await deps.db.transaction((tx) => demandDraft(deps, tx, actor, id));
      demandSound(deps, draft);
      await deps.book.refresh();
      await ensureOffers(deps.lake, deps.catalogue, [draft.body, ...allBodies(deps)]);
      let version = '';
      await change(deps, actor, trace, 'publish-definition', id, () => ({ version }), async (tx) => {
        const now = await demandDraft(deps, tx, actor, id);
        if (now.revision !== body.revision || now.revision !== draft.revision) throw interfaceErrors.changedMeanwhile();
        const before = deps.book.versions(id);
        const changes = before[0] ? changesBetween(before[0].body, now.body) : [];
        if (before[0] && changes.length === 0) throw interfaceErrors.nothingChanged();
        version = nextVersion(before[0]?.version, changes);
        await publishDraft(tx, { id, version, changes: changes.map(({ what }) => what), ...stamp(deps, actor) });
      });
      return { id, version };
    },
  });
}

/** Gives notice: from the day after, the version (or all of them) is refused. */
export function retireDefinition(deps: DefinitionDeps & { clock: Foundations['clock'] }): Feature {
  return feature({
    name: 'interfaces.retire-definition',
    method: 'POST',
    path: '/api/interfaces/definitions/:id/retire',
    summary: { zh: '停用数据接口或其某一版本（提前通知）', en: 'Retire an interface or one version of it, with notice' },
    access: { permission: 'interfaces.define' },
    params: IdPath,
    body: Type.Object(
      {
        version: Type.Optional(Type.String({ maxLength: 20 })),
        /** The last day on which it may be called. */
        on: Type.String({ format: 'date' }),
        reason: Type.String({ minLength: 2, maxLength: 200 }),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ versions: Type.Array(Type.String()) }),
    async handle({ actor, trace }, { params, body }) {
      const { id } = params;
      const known = deps.book.versions(id);
      const current = known[0];
      if (!current) throw interfaceErrors.unknownInterface({ interface: id });
      if (deps.packs.find('interfaces', id)) throw interfaceErrors.ofAPack({ interface: id });
      demandGround(deps, actor, current.body);
      const versions = known.map((one) => one.version).filter((one) => body.version === undefined || one === body.version);
      if (versions.length === 0)
        throw interfaceErrors.unknownVersion({ interface: id, version: body.version, known: known.map((one) => one.version).join(', ') });
      const today = shanghaiDate(deps.clock.now());
      // Nobody calls what nobody was granted; callers of another version only change its name in their path.
      const earliest = deps.book.grantsOf(id).length > 0 ? addDays(today, NOTICE_DAYS) : today;
      if (!isPlainDate(body.on) || body.on < earliest) throw interfaceErrors.noticeTooShort({ days: NOTICE_DAYS, on: earliest });
      const detail = { versions, on: body.on, reason: body.reason };
      await change(deps, actor, trace, 'retire-definition', id, detail, async (tx) => {
        await retireVersions(tx, { id, versions, on: body.on, reason: body.reason, ...stamp(deps, actor) });
      });
      return { versions };
    },
  });
}

const draftVersion = (before: string | undefined): string => `${before ?? '0.0.0'}-draft`;
const stamp = (deps: DefinitionDeps, actor: Actor) => ({ at: deps.clock.now(), by: actorLabel(actor).id });

type Detail = Record<string, string | number | boolean | null | string[]>;

async function change(
  deps: DefinitionDeps,
  actor: Actor,
  trace: string,
  action: string,
  id: string,
  detail: Detail | (() => Detail),
  work: (tx: Tx) => Promise<void>,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await work(tx);
    await deps.audit.append(tx, {
      actor,
      action: `interfaces.${action}`,
      subject: `interface:${id}`,
      detail: typeof detail === 'function' ? detail() : detail,
      trace,
    });
    await tellDefinitionsChanged(tx);
  });
  await deps.book.refresh();
  deps.live.publish({ topic: 'interfaces', data: { interface: id } });
}

function standsOn(deps: Pick<DefinitionDeps, 'book'>, body: InterfaceBody | undefined): Ground | undefined {
  const on = body && groundOf(body);
  return on && deps.book.ground(on);
}

/** @throws interfaces.bad-definition when what it stands on is not there, interfaces.not-your-data when it is another department's */
function demandGround(deps: DefinitionDeps, actor: Actor, body: InterfaceBody): Ground {
  const ground = standsOn(deps, body);
  if (!ground) throw interfaceErrors.badDefinition({ count: 1 }, { fields: definitionFaults(body, undefined) });
  if (!mayDefine(actor, ground)) throw interfaceErrors.notYourData({ provider: providerName(ground.provider, deps.organisations) });
  return ground;
}

/** Whoever answers for the data defines what leaves of them; of a service above, those who act for the whole city. */
function mayDefine(actor: Actor, ground: Pick<Ground, 'provider'>): boolean {
  const staff = asStaff(actor);
  return ground.provider === UPSTREAM_PROVIDER ? staff.organisations === 'all' : inScope(staff, ground.provider);
}

async function demandDraft(deps: DefinitionDeps, tx: Tx, actor: Actor, id: string): Promise<DefinitionRow> {
  const draft = await findDraft(tx, id);
  if (!draft) throw interfaceErrors.noDraft({ interface: id });
  demandGround(deps, actor, draft.body);
  return draft;
}

function demandSound(deps: DefinitionDeps, draft: DefinitionRow): void {
  const fields = definitionFaults(draft.body, standsOn(deps, draft.body));
  if (fields.length > 0) throw interfaceErrors.badDefinition({ count: fields.length }, { fields });
}

/** Of all versions that may be called. */
export const allBodies = ({ book }: Pick<DefinitionDeps, 'book'>): InterfaceBody[] =>
  book.interfaces().flatMap(({ id }) => book.versions(id).flatMap(({ body, state }) => (state === 'retired' ? [] : [body])));

async function viewed(deps: DefinitionDeps, actor: Actor, id: string) {
  const view = definitionView(deps, actor, id, await deps.db.read(listDefinitions));
  if (!view) throw interfaceErrors.unknownInterface({ interface: id });
  return view;
}

function definitionView(deps: DefinitionDeps, actor: Actor, id: string, rows: readonly DefinitionRow[]) {
  const draft = rows.find((row) => row.id === id && row.state === 'draft');
  const current = deps.book.versions(id)[0];
  const body = draft?.body ?? current?.body;
  if (!body) return undefined;
  const ground = standsOn(deps, body);
  const mine = ground !== undefined && mayDefine(actor, ground);
  // A draft is its makers' alone.
  if (!current && !mine) return undefined;
  return {
    id,
    title: (current?.body ?? body).title,
    origin: current?.origin ?? ('console' as const),
    ...(ground ? { ground: groundView(ground, deps.organisations) } : {}),
    ...(draft && mine ? { draft: draftView(deps, draft, ground, current) } : {}),
    versions: versionViews(deps.book, id),
    mayChange: mine && current?.origin !== 'pack',
  };
}

function draftView(
  deps: DefinitionDeps,
  draft: DefinitionRow,
  ground: Ground | undefined,
  current: { version: string; body: InterfaceBody } | undefined,
) {
  const changes: VersionChange[] = current ? changesBetween(current.body, draft.body) : [];
  return {
    body: draft.body,
    revision: draft.revision,
    changedAt: draft.changed_at.toISOString(),
    provider: draft.provider,
    providerName: providerName(draft.provider, deps.organisations),
    faults: definitionFaults(draft.body, ground).map(({ path, code, message }) => ({ pointer: path, code, message })),
    changes: changes.map(({ level, what }) => ({ level, what })),
    nextVersion: nextVersion(current?.version, changes),
  };
}
