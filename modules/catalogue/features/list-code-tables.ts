import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';

/** Code tables (代码表) that items may follow. */
export function listCodeTables(deps: Pick<Own, 'packs'>): Feature {
  return feature({
    name: 'catalogue.list-code-tables',
    method: 'GET',
    path: '/api/catalogue/code-tables',
    summary: { zh: '可用的代码表', en: 'Code tables that items may follow' },
    access: { permission: 'catalogue.read' },
    response: Type.Object({
      items: Type.Array(Type.Object({ id: Type.String(), title: LocalText, codes: Type.Integer() })),
    }),
    async handle() {
      return {
        items: deps.packs
          .all('standards')
          .map(({ id, value }) => ({ id, title: value.title, codes: value.codes.length })),
      };
    },
  });
}
