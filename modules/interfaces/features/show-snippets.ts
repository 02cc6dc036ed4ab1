import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import type { Foundations } from '@platform/module';
import type { InterfaceBook } from '../book.ts';
import { snippetsFor } from '../domain/snippets.ts';
import { exampleParameters } from '../domain/synthetic.ts';
import { codesOf } from './try-interface.ts';
import { IdPath } from './views.ts';

/** Copy-ready calls of one interface; with an application, for the purpose asked for or the first that it was granted. */
export function showSnippets(
  deps: Pick<Foundations, 'settings' | 'packs'> & { book: Pick<InterfaceBook, 'interface' | 'grantsOf'> },
): Feature {
  return feature({
    name: 'interfaces.show-snippets',
    method: 'GET',
    path: '/api/interfaces/:id/snippets',
    summary: { zh: '可复制的接口调用示例', en: 'Calls of an interface, ready to copy' },
    access: { permission: 'interfaces.read' },
    params: IdPath,
    query: Type.Object({
      application: Type.Optional(Type.String({ maxLength: 64 })),
      purpose: Type.Optional(Type.String({ maxLength: 64 })),
      version: Type.Optional(Type.String({ maxLength: 20 })),
    }),
    response: Type.Object({
      path: Type.String(),
      purpose: Type.Optional(Type.String()),
      parameters: Type.Record(Type.String(), Type.String()),
      items: Type.Array(Type.Object({ language: Type.String(), title: Type.String(), code: Type.String() })),
    }),
    async handle(_context, { params, query }) {
      const definition = deps.book.interface(params.id, query.version);
      const grants = deps.book.grantsOf(definition.id);
      const purposes = grants
        .filter((one) => one.application === query.application)
        .flatMap((one) => one.purposes.map(({ id }) => id));
      const purpose = purposes.find((one) => one === query.purpose) ?? purposes[0];
      const path = `/api/open/interfaces/${definition.id}/v/${definition.version}`;
      const parameters = exampleParameters(definition, codesOf(deps));
      return {
        path,
        ...(purpose === undefined ? {} : { purpose }),
        parameters,
        items: snippetsFor({ origin: deps.settings.publicUrl, path, purpose: purpose ?? 'YOUR-PURPOSE', parameters }),
      };
    },
  });
}
