import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import type { CaseTools } from '../module.ts';
import { listEscalations } from '../store/lights.ts';
import { State } from '../views/shapes.ts';

const Light = Type.Enum(['amber', 'red', 'double-red', 'stopped', 'procedure']);
const Item = Type.Object({
  id: Type.String(),
  caseId: Type.String(),
  caseNo: Type.String(),
  title: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  state: State,
  light: Light,
  told: Type.Enum(['handler', 'head', 'supervisor', 'inspection']),
  /** When the limit ran, or runs, out; of a process that has stopped, the time given to mend it; of a special procedure, the end of the day told. */
  limitAt: Type.String(),
  /** Of a process: whether it still stands; of a special procedure: whether it still goes on. */
  stands: Type.Boolean(),
  at: Type.String(),
});

/** Lights that changed, processes that have stopped, special procedures that take too long, with whom it was told: for those who supervise (效能监察). */
export function showEscalations(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-escalations',
    method: 'GET',
    path: '/api/work/escalations',
    summary: { zh: '督办提醒', en: 'Escalations' },
    access: { permission: 'cases.supervise' },
    query: Type.Interface([PageQuery], { light: Type.Optional(Light) }),
    response: Page(Item),
    async handle(context, { query }) {
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 2);
      const { organisations } = asStaff(context.actor);
      const found = await tools.db.readOnce((tx) =>
        listEscalations(tx, organisations, query.light, limit, after && { at: String(after[0]), id: String(after[1]) }),
      );
      const page = cursorPage(found, limit, (row) => [row.at.toISOString(), row.id]);
      return {
        ...page,
        items: page.items.map((row) => ({
          id: row.id,
          caseId: row.case_id,
          caseNo: row.case_no,
          title: tools.matters.get(row.matter, row.matter_version).title,
          organisation: row.organisation,
          organisationName: tools.organisations.find(row.organisation)?.name ?? {
            zh: row.organisation,
            en: row.organisation,
          },
          state: row.state,
          light: row.light,
          told: row.told,
          limitAt: row.limit_at.toISOString(),
          stands: row.stands,
          at: row.at.toISOString(),
        })),
      };
    },
  });
}
