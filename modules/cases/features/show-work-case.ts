import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { CaseTools } from '../module.ts';
import { WholeCase } from '../views/shapes.ts';
import { wholeCase } from './whole-case.ts';
import { recordCaseRead, workedCase } from './work-access.ts';

/** A case with the data behind each field. Looking at it is a read of the person's data, and is recorded before it is shown. */
export function showWorkCase(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-work-case',
    method: 'GET',
    path: '/api/work/cases/:id',
    summary: { zh: '办理页面（查阅留痕）', en: 'A case to be handled; the read is recorded' },
    access: { permission: 'cases.read-personal-data' },
    params: Type.Object({ id: Type.String() }),
    response: WholeCase,
    async handle(context, { params }) {
      const staff = asStaff(context.actor);
      return tools.db.transaction(async (tx) => {
        const record = await workedCase(tx, params.id, staff, 'read');
        await recordCaseRead(tools, tx, record, staff, context.trace);
        return wholeCase(tools, tx, record, staff, context.language);
      });
    },
  });
}
