import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { Division, type OrganisationsPort } from '../contract/index.ts';
import { organisationsErrors } from '../domain/errors.ts';

export function listDivisions(port: OrganisationsPort): Feature {
  return feature({
    name: 'organisations.list-divisions',
    method: 'GET',
    path: '/api/divisions',
    summary: { zh: '下级区划；不带上级时为最高一级', en: 'Divisions below one; the top ones when none is given' },
    access: { public: true },
    query: Type.Object({ parent: Type.Optional(Type.String({ maxLength: 12, pattern: '^\\d*$' })) }),
    response: Type.Object({ items: Type.Array(Division) }),
    async handle(_context, { query }) {
      const code = query.parent || undefined;
      if (code !== undefined && !port.division(code)) throw organisationsErrors.unknownDivision({ code });
      return { items: [...port.children(code)] };
    },
  });
}
