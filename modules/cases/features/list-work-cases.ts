import { Type } from 'typebox';
import { LocalText, normaliseText } from '@platform/kernel';
import { asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { CASE_STATES, type CaseState } from '../contract/index.ts';
import { clockView } from '../domain/clock.ts';
import { applicantShown } from '../domain/contents.ts';
import { STATE_TITLES } from '../domain/titles.ts';
import type { CaseTools } from '../module.ts';
import { countWorkCases, workCases, type WorkFilter } from '../store/case-lists.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { Clock, State } from '../views/shapes.ts';

const Item = Type.Object({
  id: Type.String(),
  caseNo: Type.String(),
  matter: Type.String(),
  title: LocalText,
  /** Masked: the whole name stands on the case's page, whose reading is recorded. */
  applicant: Type.String(),
  state: State,
  stateTitle: LocalText,
  clock: Type.Optional(Clock),
  instant: Type.Boolean(),
  receivedAt: Type.String(),
  organisation: Type.String(),
  organisationName: LocalText,
});

/** `open` stands for all states in which someone has to act. */
const OPEN: readonly CaseState[] = ['received', 'correction', 'accepted', 'under-review', 'approved'];

/** The work list: cases of the officer's organisations, those that run out first at the top. */
export function listWorkCases(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-work-cases',
    method: 'GET',
    path: '/api/work/cases',
    summary: { zh: '待办列表', en: 'The work list' },
    access: { permission: 'cases.read' },
    query: Type.Interface([PageQuery], {
      state: Type.Optional(Type.Enum([...CASE_STATES, 'open'])),
      light: Type.Optional(Type.Enum(['green', 'amber', 'red'])),
      /** The beginning or end of a case number, or a piece of a matter's title. */
      q: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    response: Page(Item),
    async handle(context, { query }) {
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 2);
      const filter: WorkFilter = {
        organisations: asStaff(context.actor).organisations,
        ...(query.state ? { states: query.state === 'open' ? OPEN : [query.state] } : {}),
        ...(query.light ? { light: query.light } : {}),
        ...searchOf(tools, query.q),
        now: tools.clock.now(),
      };
      return tools.db.read(async (tx) => {
        const found = await workCases(tx, filter, limit, after && { order: String(after[0]), id: String(after[1]) });
        const page = cursorPage(found, limit, (record) => [record.workOrder.toString(), record.id]);
        const total = after ? undefined : await countWorkCases(tx, filter);
        return {
          ...page,
          items: page.items.map((record) => itemOf(tools, record)),
          ...(total === undefined ? {} : { total }),
        };
      });
    },
  });
}

function searchOf(tools: CaseTools, q: string | undefined): Pick<WorkFilter, 'search'> {
  const text = normaliseText(q ?? '');
  if (text === '') return {};
  const lower = text.toLowerCase();
  const matters = tools.matters
    .all()
    .filter(({ title }) => title.zh.includes(text) || title.en.toLowerCase().includes(lower));
  return {
    search: {
      number: text,
      matters: matters.map(({ id }) => id),
    },
  };
}

function itemOf(tools: CaseTools, record: CaseRecord): Type.Static<typeof Item> {
  return {
    id: record.id,
    caseNo: record.caseNo,
    matter: record.matter,
    title: tools.matters.get(record.matter, record.matterVersion).title,
    applicant: applicantShown(tools.contents.applicant(record)),
    state: record.state,
    stateTitle: STATE_TITLES[record.state],
    ...(record.deadline ? { clock: clockView(record.state, record.deadline, tools.clock.now(), tools.calendar) } : {}),
    instant: record.instant,
    receivedAt: (record.submittedAt ?? record.createdAt).toISOString(),
    organisation: record.organisation,
    organisationName: tools.organisations.find(record.organisation)?.name ?? {
      zh: record.organisation,
      en: record.organisation,
    },
  };
}
