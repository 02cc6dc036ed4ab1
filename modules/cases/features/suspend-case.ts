import { Type } from 'typebox';
import { addDays, shanghaiDate } from '@platform/kernel';
import { feature, httpErrors, type Feature } from '@platform/http';
import { PROCEDURE_KINDS, procedureClause, PROCEDURES } from '../domain/procedures.ts';
import { command } from '../handle-case.ts';
import type { CaseTools } from '../module.ts';
import { endSuspension, insertSuspension, suspensionsOf, type Suspension } from '../store/suspensions.ts';
import { WholeCase } from '../views/shapes.ts';
import { ownAct } from './act-and-show.ts';

const shape = {
  method: 'POST',
  access: { permission: 'cases.decide' },
  params: Type.Object({ id: Type.String() }),
  response: WholeCase,
} as const;
const revision = Type.Optional(Type.Integer({ minimum: 0 }));
const Reason = Type.String({ minLength: 1, maxLength: 1000 });
const Day = Type.String({ format: 'date' });

/** Begins a special procedure (特别程序, 行政许可法 art. 45): both clocks stand still, and the applicant is told in writing. */
export function suspendCase(tools: CaseTools): Feature {
  return feature({
    ...shape,
    name: 'cases.suspend-case',
    path: '/api/work/cases/:id/suspend',
    summary: { zh: '转入特别程序（期限暂停）', en: 'Begin a special procedure: the time stands still' },
    body: Type.Object({ kind: Type.Enum(PROCEDURE_KINDS), reason: Reason, expectedUntil: Day, revision }),
    handle: (context, { params, body }) =>
      ownAct(tools, context, params.id, body.revision, async (tx, handling) => {
        const now = tools.clock.now();
        const today = shanghaiDate(now);
        if (body.expectedUntil <= today) throw httpErrors.badInput({ count: 1 }, { fields: [LATER] });
        if (body.expectedUntil > addDays(today, MOST_DAYS))
          throw httpErrors.badInput({ count: 1 }, { fields: [SOONER] });
        const id = tools.ids.next();
        const documentId = tools.ids.next();
        const one: Suspension = {
          id,
          kind: body.kind,
          documentId,
          taskId: null,
          from: now,
          until: null,
          expectedUntil: body.expectedUntil,
          sealedReason: tools.contents.sealReason(id, body.reason),
        };
        const before = await suspensionsOf(tx, params.id);
        command(
          tools,
          handling,
          { action: 'suspend' },
          { pauses: [...before, one], notes: { suspended: body.reason } },
        );
        handling.notices.push({
          id: documentId,
          kind: 'special-procedure',
          more: {
            procedure: PROCEDURES[body.kind].zh,
            reason: body.reason,
            until: body.expectedUntil,
            ...procedureClause(handling.matter.taskType),
          },
        });
        await insertSuspension(tx, params.id, one);
      }),
  });
}

/** Ends the special procedure: what was left of the time runs again from the next working day. */
export function resumeCase(tools: CaseTools): Feature {
  return feature({
    ...shape,
    name: 'cases.resume-case',
    path: '/api/work/cases/:id/resume',
    summary: { zh: '结束特别程序（期限恢复）', en: 'End a special procedure: the time runs again' },
    body: Type.Object({ reason: Reason, revision }),
    handle: (context, { params, body }) =>
      ownAct(tools, context, params.id, body.revision, async (tx, handling) => {
        const now = tools.clock.now();
        const pauses = (await suspensionsOf(tx, params.id)).map((one) => ({ ...one, until: one.until ?? now }));
        command(tools, handling, { action: 'resume' }, { pauses, notes: { resumed: body.reason } });
        handling.notices.push({ id: tools.ids.next(), kind: 'resumption' });
        await endSuspension(tx, params.id, now);
      }),
  });
}

/** Beyond it lie slips of the pen (2206 for 2026), with which nobody would ever be told that the procedure takes too long. */
const MOST_DAYS = 366;

const SOONER = {
  path: '/expectedUntil',
  code: 'cases.sooner-date',
  message: { zh: '请填写一年以内的日期', en: 'Give a date within a year' },
};
const LATER = {
  path: '/expectedUntil',
  code: 'cases.later-date',
  message: { zh: '请填写今天以后的日期', en: 'Give a date after today' },
};
