import { Type } from 'typebox';
import { applicantSubject, asPerson } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { command, commitHandling, openHandling, settleLaw } from '../handle-case.ts';
import type { CaseTools } from '../module.ts';
import { loadFlow } from '../store/flow-rows.ts';
import { stepsOfCase } from '../store/steps.ts';
import { MyCase } from '../views/shapes.ts';
import { myCase } from '../views/show-case.ts';
import { ownCase } from './own-case.ts';

/** Takes an application back, as long as it is not decided. */
export function withdrawCase(tools: CaseTools): Feature {
  return feature({
    name: 'cases.withdraw-case',
    method: 'POST',
    path: '/api/cases/:id/withdraw',
    summary: { zh: '撤回申请', en: 'Take back an application' },
    access: { signedIn: 'person' },
    params: Type.Object({ id: Type.String() }),
    response: MyCase,
    async handle(context, { params }) {
      const person = asPerson(context.actor);
      const shown = await tools.db.transaction(async (tx) => {
        const [record, loaded] = await Promise.all([
          ownCase(tx, params.id, person, 'lock'),
          loadFlow(tx, params.id, tools.contents),
        ]);
        const handling = await openHandling(tools, record, loaded, { actor: person, trace: context.trace });
        command(tools, handling, { action: 'withdraw' });
        settleLaw(handling);
        const done = await commitHandling(tools, tx, handling);
        return myCase(tools, done, await stepsOfCase(tx, done.id), context.language);
      });
      tools.live.publish({ topic: 'cases', data: { caseId: params.id }, subject: applicantSubject(person) });
      return shown;
    },
  });
}
