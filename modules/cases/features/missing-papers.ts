import { Type } from 'typebox';
import { shanghaiDate } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import { actOnCase } from '../act-on-case.ts';
import { papersAsked } from '../domain/prefilled.ts';
import { caseErrors } from '../errors.ts';
import type { CaseTools } from '../module.ts';
import { WholeCase } from '../views/shapes.ts';
import { ownAct } from './act-and-show.ts';

const params = Type.Object({ id: Type.String() });
const revision = Type.Optional(Type.Integer({ minimum: 0 }));

/**
 * Accepts a case whose main papers are there, others to follow by a date (容缺受理). Only papers that the matter marks so may follow; until they
 * are there the case cannot be approved.
 */
export function acceptIncomplete(tools: CaseTools): Feature {
  return feature({
    name: 'cases.accept-incomplete',
    method: 'POST',
    path: '/api/work/cases/:id/accept-incomplete',
    summary: { zh: '容缺受理', en: 'Accept with papers to follow' },
    access: { permission: 'cases.decide' },
    params,
    body: Type.Object({
      /** Ids of the matter's papers. */
      papers: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 30 }),
      until: Type.Optional(Type.String({ format: 'date' })),
      opinion: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
      revision,
    }),
    response: WholeCase,
    handle: (context, { params: { id }, body }) =>
      ownAct(tools, context, id, body.revision, async (_tx, handling, acting) => {
        const { matter, record } = handling;
        const { materials } = papersAsked(matter, tools.contents.data(record), tools.contents.form(record));
        const papers = materials.filter((one) => body.papers.includes(one.id));
        const latest = tools.calendar.dueAt(tools.clock.now(), tools.limits.missingPapersDays).date;
        const until = body.until ?? latest;
        if (papers.length < body.papers.length || papers.some(({ necessity }) => necessity !== 'later'))
          throw caseErrors.mustBeThere();
        if (until > latest || until <= shanghaiDate(tools.clock.now())) throw caseErrors.papersDate({ latest });
        const titles = papers.map(({ title }) => title.zh);
        await actOnCase(tools, handling, acting, 'accept', {
          ...(body.opinion === undefined ? {} : { opinion: body.opinion }),
          note: [
            'accepted',
            {
              zh: `容缺受理，${until} 前补交：${titles.join('、')}`,
              en: `Accepted with papers to follow by ${until}: ${papers.map(({ title }) => title.en).join(', ')}`,
            },
          ],
          notice: { missing: { papers: papers.map((one) => one.id), until } },
        });
        handling.record = { ...handling.record, papersUntil: until };
        // The notice of acceptance does not call complete what lacks these.
        const more = { papers: titles, until };
        for (const notice of handling.notices)
          if (notice.kind === 'acceptance') notice.more = { ...notice.more, ...more };
        handling.notices.push({ id: tools.ids.next(), kind: 'incomplete', more });
      }),
  });
}

/** The papers that were to follow have come. */
export function receivePapers(tools: CaseTools): Feature {
  return feature({
    name: 'cases.receive-papers',
    method: 'POST',
    path: '/api/work/cases/:id/papers-received',
    summary: { zh: '容缺材料已补齐', en: 'Missing papers have come' },
    access: { permission: 'cases.decide' },
    params,
    body: Type.Object({ revision }),
    response: WholeCase,
    handle: (context, { params: { id }, body }) =>
      ownAct(tools, context, id, body.revision, async (tx, handling, { staff }) => {
        if (handling.record.papersUntil === null) throw caseErrors.noPapersMissing();
        handling.record = { ...handling.record, papersUntil: null, papersTold: null };
        handling.touched = true;
        const late = handling.flow.open.find(({ node, link }) => node === null && link === 'deliver');
        if (late) handling.flow.put({ ...late, state: 'cancelled', closedAt: tools.clock.now() });
        await tools.audit.append(tx, {
          actor: staff,
          action: 'cases.receive-papers',
          subject: `case:${id}`,
          detail: { caseNo: handling.record.caseNo },
          trace: context.trace,
        });
      }),
  });
}
