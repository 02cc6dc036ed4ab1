import { Type } from 'typebox';
import { normaliseText, shanghaiDate } from '@platform/kernel';
import { asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { LIGHTS } from '../domain/clock.ts';
import type { CaseTools } from '../module.ts';
import { substitutedBy } from '../store/substitutes.ts';
import { casesNumbered, countTasks, workTasks, type TaskFilter } from '../store/task-lists.ts';
import { TaskItem } from '../views/task-shape.ts';
import { taskItem } from '../views/task-view.ts';

/** My work by clock: open tasks of the officer's organisations, those that run out first at the top. */
export function listTasks(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-tasks',
    method: 'GET',
    path: '/api/work/tasks',
    summary: { zh: '我的任务（按时限排序）', en: 'My work, by clock' },
    access: { permission: 'cases.read' },
    query: Type.Interface([PageQuery], {
      /** `failed`: what a department's system could not take or answer. */
      state: Type.Optional(Type.Enum(['open', 'done', 'failed'])),
      light: Type.Optional(Type.Enum([...LIGHTS])),
      matter: Type.Optional(Type.String({ maxLength: 64 })),
      /** Only what the officer, or someone they stand in for, has claimed. */
      mine: Type.Optional(Type.Boolean()),
      /** The beginning or end of a case number, or a piece of a matter's title. */
      q: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    response: Page(TaskItem),
    async handle(context, { query }) {
      const staff = asStaff(context.actor);
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 2);
      const now = tools.clock.now();
      const state = query.state ?? 'open';
      const text = normaliseText(query.q ?? '');
      return tools.db.read(async (tx) => {
        const standsInFor = await substitutedBy(tx, staff.accountId, shanghaiDate(now));
        const filter: TaskFilter = {
          organisations: staff.organisations,
          state,
          ...(query.mine ? { holders: [staff.accountId, ...standsInFor] } : {}),
          ...(query.light ? { light: query.light } : {}),
          ...(query.matter ? { matter: query.matter } : {}),
          ...(text === ''
            ? {}
            : { search: { cases: await casesNumbered(tx, text), matters: mattersNamed(tools, text) } }),
          now,
        };
        const found = await workTasks(tx, filter, limit, after && { order: String(after[0]), id: String(after[1]) });
        const page = cursorPage(found, limit, (task) => [
          state === 'done' ? (task.closedAt ?? task.openedAt).toISOString() : String(task.workOrder),
          task.id,
        ]);
        const total = after ? undefined : await countTasks(tx, filter);
        return {
          ...page,
          items: page.items.map((task) => taskItem(tools, task, staff, standsInFor)),
          ...(total === undefined ? {} : { total }),
        };
      });
    },
  });
}

function mattersNamed(tools: CaseTools, text: string): string[] {
  const lower = text.toLowerCase();
  return tools.matters
    .all()
    .filter(({ title }) => title.zh.includes(text) || title.en.toLowerCase().includes(lower))
    .map(({ id }) => id);
}
