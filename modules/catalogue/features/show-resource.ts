import { Type } from 'typebox';
import { LocalText, MASKS } from '@platform/kernel';
import { inScope } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { PackSet } from '@platform/packs';
import { approvalOf, classOf, gradeOf, maskFor, wholeGrade, type CataloguedResource } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { usageSince } from '../domain/sleeping.ts';
import { findEntry } from '../store/entries.ts';
import { findFigures } from '../store/resources.ts';
import { nameOf, ResourceSummary, summaryOf } from './resource-view.ts';
import { CLASSES, FORMATS, MODES, TYPES } from './schemas.ts';

const Item = Type.Object({
  name: Type.String(),
  title: LocalText,
  type: Type.Enum([...TYPES]),
  required: Type.Boolean(),
  key: Type.Boolean(),
  personal: Type.Boolean(),
  grade: Type.Integer(),
  dataClass: Type.Enum([...CLASSES]),
  maxLength: Type.Optional(Type.Integer()),
  codeTable: Type.Optional(Type.Object({ id: Type.String(), title: LocalText })),
  element: Type.Optional(Type.String()),
  /** As stated; what is in force follows from grade and class where nothing is. */
  mask: Type.Optional(Type.Enum([...MASKS])),
  maskInForce: Type.Enum([...MASKS]),
});

const Usage = Type.Object({
  calls: Type.Integer(),
  subscriptions: Type.Integer(),
  requests: Type.Integer(),
  lastAt: Type.Optional(Type.String()),
  consumers: Type.Array(Type.Object({ id: Type.String(), name: LocalText })),
});

const ResourceDetail = Type.Object({
  ...ResourceSummary.properties,
  version: Type.String(),
  aliases: Type.Array(Type.String()),
  duty: Type.Optional(LocalText),
  system: Type.Optional(LocalText),
  format: Type.Optional(Type.Enum([...FORMATS])),
  shareCondition: Type.Optional(LocalText),
  shareBasis: Type.Optional(LocalText),
  shareModes: Type.Array(Type.Enum([...MODES])),
  openCondition: Type.Optional(LocalText),
  responsibility: Type.Optional(Type.Object({ dueOn: Type.String(), basis: Type.Optional(LocalText) })),
  /** Who has to agree to a request for all of it. */
  approval: LocalText,
  items: Type.Array(Item),
  sources: Type.Array(
    Type.Object({ id: Type.String(), title: LocalText, connector: Type.Enum(['postgres', 'csv', 'xlsx']) }),
  ),
  /** What is made from it: registries, and the interfaces over them or over it. */
  lineage: Type.Object({
    registries: Type.Array(Type.Object({ id: Type.String(), title: LocalText, fields: Type.Array(Type.String()) })),
    interfaces: Type.Array(
      Type.Object({ id: Type.String(), title: LocalText, registry: Type.Optional(Type.String()) }),
    ),
  }),
  /** Who used it in the last year. */
  usage: Usage,
  /** A version of it that is being compiled, for those who may see it; `mayRevise`: whoever asks may begin one. */
  working: Type.Optional(Type.Enum(['draft', 'submitted', 'checked'])),
  mayRevise: Type.Boolean(),
});

const DAYS_OF_USE = 365;

export function showResource(deps: Own): Feature {
  return feature({
    name: 'catalogue.show-resource',
    method: 'GET',
    path: '/api/catalogue/resources/:id',
    summary: {
      zh: '一个数据目录：信息项、来源、去向和使用情况',
      en: 'One resource: its items, sources, what is made from it and who uses it',
    },
    access: { permission: 'catalogue.read' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    response: ResourceDetail,
    async handle({ actor }, { params }) {
      const resource = deps.resources.resource(params.id);
      const [[figures, entry], watched, usage] = await Promise.all([
        deps.database.read(async (tx) => [await findFigures(tx, params.id), await findEntry(tx, params.id)] as const),
        deps.watchedAt?.(),
        usageSince(deps, DAYS_OF_USE),
      ]);
      const used = usage.get(resource.id);
      const staff = actor.kind === 'staff' ? actor : undefined;
      const own =
        staff !== undefined && staff.permissions.has('catalogue.compile') && inScope(staff, resource.provider);
      const known = {
        figures,
        watchedAt: watched?.get(resource.id),
        now: deps.clock.now(),
        calendar: deps.calendar,
      };
      return {
        ...summaryOf(resource, known, deps.organisations),
        ...termsOf(resource),
        items: itemsOf(resource, deps.packs),
        ...madeFrom(resource, deps.packs),
        usage: {
          calls: used?.calls ?? 0,
          subscriptions: used?.subscriptions ?? 0,
          requests: used?.requests ?? 0,
          ...(used?.lastAt ? { lastAt: used.lastAt.toISOString() } : {}),
          consumers: (used?.consumers ?? []).map((id) => ({ id, name: nameOf(deps.organisations, id) })),
        },
        ...(entry?.workingState && (own || staff?.permissions.has('catalogue.review'))
          ? { working: entry.workingState }
          : {}),
        mayRevise: own,
      };
    },
  });
}

function termsOf(resource: CataloguedResource) {
  const {
    aliases = [],
    duty,
    system,
    format,
    shareCondition,
    shareBasis,
    shareModes,
    openCondition,
    responsibility,
  } = resource;
  return {
    version: resource.version,
    aliases: [...aliases],
    ...(duty ? { duty } : {}),
    ...(system ? { system } : {}),
    ...(format ? { format } : {}),
    ...(shareCondition ? { shareCondition } : {}),
    ...(shareBasis ? { shareBasis } : {}),
    shareModes: [...(shareModes ?? MODES)],
    ...(openCondition ? { openCondition } : {}),
    ...(responsibility ? { responsibility: { ...responsibility } } : {}),
    approval: approvalOf(wholeGrade(resource)).title,
  };
}

function itemsOf(resource: CataloguedResource, packs: Pick<PackSet, 'find'>) {
  return resource.items.map((item) => {
    const table = item.codeTable === undefined ? undefined : packs.find('standards', item.codeTable);
    return {
      name: item.name,
      title: item.title,
      type: item.type,
      required: item.required ?? false,
      key: resource.key.includes(item.name),
      personal: item.personal ?? true,
      grade: gradeOf(resource, item),
      dataClass: classOf(item),
      maskInForce: maskFor(resource, item),
      ...(item.maxLength === undefined ? {} : { maxLength: item.maxLength }),
      ...(table ? { codeTable: { id: table.id, title: table.value.title } } : {}),
      ...(item.element === undefined ? {} : { element: item.element }),
      ...(item.mask === undefined ? {} : { mask: item.mask }),
    };
  });
}

function madeFrom(resource: CataloguedResource, packs: Pick<PackSet, 'all'>) {
  const registries = packs.all('registries').flatMap(({ value }) => {
    const fields = value.fields.filter((field) => field.from.some((from) => from.resource === resource.id));
    return fields.length > 0 ? [{ id: value.id, title: value.title, fields: fields.map((field) => field.name) }] : [];
  });
  return {
    sources: packs
      .all('sources')
      .filter(({ value }) => value.resource === resource.id)
      .map(({ value }) => ({ id: value.id, title: value.title, connector: value.connector })),
    lineage: {
      registries,
      interfaces: packs.all('interfaces').flatMap(({ value }) => {
        const { id, title } = value;
        if (value.resource === resource.id) return [{ id, title }];
        const registry = registries.find((one) => one.id === value.registry)?.id;
        return registry === undefined ? [] : [{ id, title, registry }];
      }),
    },
  };
}
