import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { RegistryPlan } from '../domain/plan.ts';
import { registryStates } from '../store/registries.ts';

const Registry = Type.Object({
  id: Type.String(),
  title: LocalText,
  kind: Type.Enum(['population', 'legal-entity', 'other']),
  records: Type.Integer(),
  builtAt: Type.Optional(Type.String()),
  fields: Type.Array(
    Type.Object({
      name: Type.String(),
      title: LocalText,
      /** In order of precedence. */
      from: Type.Array(Type.Object({ resource: Type.String(), title: LocalText, organisationName: LocalText })),
      filled: Type.Integer(),
    }),
  ),
});

export function listRegistries(deps: {
  database: ModuleDatabase;
  plans: readonly RegistryPlan[];
  catalogue: Pick<CataloguePort, 'resource'>;
  organisations: Pick<OrganisationsPort, 'find'>;
}): Feature {
  const nameOf = (id: string): LocalText => deps.organisations.find(id)?.name ?? { zh: id, en: id };
  return feature({
    name: 'base-registries.list-registries',
    method: 'GET',
    path: '/api/registries',
    summary: {
      zh: '基础库：记录数、各字段的来源和有值记录数',
      en: 'Base registries: records, the sources of each field and how many records have it',
    },
    access: { permission: 'base-registries.read' },
    response: Type.Object({ items: Type.Array(Registry) }),
    async handle() {
      const states = await deps.database.read(registryStates);
      const items = deps.plans.map(({ definition }) => {
        const state = states.get(definition.id);
        const records = Number(state?.records ?? 0);
        return {
          id: definition.id,
          title: definition.title,
          kind: definition.kind,
          records,
          ...(state ? { builtAt: state.built_at.toISOString() } : {}),
          fields: definition.fields.map((field) => ({
            name: field.name,
            title: field.title,
            from: field.from.map((from) => {
              const resource = deps.catalogue.resource(from.resource);
              return { resource: from.resource, title: resource.title, organisationName: nameOf(resource.provider) };
            }),
            filled: field.name === definition.key ? records : (state?.filled[field.name] ?? 0),
          })),
        };
      });
      return { items };
    },
  });
}
