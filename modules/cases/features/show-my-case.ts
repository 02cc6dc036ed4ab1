import { Type } from 'typebox';
import { asPerson } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { CaseTools } from '../module.ts';
import { stepsOfCase } from '../store/steps.ts';
import { applicantShape, applicantView } from '../views/applicant-view.ts';
import { MyCase } from '../views/shapes.ts';
import { myCase } from '../views/show-case.ts';
import { ownCase } from './own-case.ts';

export function showMyCase(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-my-case',
    method: 'GET',
    path: '/api/cases/mine/:id',
    summary: { zh: '查看我的办件', en: 'One of my cases' },
    access: { signedIn: 'person' },
    params: Type.Object({ id: Type.String() }),
    response: Type.Interface([MyCase], applicantShape),
    async handle(context, { params }) {
      return tools.db.read(async (tx) => {
        const record = await ownCase(tx, params.id, asPerson(context.actor), 'read');
        const [steps, handling] = await Promise.all([stepsOfCase(tx, record.id), applicantView(tools, tx, record)]);
        return { ...myCase(tools, record, steps, context.language), ...handling };
      });
    },
  });
}
