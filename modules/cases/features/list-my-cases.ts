import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { applicantSubject, asPerson } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import type { CaseState } from '../contract/index.ts';
import { STATE_TITLES } from '../domain/titles.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { casesOfSubject } from '../store/case-lists.ts';
import { State } from '../views/shapes.ts';

const Item = Type.Object({
  id: Type.String(),
  caseNo: Type.String(),
  matter: Type.String(),
  title: LocalText,
  state: State,
  stateTitle: LocalText,
  submittedAt: Type.Optional(Type.String()),
  updatedAt: Type.String(),
  instant: Type.Boolean(),
  papersSaved: Type.Integer(),
  /** What the person is expected to do. */
  next: Type.Optional(LocalText),
  licenceId: Type.Optional(Type.String()),
  rated: Type.Boolean(),
});

export function listMyCases(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-my-cases',
    method: 'GET',
    path: '/api/cases/mine',
    summary: { zh: '我的办件', en: 'My cases' },
    access: { signedIn: 'person' },
    query: PageQuery,
    response: Page(Item),
    async handle(context, { query }) {
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 2);
      const subject = applicantSubject(asPerson(context.actor));
      const found = await tools.db.read((tx) =>
        casesOfSubject(tx, subject, limit, after && { at: String(after[0]), id: String(after[1]) }),
      );
      const page = cursorPage(found, limit, (record) => [record.updatedAt.toISOString(), record.id]);
      return { ...page, items: page.items.map((record) => itemOf(tools, record)) };
    },
  });
}

function itemOf(tools: CaseTools, record: CaseRecord): Type.Static<typeof Item> {
  const next = NEXT[record.state] ?? (record.state === 'closed' && record.reviewStars === null ? RATE : undefined);
  return {
    id: record.id,
    caseNo: record.caseNo,
    matter: record.matter,
    title: tools.matters.get(record.matter, record.matterVersion).title,
    state: record.state,
    stateTitle: STATE_TITLES[record.state],
    ...(record.submittedAt ? { submittedAt: record.submittedAt.toISOString() } : {}),
    updatedAt: record.updatedAt.toISOString(),
    instant: record.instant,
    papersSaved: record.papersSaved,
    ...(next ? { next } : {}),
    ...(record.licenceId === null ? {} : { licenceId: record.licenceId }),
    rated: record.reviewStars !== null,
  };
}

const NEXT: Partial<Record<CaseState, LocalText>> = {
  draft: { zh: '继续填写并提交', en: 'Go on filling in and submit' },
  correction: { zh: '按通知补正后再次提交', en: 'Correct what the notice lists and submit again' },
};
const RATE: LocalText = { zh: '给这次办事打个分', en: 'Rate this service' };
