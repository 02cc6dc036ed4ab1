import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { STATE_TITLES } from '../domain/titles.ts';
import { titleOf } from '../flow/places.ts';
import { modelNamed } from '../flow/process-models.ts';
import type { CaseTools } from '../module.ts';
import { countStopped, stoppedCases, type StoppedCase } from '../store/stopped.ts';
import { whyOf } from '../views/process-view.ts';
import { State } from '../views/shapes.ts';

const Item = Type.Object({
  id: Type.String(),
  caseNo: Type.String(),
  matter: Type.String(),
  title: LocalText,
  state: State,
  stateTitle: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  since: Type.String(),
  dueDate: Type.Optional(Type.String()),
  places: Type.Array(Type.Object({ node: Type.String(), title: LocalText, why: LocalText })),
});

/** Cases that cannot go on by themselves: their process has stopped at a node, and somebody has to mend it. */
export function listStopped(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-stopped',
    method: 'GET',
    path: '/api/work/stopped',
    summary: { zh: '流程异常停住的办件及原因', en: 'Cases whose process has stopped, and why' },
    access: { permission: 'cases.supervise' },
    query: PageQuery,
    response: Page(Item),
    async handle(context, { query }) {
      const { organisations } = asStaff(context.actor);
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 2);
      const { page, total } = await tools.db.read(async (tx) => {
        const found = await stoppedCases(
          tx,
          organisations,
          limit,
          after && { at: String(after[0]), id: String(after[1]) },
        );
        return {
          page: cursorPage(found, limit, ({ since, record }) => [since.toISOString(), record.id]),
          total: after ? undefined : await countStopped(tx, organisations),
        };
      });
      return {
        ...page,
        items: await Promise.all(page.items.map((one) => itemOf(tools, one))),
        ...(total === undefined ? {} : { total }),
      };
    },
  });
}

async function itemOf(tools: CaseTools, { record, since, tokens }: StoppedCase): Promise<Type.Static<typeof Item>> {
  const process = await tools.models.of(record.matter, record.processVersion);
  const models = [process.main.id, ...process.called.keys()].flatMap((id) => modelNamed(process, id) ?? []);
  const { id, caseNo, matter, state, organisation } = record;
  return {
    id,
    caseNo,
    matter,
    title: tools.matters.get(matter, record.matterVersion).title,
    state,
    stateTitle: STATE_TITLES[state],
    organisation,
    organisationName: tools.organisations.find(organisation)?.name ?? { zh: organisation, en: organisation },
    since: since.toISOString(),
    ...(record.deadline ? { dueDate: record.deadline.date } : {}),
    places: tokens.map(({ node, incident }) => {
      const drawn = models.map(({ nodes }) => nodes[node]).find((one) => one !== undefined);
      return { node, title: drawn ? titleOf(drawn) : { zh: node, en: node }, why: whyOf({ incident }) };
    }),
  };
}
