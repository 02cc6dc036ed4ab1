import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { Organisation, type OrganisationsPort } from '../contract/index.ts';

export function listOrganisations(port: OrganisationsPort): Feature {
  return feature({
    name: 'organisations.list-organisations',
    method: 'GET',
    path: '/api/organisations',
    summary: { zh: '机构名录', en: 'All organisations' },
    access: { public: true },
    response: Type.Object({ items: Type.Array(Organisation) }),
    handle: async () => ({ items: [...port.all()] }),
  });
}
