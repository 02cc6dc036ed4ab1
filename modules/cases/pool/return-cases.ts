import { Type } from 'typebox';
import { asApplication } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import type { CaseTools } from '../module.ts';
import { takeReturned } from './take-returned.ts';

const MOST = 200;

const Answer = Type.Object({
  ownNo: Type.Optional(Type.String()),
  version: Type.Optional(Type.Integer()),
  outcome: Type.Enum(['taken', 'replaced', 'unchanged', 'older', 'faulty']),
  heldVersion: Type.Optional(Type.Integer()),
  caseNo: Type.Optional(Type.String()),
  faults: Type.Optional(Type.Array(Type.Object({ path: Type.String(), code: Type.String(), message: LocalText }))),
});

/** A department's own system returns cases that it took in and handled whole (办件数据回传), each answered by itself, in their order. */
export function returnCases(tools: CaseTools): Feature {
  return feature({
    name: 'cases.return-cases',
    method: 'POST',
    path: '/api/open/cases',
    summary: { zh: '部门系统回传办件数据', en: "A department's system returns the cases it handled" },
    access: { application: true },
    // Each is read by itself, so that one that is wrong does not stop the others.
    body: Type.Object({ cases: Type.Array(Type.Unknown(), { minItems: 1, maxItems: MOST }) }),
    bodyLimit: 2 * 1024 * 1024,
    response: Type.Object({ results: Type.Array(Answer) }),
    rateLimit: 600,
    async handle(context, { body }) {
      const actor = asApplication(context.actor);
      const results = await tools.db.transaction(async (tx) => {
        const answers = await takeReturned(tools, tx, actor, body.cases);
        const counts = Object.fromEntries(
          [...Map.groupBy(answers, ({ outcome }) => outcome)].map(([outcome, some]) => [outcome, some.length]),
        );
        await tools.audit.append(tx, {
          actor,
          action: 'cases.return-cases',
          subject: `system:${actor.applicationId}`,
          detail: counts,
          trace: context.trace,
        });
        return answers;
      });
      tools.live.publish({ topic: 'cases', data: { system: actor.applicationId } });
      return { results };
    },
  });
}
