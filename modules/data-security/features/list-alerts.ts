import { Type } from 'typebox';
import { asStaff, type Actor } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { listAlerts, type AlertFilter } from '../store/alerts.ts';
import { alertView, AlertView, Rule } from '../views/alert-view.ts';

const Query = Type.Interface([PageQuery], {
  rule: Type.Optional(Rule),
  state: Type.Optional(Type.Enum(['unclosed', 'open', 'asked', 'explained', 'closed'])),
  organisation: Type.Optional(Type.String({ maxLength: 64 })),
  q: Type.Optional(Type.String({ maxLength: 40, description: 'Part of the number' })),
});
type Query = Type.Static<typeof Query>;

async function page(deps: Own, query: Query, scope: Pick<AlertFilter, 'organisations'>) {
  const limit = query.limit ?? 20;
  const key = decodeCursor(query.cursor, 2);
  const { rule, state, organisation, q } = query;
  const rows = await deps.db.readOnce((tx) =>
    listAlerts(
      tx,
      {
        ...scope,
        ...(rule ? { rule } : {}),
        ...(state ? { state } : {}),
        ...(organisation ? { organisation } : {}),
        ...(q?.trim() ? { no: q.trim() } : {}),
      },
      limit + 1,
      key && { at: new Date(String(key[0])), id: String(key[1]) },
    ),
  );
  const cut = cursorPage(rows, limit, (row) => [row.raised_at.toISOString(), row.id]);
  return { ...cut, items: await Promise.all(cut.items.map((row) => alertView(deps, row))) };
}

/** Unusual reads, the newest first. */
export function listAllAlerts(deps: Own): Feature {
  return feature({
    name: 'data-security.list-alerts',
    method: 'GET',
    path: '/api/data-security/alerts',
    summary: { zh: '异常查询预警', en: 'Unusual reads' },
    access: { permission: 'data-security.read' },
    query: Query,
    response: Page(Type.Object(AlertView)),
    handle: (_context, { query }) => page(deps, query, {}),
  });
}

/** The organisation that answers for its own accounts: its own and those below it, never all. */
export function explainsFor(deps: Pick<Own, 'organisations'>, actor: Actor): string[] {
  const staff = asStaff(actor);
  return staff.organisations === 'all'
    ? deps.organisations.subtree(staff.organisation).concat(staff.organisation)
    : [...staff.organisations];
}

/** Alerts about one's own organisation that data security asked to explain. */
export function listExplanations(deps: Own): Feature {
  return feature({
    name: 'data-security.list-explanations',
    method: 'GET',
    path: '/api/data-security/explanations',
    summary: { zh: '要求本单位说明的预警', en: 'Alerts that my organisation was asked to explain' },
    access: { permission: 'data-security.explain' },
    query: Query,
    response: Page(Type.Object(AlertView)),
    handle: ({ actor }, { query }) => page(deps, query, { organisations: explainsFor(deps, actor) }),
  });
}
