import { Type } from 'typebox';
import { asPerson } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';

/** Whose data this account may look at: the person's own, and firms for which they act. */
export function listHolders(deps: Own): Feature {
  return feature({
    name: 'disclosures.list-holders',
    method: 'GET',
    path: '/api/my-data/holders',
    summary: { zh: '我能查看谁的数据使用记录', en: 'Whose data I may look at' },
    access: { signedIn: 'person' },
    response: Type.Object({
      items: Type.Array(
        Type.Object({ id: Type.String(), kind: Type.Enum(['self', 'firm']), name: Type.Optional(Type.String()) }),
      ),
    }),
    async handle({ actor }) {
      const mandates = (await deps.identity?.mandatesOf?.(asPerson(actor).accountId)) ?? [];
      return {
        items: [
          { id: 'self', kind: 'self' as const },
          ...mandates.map(({ id, name }) => ({ id, kind: 'firm' as const, name })),
        ],
      };
    },
  });
}
