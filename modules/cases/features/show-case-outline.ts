import { Type } from 'typebox';
import { shanghaiDate } from '@platform/kernel';
import { asStaff } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { factsOf } from '../carry-out.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { stepsOfCase } from '../store/steps.ts';
import { substitutedBy } from '../store/substitutes.ts';
import { loadInside } from '../views/inside-view.ts';
import { CaseOutline, outlineView } from '../views/outline-view.ts';
import type { Acting } from './act-and-show.ts';
import { workedCase } from './work-access.ts';

/** Where a case stands, for who supervises without handling it: inspection and leaders. Nothing personal beside a masked name, so that it is no recorded read. */
export function showCaseOutline(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-case-outline',
    method: 'GET',
    path: '/api/work/cases/:id/outline',
    summary: { zh: '办件进度（督办，不含个人信息）', en: 'Where a case stands, without anything personal' },
    access: { permission: 'cases.read' },
    params: Type.Object({ id: Type.String() }),
    response: CaseOutline,
    async handle(context, { params }) {
      const staff = asStaff(context.actor);
      return tools.db.transaction(async (tx) => {
        const record = await workedCase(tx, params.id, staff, 'read');
        const standsInFor = await substitutedBy(tx, staff.accountId, shanghaiDate(tools.clock.now()));
        return outlineOf(tools, tx, record, { staff, standsInFor });
      });
    },
  });
}

export async function outlineOf(tools: CaseTools, tx: Tx, record: CaseRecord, acting: Acting): Promise<CaseOutline> {
  const [steps, rows] = await Promise.all([stepsOfCase(tx, record.id), loadInside(tools, tx, record.id)]);
  return outlineView(tools, record, steps, rows, { ...acting, facts: factsOf(record) });
}
