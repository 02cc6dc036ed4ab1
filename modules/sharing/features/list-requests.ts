import { Type } from 'typebox';
import { asStaff, type StaffActor } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { addDays, isUuid, LocalText, shanghaiDate, startOfShanghaiDay } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { gradeOf } from '../domain/assess.ts';
import { sharingErrors } from '../domain/errors.ts';
import { countedBy, FIGURES, isOfNow } from '../store/figures.ts';
import { countRequests, findRequest, listRequests, listSteps, type RequestFilter } from '../store/requests.ts';
import { IdParams } from './hand-in-request.ts';
import { maySee } from './parties.ts';
import { detailOf, namer, RequestDetail, RequestSummary, summaryOf } from './views.ts';

const VIEWS = ['asked', 'to-act', 'given', 'all'] as const;
const STATES = [
  'draft',
  'submitted',
  'correction',
  'with-provider',
  'with-authority',
  'delivering',
  'in-use',
  'refused',
  'ended',
  'withdrawn',
] as const;

const Query = Type.Interface([PageQuery], {
  view: Type.Optional(Type.Enum([...VIEWS], { default: 'all' })),
  state: Type.Optional(Type.Enum([...STATES])),
  stage: Type.Optional(Type.Enum(['green', 'amber', 'red', 'overdue'])),
  objection: Type.Optional(Type.Enum(['open', 'upheld', 'dismissed'])),
  resource: Type.Optional(Type.String({ maxLength: 64 })),
  organisation: Type.Optional(Type.String({ maxLength: 64 })),
  /** Those behind a figure of the board, of a period (`to`: the last day). */
  figure: Type.Optional(Type.Enum([...FIGURES])),
  from: Type.Optional(Type.String({ format: 'date' })),
  to: Type.Optional(Type.String({ format: 'date' })),
  q: Type.Optional(Type.String({ maxLength: 100 })),
});

/** What an actor may see of a list: their own organisation's part, or all. */
export function filterOf(deps: Own, actor: StaffActor, query: Type.Static<typeof Query>): RequestFilter {
  const mine = actor.organisations === 'all' ? [actor.organisation] : actor.organisations;
  const words = query.q?.trim().toLowerCase();
  const has = ({ zh, en }: LocalText): boolean => `${zh} ${en}`.toLowerCase().includes(words ?? '');
  return {
    parties: actor.organisations === 'all' ? undefined : actor.organisations,
    draftsOf: actor.organisation,
    now: deps.clock.now(),
    states: query.state === undefined ? undefined : [query.state],
    stage: query.stage,
    objection: query.objection,
    resource: query.resource,
    ...(query.figure === undefined
      ? {}
      : {
          counted: countedBy(query.figure, {
            from: startOfShanghaiDay(query.from ?? '2000-01-01'),
            to: startOfShanghaiDay(addDays(query.to ?? shanghaiDate(deps.clock.now()), 1)),
            now: deps.clock.now(),
          }),
        }),
    ...(query.view === 'asked' ? { applicants: mine } : {}),
    ...(query.view === 'given' ? { providers: query.organisation === undefined ? mine : [query.organisation] } : {}),
    ...(query.view === 'to-act' ? { responsible: mine, arbiter: actor.permissions.has('sharing.check') } : {}),
    ...(query.view === 'all' && query.organisation !== undefined
      ? query.figure !== undefined && isOfNow(query.figure)
        ? { responsible: [query.organisation] }
        : { providers: [query.organisation] }
      : {}),
    ...(words
      ? {
          words,
          named: {
            resources: deps.catalogue.resources().flatMap((one) => (has(one.title) ? [one.id] : [])),
            organisations: deps.organisations.all().flatMap((one) => (has(one.name) || has(one.short) ? [one.id] : [])),
          },
        }
      : {}),
  };
}

export function listRequestsCase(deps: Own): Feature {
  return feature({
    name: 'sharing.list-requests',
    method: 'GET',
    path: '/api/sharing/requests',
    summary: {
      zh: '共享申请：我申请的、待我办理的、向我申请的',
      en: 'Requests: mine, those that wait for me, those made to me',
    },
    access: { permission: 'sharing.read' },
    query: Query,
    response: Page(RequestSummary),
    async handle({ actor }, { query }) {
      const staff = asStaff(actor);
      const limit = query.limit ?? 20;
      const order = query.view === 'to-act' || query.stage !== undefined ? 'due' : 'time';
      const after = decodeCursor(query.cursor, 2);
      const filter = filterOf(deps, staff, query);
      const { rows, total } = await deps.database.read(async (tx) => ({
        rows: await listRequests(tx, filter, { order, after, limit: limit + 1 }),
        total: await countRequests(tx, filter),
      }));
      const page = cursorPage(rows, limit, (row) => [
        order === 'due' ? (row.due_at?.toISOString() ?? 'infinity') : row.updated_at.toISOString(),
        row.id,
      ]);
      return { ...page, total, items: page.items.map((row) => summaryOf(deps, row)) };
    },
  });
}

export function showRequest(deps: Own): Feature {
  return feature({
    name: 'sharing.show-request',
    method: 'GET',
    path: '/api/sharing/requests/:id',
    summary: { zh: '一份申请：经过、时限、答复与依据', en: 'One request: its history, clock, answer and ground' },
    access: { permission: 'sharing.read' },
    params: IdParams,
    response: RequestDetail,
    async handle({ actor }, { params }) {
      const staff = asStaff(actor);
      const found = await deps.database.read(async (tx) => {
        const row = isUuid(params.id) ? await findRequest(tx, params.id) : undefined;
        return row && { row, steps: await listSteps(tx, row.id) };
      });
      if (!found || !maySee(staff, found.row.document, found.row.responsible)) throw sharingErrors.unknownRequest();
      return detailOf(deps, found.row, found.steps, staff);
    },
  });
}

const Options = Type.Object({
  id: Type.String(),
  title: LocalText,
  summary: LocalText,
  provider: Type.Object({ id: Type.String(), title: LocalText }),
  shareType: Type.String(),
  shareCondition: Type.Optional(LocalText),
  shareBasis: Type.Optional(LocalText),
  /** A decision table of the provider answers many requests at once. */
  byTable: Type.Boolean(),
  own: Type.Boolean(),
  fields: Type.Array(
    Type.Object({
      name: Type.String(),
      title: LocalText,
      grade: Type.Integer(),
      personal: Type.Boolean(),
      key: Type.Boolean(),
    }),
  ),
  interfaces: Type.Array(
    Type.Object({ id: Type.String(), title: LocalText, mode: Type.String(), fields: Type.Array(Type.String()) }),
  ),
  applications: Type.Array(Type.Object({ id: Type.String(), title: LocalText })),
  /** Purposes under which the applicant's applications are granted something already: each call names one. */
  purposes: Type.Array(Type.Object({ id: Type.String(), title: LocalText })),
});

/** What a form needs to ask for a resource. */
export function showOptions(deps: Own): Feature {
  return feature({
    name: 'sharing.show-options',
    method: 'GET',
    path: '/api/sharing/resources/:id',
    summary: { zh: '申请一个资源时可选的信息项、接口与应用', en: 'What can be chosen when asking for a resource' },
    access: { permission: 'sharing.apply' },
    params: IdParams,
    response: Options,
    async handle({ actor }, { params }) {
      const { organisation } = asStaff(actor);
      const resource = deps.catalogue.find(params.id);
      if (!resource)
        throw sharingErrors.badRequest(
          { count: 1 },
          {
            fields: [
              {
                path: '/resource',
                code: 'unknown',
                message: { zh: '目录中没有这个资源', en: 'The catalogue has no such resource' },
              },
            ],
          },
        );
      const granted = deps.book.of({ organisation }).flatMap((grant) => grant.purposes);
      return {
        id: resource.id,
        title: resource.title,
        summary: resource.summary,
        provider: namer(deps).organisation(resource.provider),
        shareType: resource.shareType,
        ...(resource.shareCondition ? { shareCondition: resource.shareCondition } : {}),
        ...(resource.shareBasis ? { shareBasis: resource.shareBasis } : {}),
        byTable: deps.tables.has(resource.id),
        own: resource.provider === organisation,
        fields: resource.items.map((item) => ({
          name: item.name,
          title: item.title,
          grade: gradeOf(resource, item.name),
          personal: item.personal ?? true,
          key: resource.key.includes(item.name),
        })),
        interfaces: deps
          .interfacesOf(resource.id)
          .map(({ id, title, mode, fields }) => ({ id, title, mode, fields: [...fields] })),
        applications: deps.packs
          .all('applications')
          .filter(({ value }) => value.organisation === organisation)
          .map(({ value }) => ({ id: value.id, title: value.title })),
        purposes: [...new Map(granted.map((purpose) => [purpose.id, purpose])).values()],
      };
    },
  });
}

/** Resources that may be asked for, for a choice by title. */
export function listChoices(deps: Own): Feature {
  return feature({
    name: 'sharing.list-resources',
    method: 'GET',
    path: '/api/sharing/resources',
    summary: { zh: '可申请的资源', en: 'Resources that may be asked for' },
    access: { permission: 'sharing.apply' },
    response: Type.Object({
      items: Type.Array(
        Type.Object({ id: Type.String(), title: LocalText, provider: LocalText, shareType: Type.String() }),
      ),
    }),
    async handle({ actor }) {
      const { organisation } = asStaff(actor);
      const name = namer(deps);
      return {
        items: deps.catalogue
          .resources()
          .filter((one) => one.provider !== organisation)
          .map((one) => ({
            id: one.id,
            title: one.title,
            provider: name.organisation(one.provider).title,
            shareType: one.shareType,
          })),
      };
    },
  });
}
