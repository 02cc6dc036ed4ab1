import { sql } from '@platform/database';
import type { Grant } from '@modules/sharing/contract';
import type { Answered, Backend, InterfaceDefinition } from '../../domain/answering.ts';

/** A definition as far as calls look at it. */
export const FAKE_DEFINITION = {
  id: 'look-up',
  version: '1.0.0',
  mode: 'verify',
  limits: { perMinute: 1_000_000, rowsMax: 1 },
} as unknown as InterfaceDefinition;

export const FAKE_GRANT: Grant = {
  id: 'grant-1',
  delivery: 'interface',
  interface: 'look-up',
  application: 'shop',
  organisation: 'office',
  fields: [],
  purposes: [{ id: 'why', title: { zh: '用途', en: 'Purpose' } }],
  legalBasis: { zh: '依据', en: 'Basis' },
};

export const fakeBook = () => ({ interface: () => FAKE_DEFINITION });

/** Answers yes to all, with one look into the database (or as long as `sql` takes). */
export function fakeBackend(more: { kind?: string; timeoutMs?: number; seconds?: number } = {}): Backend {
  return {
    kind: more.kind ?? 'fake',
    where: 'database',
    ...(more.timeoutMs === undefined ? {} : { timeoutMs: more.timeoutMs }),
    provider: () => 'giver',
    checked: (_definition, given) => ({ ...given }),
    async answerMany(tx, calls) {
      await tx.run(sql`select pg_sleep(${more.seconds ?? 0})`);
      return calls.map(
        ({ id, call }): Answered => ({
          answer: { callId: id, mode: 'verify', result: 'match' },
          outcome: 'match',
          fields: ['key'],
          rows: 0,
          subjects: String(call.parameters['key'])
            .split('+')
            .map((key) => `subject-of-${key}`),
        }),
      );
    },
  };
}
