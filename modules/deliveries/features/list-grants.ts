import { Type } from 'typebox';
import { asStaff, inScope } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import type { Grant } from '@modules/sharing/contract';
import type { Own } from '../deps.ts';
import { OPERATORS, operatorsFor } from '../domain/filters.ts';
import { isIdentifying, leavingMask, outField } from '../domain/outlook.ts';
import { joinPairs } from '../domain/query.ts';
import { applicationTitle, organisationName } from '../views/party-words.ts';

const GrantView = Type.Object({
  id: Type.String(),
  delivery: Type.Enum(['file', 'sandbox']),
  resource: Type.String(),
  title: LocalText,
  summary: LocalText,
  provider: Type.String(),
  providerName: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  application: Type.String(),
  applicationTitle: LocalText,
  purposes: Type.Array(Type.Object({ id: Type.String(), title: LocalText })),
  legalBasis: LocalText,
  until: Type.Optional(Type.String()),
  rowsPerDay: Type.Optional(Type.Integer()),
  fields: Type.Array(
    Type.Object({
      name: Type.String(),
      title: LocalText,
      type: Type.String(),
      grade: Type.Integer(),
      personal: Type.Boolean(),
      /** How it leaves in a row. */
      mask: Type.String(),
      identifying: Type.Boolean(),
      operators: Type.Array(Type.Enum([...OPERATORS])),
      codes: Type.Optional(Type.Array(Type.Object({ code: Type.String(), name: LocalText }))),
    }),
  ),
  /** Of a sandbox grant: other grants of the same application whose rows can be joined, and by which fields. */
  joins: Type.Array(
    Type.Object({
      grant: Type.String(),
      pairs: Type.Array(Type.Object({ left: Type.String(), right: Type.String() })),
    }),
  ),
});

/** What the actor's organisations may order now: grants for files and for the sandbox, with their fields as they will leave. */
export function listGrants(deps: Own): Feature {
  return feature({
    name: 'deliveries.list-grants',
    method: 'GET',
    path: '/api/deliveries/grants',
    summary: {
      zh: '本单位可以订制文件和沙箱查询的授权',
      en: 'Grants under which files and sandbox queries can be ordered',
    },
    access: { permission: 'deliveries.request' },
    response: Type.Object({ items: Type.Array(GrantView) }),
    async handle({ actor }) {
      const staff = asStaff(actor);
      const grants = (['file', 'sandbox'] as const)
        .flatMap((delivery) => deps.grants.of({ delivery }))
        .filter((grant) => inScope(staff, grant.organisation));
      return { items: grants.flatMap((grant) => viewOf(deps, grant, grants) ?? []) };
    },
  });
}

function viewOf(deps: Own, grant: Grant, all: readonly Grant[]) {
  const resource = grant.resource === undefined ? undefined : deps.catalogue.find(grant.resource);
  if (!resource) return undefined;
  const side = { resource, fields: grant.fields };
  const joins =
    grant.delivery === 'sandbox'
      ? all.flatMap((other) => {
          const partner = other.resource === undefined ? undefined : deps.catalogue.find(other.resource);
          if (!partner || other.delivery !== 'sandbox' || other.application !== grant.application) return [];
          if (partner.id === resource.id) return [];
          const pairs = joinPairs(side, { resource: partner, fields: other.fields });
          return pairs.length === 0 ? [] : [{ grant: other.id, pairs }];
        })
      : [];
  return {
    id: grant.id,
    delivery: grant.delivery as 'file' | 'sandbox',
    resource: resource.id,
    title: resource.title,
    summary: resource.summary,
    provider: resource.provider,
    providerName: organisationName(deps, resource.provider),
    organisation: grant.organisation,
    organisationName: organisationName(deps, grant.organisation),
    application: grant.application,
    applicationTitle: applicationTitle(deps, grant.application),
    purposes: grant.purposes.map(({ id, title }) => ({ id, title })),
    legalBasis: grant.legalBasis,
    ...(grant.until === undefined ? {} : { until: grant.until }),
    ...(grant.rowsPerDay === undefined ? {} : { rowsPerDay: grant.rowsPerDay }),
    fields: resource.items
      .filter(({ name }) => grant.fields.includes(name))
      .map((item) => {
        const codes =
          item.codeTable === undefined ? undefined : deps.packs.find('standards', item.codeTable)?.value.codes;
        return {
          ...outField(resource, item),
          identifying: isIdentifying(item),
          // What a sandbox query asks for is reviewed before its result leaves.
          operators: operatorsFor(item.type, grant.delivery === 'file' ? leavingMask(resource, item) : 'none'),
          ...(codes && codes.length <= 200 ? { codes: codes.map(({ code, name }) => ({ code, name })) } : {}),
        };
      }),
    joins,
  };
}
