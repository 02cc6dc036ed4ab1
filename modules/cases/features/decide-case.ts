import { Type } from 'typebox';
import { feature, type Feature, type RequestContext } from '@platform/http';
import { actOnCase, type CaseResult } from '../act-on-case.ts';
import type { CaseStep } from '../domain/case.ts';
import { deadlineFrom } from '../domain/clock.ts';
import type { Notice } from '../domain/contents.ts';
import type { CaseTools } from '../module.ts';
import { WholeCase } from '../views/shapes.ts';
import { actAndShow } from './act-and-show.ts';

const shape = {
  method: 'POST',
  access: { permission: 'cases.decide' },
  params: Type.Object({ id: Type.String() }),
  response: WholeCase,
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
      act(tools, context, params.id, body.revision, 'accept', body.opinion ? { note: ['accepted', body.opinion] } : {}),
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
      act(tools, context, params.id, body.revision, 'approve', { note: ['approved', body.opinion] }),
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
      return act(tools, context, params.id, body.revision, 'correct', { notice: { correction }, note });
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
      return act(tools, context, params.id, body.revision, 'refuse', {
        notice: { refusal },
        note: ['refused', body.reason],
      });
    },
  });
}

type More = { note?: [CaseStep, string]; notice?: Partial<Notice> };

function act(
  tools: CaseTools,
  context: RequestContext,
  id: string,
  seen: number | undefined,
  result: CaseResult,
  more: More,
): Promise<WholeCase> {
  return actAndShow(tools, context, id, seen, (_tx, handling, acting) =>
    actOnCase(tools, handling, acting, result, more),
  );
}
