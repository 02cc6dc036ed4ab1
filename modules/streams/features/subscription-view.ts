import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { Tx } from '@platform/database';
import type { LineFacts } from '@modules/exchange/contract';
import type { Own } from '../deps.ts';
import { visibleItems } from '../domain/visible-items.ts';
import { countKept } from '../store/dead-letters.ts';
import { subscribedLines, type Subscription } from '../store/subscriptions.ts';

const Instant = Type.String({ format: 'date-time' });
export const Fault = Type.Object({ code: Type.String(), text: LocalText, mend: LocalText, at: Instant });

export const SubscriptionView = Type.Object({
  id: Type.String(),
  title: LocalText,
  kind: Type.Enum(['pull', 'webhook']),
  application: Type.Optional(Type.String()),
  applicationTitle: Type.Optional(LocalText),
  organisation: Type.String(),
  organisationName: LocalText,
  purpose: Type.String(),
  basis: Type.Optional(Type.String()),
  grade: Type.Integer(),
  state: Type.Enum(['active', 'paused', 'failing']),
  fault: Type.Optional(Fault),
  url: Type.Optional(Type.String()),
  algorithm: Type.Optional(Type.Enum(['sm3', 'sha256'])),
  createdAt: Instant,
  createdBy: Type.String(),
  version: Type.Integer(),
  lines: Type.Array(
    Type.Object({
      lineId: Type.String(),
      lineTitle: LocalText,
      resource: Type.String(),
      items: Type.Array(
        Type.Object({
          name: Type.String(),
          title: LocalText,
          how: Type.Enum(['open', 'masked', 'left-out']),
          personal: Type.Boolean(),
          grade: Type.Integer(),
        }),
      ),
      position: Type.Integer(),
      newest: Type.Integer(),
      begins: Type.Integer(),
      waiting: Type.Integer(),
      takenAt: Type.Optional(Instant),
      taken: Type.Integer(),
      personalTaken: Type.Integer(),
      lostAt: Type.Optional(Instant),
    }),
  ),
  deadLetters: Type.Integer(),
  failures: Type.Integer(),
  failingSince: Type.Optional(Instant),
  nextTryAt: Type.Optional(Instant),
  deliveredAt: Type.Optional(Instant),
});
export type SubscriptionView = Static<typeof SubscriptionView>;

/** Above this many, "waiting" is told as this many. */
const COUNT_UP_TO = 100_000;

const nameless = (id: string): LocalText => ({ zh: id, en: id });

/** Title of an application of the packs in use; its id for one that no pack has any more. */
export function applicationTitle(deps: Pick<Own, 'packs'>, id: string): LocalText {
  return deps.packs.all('applications').find(({ value }) => value.id === id)?.value.title ?? nameless(id);
}

export function organisationName(deps: Pick<Own, 'organisations'>, id: string): LocalText {
  return deps.organisations.find(id)?.name ?? nameless(id);
}

const at = <N extends string>(name: N, date: Date | null): { [K in N]?: string } =>
  (date === null ? {} : { [name]: date.toISOString() }) as { [K in N]?: string };

/** Subscriptions as pages see them, with where they stand on each of their lines. */
export async function subscriptionViews(
  deps: Own,
  subscriptions: readonly Subscription[],
): Promise<SubscriptionView[]> {
  const ids = subscriptions.map((one) => one.id);
  const { lines, letters } = await deps.database.read(async (tx: Tx) => ({
    lines: await subscribedLines(tx, ids),
    letters: await countKept(tx, ids),
  }));
  const facts = new Map((await deps.exchange.lines()).map((line) => [line.id, line]));
  const spans = new Map(
    (await deps.changes.spans([...new Set(lines.map((line) => line.line_id))])).map((span) => [span.lineId, span]),
  );
  return Promise.all(
    subscriptions.map(async (one) => ({
      id: one.id,
      title: one.title,
      kind: one.kind,
      ...(one.application === null
        ? {}
        : { application: one.application, applicationTitle: applicationTitle(deps, one.application) }),
      organisation: one.organisation,
      organisationName: organisationName(deps, one.organisation),
      purpose: one.purpose,
      ...(one.basis === null ? {} : { basis: one.basis }),
      grade: one.grade,
      state: one.state === 'active' && one.next_try_at !== null ? ('failing' as const) : one.state,
      ...(one.fault === null ? {} : { fault: one.fault }),
      ...(one.url === null ? {} : { url: one.url }),
      ...(one.algorithm === null ? {} : { algorithm: one.algorithm }),
      createdAt: one.created_at.toISOString(),
      createdBy: one.created_by,
      version: one.version,
      lines: await Promise.all(
        lines
          .filter((line) => line.subscription_id === one.id)
          .map(async (line) => {
            const span = spans.get(line.line_id) ?? { floor: 0n, newest: 0n };
            return {
              lineId: line.line_id,
              lineTitle: facts.get(line.line_id)?.title ?? nameless(line.line_id),
              resource: line.resource,
              items: itemsOf(deps, facts.get(line.line_id), { grade: one.grade, items: line.items, id: line.grant_id }),
              position: Number(line.position),
              newest: Number(span.newest),
              begins: Number(span.floor),
              waiting:
                span.newest > line.position ? await deps.changes.waiting(line.line_id, line.position, COUNT_UP_TO) : 0,
              ...at('takenAt', line.taken_at),
              taken: Number(line.taken),
              personalTaken: Number(line.personal_taken),
              ...at('lostAt', line.lost_at),
            };
          }),
      ),
      deadLetters: letters.get(one.id) ?? 0,
      failures: one.failures,
      ...at('failingSince', one.failing_since),
      ...at('nextTryAt', one.next_try_at),
      ...at('deliveredAt', one.delivered_at),
    })),
  );
}

function itemsOf(
  deps: Pick<Own, 'catalogue' | 'grants'>,
  line: LineFacts | undefined,
  granted: { grade: number; items: readonly string[]; id: string | null },
) {
  const resource = line && deps.catalogue.find(line.resource);
  if (!resource) return [];
  // Beyond the grant nothing leaves, masked or not; while it is lost, what was asked under it is shown.
  const given = granted.id === null ? undefined : (deps.grants.byId(granted.id)?.fields ?? granted.items);
  return visibleItems(resource, granted).map(({ name, title, how, personal, grade }) => ({
    name,
    title,
    how: given && !given.includes(name) ? ('left-out' as const) : how,
    personal,
    grade,
  }));
}
