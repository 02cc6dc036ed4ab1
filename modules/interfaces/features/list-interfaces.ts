import { Type } from 'typebox';
import { LocalText, addDays, shanghaiDate, startOfShanghaiDay, type Clock } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { InterfaceBook } from '../book.ts';
import { grantedFields } from '../domain/grants.ts';
import { countCalls } from '../store/calls.ts';

const Item = Type.Object({
  id: Type.String(),
  title: LocalText,
  registry: Type.String(),
  registryTitle: LocalText,
  mode: Type.Enum(['verify', 'rows']),
  version: Type.String(),
  perMinute: Type.Integer(),
  parameters: Type.Array(Type.Object({ name: Type.String(), field: Type.String(), required: Type.Boolean() })),
  fields: Type.Array(Type.Object({ name: Type.String(), title: LocalText, mask: Type.String() })),
  callsToday: Type.Integer(),
  refusedToday: Type.Integer(),
  p50Ms: Type.Optional(Type.Integer()),
  grants: Type.Array(
    Type.Object({
      application: Type.String(),
      applicationTitle: LocalText,
      organisationName: LocalText,
      fields: Type.Array(Type.String()),
      purposes: Type.Array(Type.Object({ id: Type.String(), title: LocalText })),
      legalBasis: LocalText,
      until: Type.Optional(Type.String()),
    }),
  ),
});

/** The data interfaces with their grants and today's use. */
export function listInterfaces(deps: {
  db: ModuleDatabase;
  book: InterfaceBook;
  clock: Clock;
  organisations: Pick<OrganisationsPort, 'get'>;
}): Feature {
  return feature({
    name: 'interfaces.list-interfaces',
    method: 'GET',
    path: '/api/interfaces',
    summary: { zh: '数据接口及其授权和今日用量', en: 'Data interfaces with grants and today’s use' },
    access: { permission: 'interfaces.read' },
    response: Type.Object({ items: Type.Array(Item) }),
    async handle() {
      const today = shanghaiDate(deps.clock.now());
      const counts = await deps.db.read((tx) =>
        countCalls(tx, startOfShanghaiDay(today), startOfShanghaiDay(addDays(today, 1))),
      );
      const items = deps.book.interfaces().map((definition) => {
        const registry = deps.book.registry(definition.registry);
        const used = counts.find((count) => count.interface === definition.id);
        const titleOf = (name: string) =>
          registry.fields.find((field) => field.name === name)?.title ?? { zh: name, en: name };
        return {
          id: definition.id,
          title: definition.title,
          registry: registry.id,
          registryTitle: registry.title,
          mode: definition.mode,
          version: definition.version,
          perMinute: definition.limits.perMinute,
          parameters: definition.parameters,
          fields: definition.fields.map((field) => ({
            name: field.name,
            title: titleOf(field.name),
            mask: field.mask ?? 'none',
          })),
          callsToday: used?.calls ?? 0,
          refusedToday: used?.refused ?? 0,
          ...(used?.p50_ms == null ? {} : { p50Ms: used.p50_ms }),
          grants: deps.book.grantsOf(definition.id).map((grant) => ({
            application: grant.consumer,
            applicationTitle: deps.book.applicationTitle(grant.consumer),
            organisationName: deps.organisations.get(grant.organisation).name,
            fields: definition.mode === 'verify' ? [] : grantedFields(definition, grant),
            purposes: grant.purposes,
            legalBasis: grant.legalBasis,
            ...(grant.until === undefined ? {} : { until: grant.until }),
          })),
        };
      });
      return { items };
    },
  });
}
