import { Type } from 'typebox';
import { LocalText, addDays, shanghaiDate, startOfShanghaiDay, type Clock } from '@platform/kernel';
import { asStaff, inScope, type StaffActor } from '@platform/access';
import type { ModuleDatabase } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { Aggregation, Scoring } from '@platform/packs';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { InterfaceBook } from '../book.ts';
import type { InterfaceDefinition } from '../domain/definition.ts';
import { grantedFields, reservedOf } from '../domain/parameters.ts';
import { countCalls } from '../store/calls.ts';
import { callsByApplication } from '../store/use.ts';
import { groundView, GroundView, IdPath, Version, versionViews } from './views.ts';

const Mode = Type.Enum(['verify', 'rows', 'score', 'aggregate']);

const Grant = Type.Object({
  id: Type.String(),
  application: Type.String(),
  applicationTitle: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  fields: Type.Array(Type.String()),
  purposes: Type.Array(Type.Object({ id: Type.String(), title: LocalText })),
  legalBasis: LocalText,
  request: Type.Optional(Type.String()),
  from: Type.Optional(Type.String()),
  until: Type.Optional(Type.String()),
  callsPerDay: Type.Optional(Type.Integer()),
  rowsPerDay: Type.Optional(Type.Integer()),
  callsToday: Type.Integer(),
  rowsToday: Type.Integer(),
});

const Item = Type.Object({
  id: Type.String(),
  title: LocalText,
  summary: Type.Optional(LocalText),
  ground: GroundView,
  mode: Mode,
  version: Type.String(),
  origin: Type.Enum(['pack', 'console']),
  retiresOn: Type.Optional(Type.String()),
  perMinute: Type.Integer(),
  rowsMax: Type.Integer(),
  parameters: Type.Array(
    Type.Object({
      name: Type.String(),
      field: Type.String(),
      title: LocalText,
      type: Type.String(),
      match: Type.Enum(['equal', 'from', 'to']),
      required: Type.Boolean(),
    }),
  ),
  fields: Type.Array(Type.Object({ name: Type.String(), title: LocalText, mask: Type.String() })),
  callsToday: Type.Integer(),
  refusedToday: Type.Integer(),
  p50Ms: Type.Optional(Type.Integer()),
  grants: Type.Array(Grant),
});

const Detail = Type.Object({
  ...Item.properties,
  /** Parameters that every interface of this mode takes. */
  reserved: Type.Array(Type.String()),
  clearBasis: Type.Optional(LocalText),
  score: Type.Optional(Scoring),
  aggregate: Type.Optional(Aggregation),
  /** What figures may be grouped by. */
  dimensions: Type.Array(Type.Object({ name: Type.String(), title: LocalText })),
  versions: Type.Array(Version),
});

type Deps = {
  db: ModuleDatabase;
  book: InterfaceBook;
  clock: Clock;
  organisations: Pick<OrganisationsPort, 'find'>;
};

/** The data interfaces with their grants and today's use. */
export function listInterfaces(deps: Deps): Feature {
  return feature({
    name: 'interfaces.list-interfaces',
    method: 'GET',
    path: '/api/interfaces',
    summary: { zh: '数据接口及其授权和今日用量', en: 'Data interfaces with grants and today’s use' },
    access: { permission: 'interfaces.read' },
    response: Type.Object({ items: Type.Array(Item) }),
    async handle({ actor }) {
      const use = await useToday(deps);
      const staff = asStaff(actor);
      return { items: deps.book.interfaces().map((definition) => itemOf(deps, definition, use, staff)) };
    },
  });
}

/** One interface with all its versions, the rules of its mode, and how far its grants are used today. */
export function showInterface(deps: Deps): Feature {
  return feature({
    name: 'interfaces.show-interface',
    method: 'GET',
    path: '/api/interfaces/:id',
    summary: {
      zh: '一个数据接口的定义、版本、授权和用量',
      en: 'One data interface: definition, versions, grants and use',
    },
    access: { permission: 'interfaces.read' },
    params: IdPath,
    response: Detail,
    async handle({ actor }, { params }) {
      const definition = deps.book.interface(params.id);
      return {
        ...itemOf(deps, definition, await useToday(deps), asStaff(actor)),
        reserved: reservedOf(definition),
        ...(definition.clearBasis ? { clearBasis: definition.clearBasis } : {}),
        ...(definition.score ? { score: definition.score } : {}),
        ...(definition.aggregate ? { aggregate: definition.aggregate } : {}),
        dimensions: (definition.aggregate?.dimensions ?? []).map((name) => ({
          name,
          title: definition.ground.fields.get(name)?.title ?? { zh: name, en: name },
        })),
        versions: versionViews(deps.book, definition.id),
      };
    },
  });
}

type Use = {
  counts: Awaited<ReturnType<typeof countCalls>>;
  applications: Awaited<ReturnType<typeof callsByApplication>>;
};

function useToday(deps: Deps): Promise<Use> {
  const today = shanghaiDate(deps.clock.now());
  return deps.db.read(async (tx) => {
    const [counts, applications] = await Promise.all([
      countCalls(tx, startOfShanghaiDay(today), startOfShanghaiDay(addDays(today, 1))),
      callsByApplication(tx, today),
    ]);
    return { counts, applications };
  });
}

/** Grants are told to who gave them and to who has them. */
function itemOf({ book, organisations }: Deps, definition: InterfaceDefinition, use: Use, staff: StaffActor) {
  const { id, ground, mode } = definition;
  const grants = book
    .grantsOf(id)
    .filter(({ organisation }) => inScope(staff, ground.provider) || inScope(staff, organisation));
  const used = use.counts.find((count) => count.interface === id);
  const titleOf = (name: string) => ground.fields.get(name)?.title ?? { zh: name, en: name };
  return {
    id,
    title: definition.title,
    ...(definition.summary ? { summary: definition.summary } : {}),
    ground: groundView(ground, organisations),
    mode,
    version: definition.version,
    origin: definition.origin,
    ...(definition.retiresOn === undefined ? {} : { retiresOn: definition.retiresOn }),
    perMinute: definition.limits.perMinute,
    rowsMax: definition.limits.rowsMax,
    parameters: definition.parameters.map(({ name, field, type, match, required }) => ({
      name,
      field,
      title: titleOf(field),
      type,
      match,
      required,
    })),
    fields: definition.fields.map(({ name, title, mask }) => ({ name, title, mask })),
    callsToday: used?.calls ?? 0,
    refusedToday: used?.refused ?? 0,
    ...(used?.p50_ms == null ? {} : { p50Ms: used.p50_ms }),
    grants: grants.map((grant) => {
      const taken = use.applications.find((one) => one.interface === id && one.application === grant.application);
      return {
        id: grant.id,
        application: grant.application,
        applicationTitle: book.applicationTitle(grant.application),
        organisation: grant.organisation,
        organisationName: organisations.find(grant.organisation)?.name ?? {
          zh: grant.organisation,
          en: grant.organisation,
        },
        fields: mode === 'rows' ? grantedFields(definition, grant) : [...grant.fields],
        purposes: grant.purposes.map(({ id: purpose, title }) => ({ id: purpose, title })),
        legalBasis: grant.legalBasis,
        ...(grant.request === undefined ? {} : { request: grant.request }),
        ...(grant.from === undefined ? {} : { from: grant.from }),
        ...(grant.until === undefined ? {} : { until: grant.until }),
        ...(grant.callsPerDay === undefined ? {} : { callsPerDay: grant.callsPerDay }),
        ...(grant.rowsPerDay === undefined ? {} : { rowsPerDay: grant.rowsPerDay }),
        callsToday: Number(taken?.calls ?? 0),
        rowsToday: Number(taken?.rows ?? 0),
      };
    }),
  };
}
