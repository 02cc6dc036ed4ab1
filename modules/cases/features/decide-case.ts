import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import { feature, type Feature, type RequestContext } from '@platform/http';
import { carryOut } from '../carry-out.ts';
import type { CaseCommand, CaseStep } from '../domain/case.ts';
import { deadlineFrom } from '../domain/clock.ts';
import type { Notice } from '../domain/contents.ts';
import { caseErrors } from '../errors.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { stepsOfCase } from '../store/steps.ts';
import { WorkCase } from '../views/shapes.ts';
import { workCase } from '../views/show-case.ts';
import { recordCaseRead, workedCase } from './work-access.ts';

const shape = {
  method: 'POST',
  access: { permission: 'cases.decide' },
  params: Type.Object({ id: Type.String() }),
  response: WorkCase,
} as const;
/** The revision of the case as it was looked at; an act on an older one is refused. */
const revision = Type.Optional(Type.Integer({ minimum: 0 }));
const Opinion = Type.String({ minLength: 1, maxLength: 2000 });

/** Accepts a complete file (受理): the promised time starts. */
export function acceptCase(tools: CaseTools): Feature {
  return feature({
    ...shape,
    name: 'cases.accept-case',
    path: '/api/work/cases/:id/accept',
    summary: { zh: '受理', en: 'Accept a case' },
    body: Type.Object({ opinion: Type.Optional(Opinion), revision }),
    handle: (context, { params, body }) =>
      act(
        tools,
        context,
        params.id,
        body.revision,
        { action: 'accept', deemed: false },
        body.opinion ? { note: ['accepted', body.opinion] } : {},
      ),
  });
}

/** Approves; acceptance is recorded first where it has not been. */
export function approveCase(tools: CaseTools): Feature {
  return feature({
    ...shape,
    name: 'cases.approve-case',
    path: '/api/work/cases/:id/approve',
    summary: { zh: '准予', en: 'Approve a case' },
    body: Type.Object({ opinion: Opinion, revision }),
    handle: (context, { params, body }) =>
      act(tools, context, params.id, body.revision, { action: 'approve' }, { note: ['approved', body.opinion] }),
  });
}

/** Tells the applicant once, before acceptance, everything that must be corrected (一次性告知). */
export function requestCorrection(tools: CaseTools): Feature {
  return feature({
    ...shape,
    name: 'cases.request-correction',
    path: '/api/work/cases/:id/request-correction',
    summary: { zh: '一次性告知补正', en: 'Tell once what to correct' },
    body: Type.Object({
      items: Type.Array(
        Type.Object({
          field: Type.Optional(Type.String({ maxLength: 100 })),
          text: Type.String({ minLength: 1, maxLength: 500 }),
        }),
        { minItems: 1, maxItems: 30 },
      ),
      note: Type.Optional(Opinion),
      revision,
    }),
    handle(context, { params, body }) {
      const until = deadlineFrom(
        tools.clock.now(),
        { days: tools.limits.correctionDays, unit: 'workday' },
        tools.calendar,
      ).date;
      const correction = { items: body.items, ...(body.note ? { note: body.note } : {}), until };
      const note: [CaseStep, string] = ['correction-requested', body.items.map(({ text }) => text).join('；')];
      return act(
        tools,
        context,
        params.id,
        body.revision,
        { action: 'request-correction' },
        { notice: { correction }, note },
      );
    },
  });
}

/** Refuses, with the reason, its legal basis and the remedies. */
export function refuseCase(tools: CaseTools): Feature {
  return feature({
    ...shape,
    name: 'cases.refuse-case',
    path: '/api/work/cases/:id/refuse',
    summary: { zh: '不予办理（说明理由、依据和救济途径）', en: 'Refuse a case, with reason, basis and remedies' },
    body: Type.Object({ reason: Opinion, basis: Opinion, revision }),
    handle(context, { params, body }) {
      const same = (text: string): { zh: string; en: string } => ({ zh: text, en: text });
      const refusal = { reason: same(body.reason), basis: same(body.basis) };
      return act(
        tools,
        context,
        params.id,
        body.revision,
        { action: 'refuse' },
        { notice: { refusal }, note: ['refused', body.reason] },
      );
    },
  });
}

type More = { note?: [CaseStep, string]; notice?: Partial<Notice> };

async function act(
  tools: CaseTools,
  context: RequestContext,
  id: string,
  seen: number | undefined,
  command: CaseCommand,
  more: More,
): Promise<WorkCase> {
  const staff = asStaff(context.actor);
  const { shown, subject } = await tools.db.transaction(async (tx) => {
    const locked = await workedCase(tx, id, staff, 'lock');
    if (seen !== undefined && seen !== locked.revision) throw caseErrors.changedMeanwhile();
    const file: CaseRecord = more.notice
      ? { ...locked, sealedNotice: tools.contents.sealNotice(id, { ...tools.contents.notice(locked), ...more.notice }) }
      : locked;
    const matter = tools.matters.get(locked.matter, locked.matterVersion);
    const notes = more.note ? { notes: { [more.note[0]]: more.note[1] } } : {};
    const done = await carryOut(tools, tx, file, matter, command, { actor: staff, trace: context.trace, ...notes });
    await recordCaseRead(tools, tx, done, staff, context.trace);
    return { shown: workCase(tools, done, await stepsOfCase(tx, id), context.language, true), subject: done.subject };
  });
  tools.live.publish({ topic: 'cases', data: { caseId: id }, subject });
  return shown;
}
