import { Type } from 'typebox';
import { LocalText, MASKS } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import type { PackSet } from '@platform/packs';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { CataloguePort } from '../contract/index.ts';
import { catalogueErrors } from '../domain/errors.ts';
import { findFigures } from '../store/resources.ts';
import { ResourceSummary, summaryOf } from './resource-view.ts';

const Item = Type.Object({
  name: Type.String(),
  title: LocalText,
  type: Type.Enum(['text', 'date', 'integer', 'code', 'citizen-id', 'credit-code', 'boolean', 'number', 'timestamp']),
  required: Type.Boolean(),
  key: Type.Boolean(),
  personal: Type.Boolean(),
  grade: Type.Integer(),
  maxLength: Type.Optional(Type.Integer()),
  codeTable: Type.Optional(Type.Object({ id: Type.String(), title: LocalText })),
  mask: Type.Optional(Type.Enum([...MASKS])),
});

const ResourceDetail = Type.Object({
  ...ResourceSummary.properties,
  version: Type.String(),
  shareCondition: Type.Optional(LocalText),
  shareBasis: Type.Optional(LocalText),
  items: Type.Array(Item),
  sources: Type.Array(
    Type.Object({ id: Type.String(), title: LocalText, connector: Type.Enum(['postgres', 'csv', 'xlsx']) }),
  ),
  /** What is made from it: registries, and the interfaces over them. */
  lineage: Type.Object({
    registries: Type.Array(Type.Object({ id: Type.String(), title: LocalText, fields: Type.Array(Type.String()) })),
    interfaces: Type.Array(Type.Object({ id: Type.String(), title: LocalText, registry: Type.String() })),
  }),
});

export function showResource(deps: {
  database: ModuleDatabase;
  packs: PackSet;
  catalogue: CataloguePort;
  organisations: Pick<OrganisationsPort, 'find'>;
}): Feature {
  const { packs } = deps;
  return feature({
    name: 'catalogue.show-resource',
    method: 'GET',
    path: '/api/catalogue/resources/:id',
    summary: {
      zh: '一个数据目录：信息项、来源和去向',
      en: 'One resource: its items, sources and what is made from it',
    },
    access: { permission: 'catalogue.read' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    response: ResourceDetail,
    async handle(_context, { params }) {
      const resource = deps.catalogue.resource(params.id);
      const figures = await deps.database.read((tx) => findFigures(tx, params.id));
      if (!figures) throw catalogueErrors.unknownResource({ id: params.id });
      const registries = packs.all('registries').flatMap(({ value }) => {
        const fields = value.fields.filter((field) => field.from.some((from) => from.resource === resource.id));
        return fields.length > 0
          ? [{ id: value.id, title: value.title, fields: fields.map((field) => field.name) }]
          : [];
      });
      return {
        ...summaryOf(resource, figures, deps.organisations),
        version: resource.version,
        ...(resource.shareCondition ? { shareCondition: resource.shareCondition } : {}),
        ...(resource.shareBasis ? { shareBasis: resource.shareBasis } : {}),
        items: resource.items.map((item) => {
          const table = item.codeTable === undefined ? undefined : packs.find('standards', item.codeTable);
          return {
            name: item.name,
            title: item.title,
            type: item.type,
            required: item.required ?? false,
            key: resource.key.includes(item.name),
            personal: item.personal ?? true,
            grade: item.grade ?? resource.grade,
            ...(item.maxLength === undefined ? {} : { maxLength: item.maxLength }),
            ...(table ? { codeTable: { id: table.id, title: table.value.title } } : {}),
            ...(item.mask === undefined ? {} : { mask: item.mask }),
          };
        }),
        sources: packs
          .all('sources')
          .filter(({ value }) => value.resource === resource.id)
          .map(({ value }) => ({ id: value.id, title: value.title, connector: value.connector })),
        lineage: {
          registries,
          interfaces: packs
            .all('interfaces')
            .filter(({ value }) => registries.some((registry) => registry.id === value.registry))
            .map(({ value }) => ({ id: value.id, title: value.title, registry: value.registry })),
        },
      };
    },
  });
}
