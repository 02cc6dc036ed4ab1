import { Type } from 'typebox';
import { addDays, isPlainDate, shanghaiDate } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import { changesBetween, nextVersion } from '../domain/versions.ts';
import { interfaceErrors } from '../errors.ts';
import { ensureOffers } from '../offers.ts';
import {
  changeDraft,
  dropDraft,
  insertDraft,
  listDefinitions,
  publishDraft,
  retireVersions,
} from '../store/definitions.ts';
import {
  change,
  Definition,
  definitionView,
  demandDraft,
  demandGround,
  demandSound,
  draftVersion,
  mayDefine,
  stamp,
  standsOn,
  viewed,
  type DefinitionDeps,
} from './definition-work.ts';
import { Body, cleanBody, GroundFieldView, groundFields, groundView, GroundView, IdPath } from './views.ts';

/** Days of notice that callers with a grant are given before an interface goes. */
export const NOTICE_DAYS = 15;

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
    response: Type.Object({
      ...Definition.properties,
      fields: Type.Array(GroundFieldView),
      current: Type.Optional(Body),
    }),
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
    summary: {
      zh: '可以定义接口的资源、基础库和上级服务',
      en: 'Resources, registries and services an interface may stand on',
    },
    access: { permission: 'interfaces.define' },
    response: Type.Object({
      items: Type.Array(Type.Object({ ...GroundView.properties, fields: Type.Array(GroundFieldView) })),
    }),
    async handle({ actor }) {
      const named = [
        ...deps.catalogue.resources().map(({ id }) => ({ kind: 'resource' as const, id })),
        ...deps.packs.all('registries').map(({ id }) => ({ kind: 'registry' as const, id })),
        ...deps.upstreams.services().map(({ id }) => ({ kind: 'upstream' as const, id })),
      ];
      const grounds = named.flatMap((one) => deps.book.ground(one) ?? []).filter((ground) => mayDefine(actor, ground));
      return {
        items: grounds.map((ground) => ({ ...groundView(ground, deps.organisations), fields: groundFields(ground) })),
      };
    },
  });
}

/** Begins a draft: a new interface, or the next version of one. */
export function createDefinition(deps: DefinitionDeps): Feature {
  return feature({
    name: 'interfaces.create-definition',
    method: 'POST',
    path: '/api/interfaces/definitions',
    summary: {
      zh: '新建数据接口草稿（新接口，或已有接口的下一版）',
      en: 'Begin a draft: a new interface, or the next version of one',
    },
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
        const row = {
          id: body.id,
          version: draftVersion(before?.version),
          provider: ground.provider,
          body,
          ...stamp(deps, actor),
        };
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
      await ensureOffers(deps.lake, deps.catalogue, [draft.body, ...deps.book.bodiesRead()]);
      let version = '';
      await change(
        deps,
        actor,
        trace,
        'publish-definition',
        id,
        () => ({ version }),
        async (tx) => {
          const now = await demandDraft(deps, tx, actor, id);
          if (now.revision !== body.revision || now.revision !== draft.revision)
            throw interfaceErrors.changedMeanwhile();
          const before = deps.book.versions(id);
          const changes = before[0] ? changesBetween(before[0].body, now.body) : [];
          if (before[0] && changes.length === 0) throw interfaceErrors.nothingChanged();
          version = nextVersion(before[0]?.version, changes);
          await publishDraft(tx, { id, version, changes: changes.map(({ what }) => what), ...stamp(deps, actor) });
        },
      );
      return { id, version };
    },
  });
}

/** Gives notice: from the day after, the version (or all of them) is refused. */
export function retireDefinition(deps: DefinitionDeps): Feature {
  return feature({
    name: 'interfaces.retire-definition',
    method: 'POST',
    path: '/api/interfaces/definitions/:id/retire',
    summary: {
      zh: '停用数据接口或其某一版本（提前通知）',
      en: 'Retire an interface or one version of it, with notice',
    },
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
      const versions = known
        .map((one) => one.version)
        .filter((one) => body.version === undefined || one === body.version);
      if (versions.length === 0)
        throw interfaceErrors.unknownVersion({
          interface: id,
          version: body.version,
          known: known.map((one) => one.version).join(', '),
        });
      const today = shanghaiDate(deps.clock.now());
      // Nobody calls what nobody was granted; callers of another version only change its name in their path.
      const earliest = deps.book.grantsOf(id).length > 0 ? addDays(today, NOTICE_DAYS) : today;
      if (!isPlainDate(body.on) || body.on < earliest)
        throw interfaceErrors.noticeTooShort({ days: NOTICE_DAYS, on: earliest });
      const detail = { versions, on: body.on, reason: body.reason };
      await change(deps, actor, trace, 'retire-definition', id, detail, async (tx) => {
        await retireVersions(tx, { id, versions, on: body.on, reason: body.reason, ...stamp(deps, actor) });
      });
      return { versions };
    },
  });
}
