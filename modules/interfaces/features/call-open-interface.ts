import { Type } from 'typebox';
import { asApplication } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { Actor } from '@platform/access';
import type { InterfacesPort } from '../contract/index.ts';

const Answer = Type.Object({
  callId: Type.String(),
  mode: Type.Enum(['verify', 'rows']),
  result: Type.Optional(Type.Enum(['match', 'no-match', 'not-found'])),
  rows: Type.Optional(
    Type.Array(
      Type.Object({
        values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])),
        sources: Type.Record(
          Type.String(),
          Type.Object({ organisation: Type.String(), resource: Type.String(), at: Type.String() }),
        ),
      }),
    ),
  ),
});

/** The door of departments' systems to data interfaces: key, signature, purpose and case number. */
export function callOpenInterface(deps: Pick<InterfacesPort<Actor>, 'call'>): Feature {
  return feature({
    name: 'interfaces.call-open-interface',
    method: 'POST',
    path: '/api/open/interfaces/:id',
    summary: {
      zh: '调用数据接口（需密钥签名、用途和办件编号）',
      en: 'Call a data interface (signed by key, with purpose and case number)',
    },
    access: { application: true },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    body: Type.Object(
      {
        purpose: Type.String({ minLength: 1, maxLength: 64 }),
        caseNo: Type.String({ minLength: 1, maxLength: 64 }),
        parameters: Type.Record(Type.String(), Type.String({ maxLength: 500 })),
      },
      { additionalProperties: false },
    ),
    response: Answer,
    // The interface's own limit decides; this one only stops floods before any work is done.
    rateLimit: 60_000,
    async handle({ actor, trace }, { params, body }) {
      return deps.call({
        interface: params.id,
        application: asApplication(actor).applicationId,
        actor,
        ...body,
        trace,
      });
    },
  });
}
