import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import type { Foundations } from '@platform/module';
import type { InterfaceBook } from '../book.ts';
import { openApiOf } from '../domain/open-api.ts';
import { IdPath } from './views.ts';

/** The OpenAPI 3.1 document of one interface, in the reader's language. */
export function showOpenApi(deps: Pick<Foundations, 'settings'> & { book: Pick<InterfaceBook, 'interface'> }): Feature {
  return feature({
    name: 'interfaces.show-open-api',
    method: 'GET',
    path: '/api/interfaces/:id/openapi.json',
    summary: { zh: '一个数据接口的 OpenAPI 文档', en: 'The OpenAPI document of one interface' },
    access: { permission: 'interfaces.read' },
    params: IdPath,
    query: Type.Object({ version: Type.Optional(Type.String({ maxLength: 20 })) }),
    response: Type.Unknown(),
    async handle({ language }, { params, query }) {
      return openApiOf(deps.book.interface(params.id, query.version), deps.settings.publicUrl, language);
    },
  });
}
