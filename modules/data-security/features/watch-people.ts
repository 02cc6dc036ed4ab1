import { Type } from 'typebox';
import {
  addDays,
  isCitizenId,
  isPlainDate,
  isUuid,
  maskValue,
  normaliseText,
  shanghaiDate,
  startOfShanghaiDay,
} from '@platform/kernel';
import { asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { SUBJECT } from '@platform/module';
import type { Own } from '../deps.ts';
import { securityErrors } from '../domain/errors.ts';
import { LIST } from '../domain/watch.ts';
import { decideWatched, listWatched, lockWatched, propose, type WatchedRow } from '../store/watched.ts';
import { actorName } from '../views/alert-view.ts';

const MOST_DAYS = 366;
type Content = { citizenId: string; name: string; reason: string };
const contentContext = (id: string): string => `data_security.watched.content:${id}`;

const Watched = Type.Object({
  id: Type.String(),
  state: Type.Enum(['proposed', 'confirmed', 'declined', 'ended']),
  name: Type.String(),
  citizenId: Type.String(),
  reason: Type.String(),
  until: Type.String(),
  proposedBy: Type.String(),
  proposedAt: Type.String(),
  decidedBy: Type.Optional(Type.String()),
  decidedAt: Type.Optional(Type.String()),
  endedAt: Type.Optional(Type.String()),
  /** The one who looks proposed it, so another has to confirm. */
  mine: Type.Boolean(),
});

async function watchedView(deps: Own, row: WatchedRow, account: string) {
  const { citizenId, name, reason } = deps.sealer.openJson(row.sealed_content, contentContext(row.id)) as Content;
  return {
    id: row.id,
    state: row.state,
    name: maskValue(name, 'name'),
    citizenId: maskValue(citizenId, 'citizen-id'),
    reason,
    until: row.until,
    proposedBy: await actorName(deps, 'staff', row.proposed_by),
    proposedAt: row.proposed_at.toISOString(),
    ...(row.decided_by === null ? {} : { decidedBy: await actorName(deps, 'staff', row.decided_by) }),
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at.toISOString() }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at.toISOString() }),
    mine: row.proposed_by === account,
  };
}

/** The list of watched people, masked; each look is in the audit. */
export function listWatchedPeople(deps: Own): Feature {
  return feature({
    name: 'data-security.list-watched',
    method: 'GET',
    path: '/api/data-security/watched',
    summary: { zh: '重点保护人员名单（留痕）', en: 'Watched people (logged)' },
    access: { permission: 'data-security.confirm' },
    query: Type.Interface([PageQuery], {
      state: Type.Optional(Type.Enum(['proposed', 'confirmed', 'declined', 'ended'])),
    }),
    response: Page(Watched),
    async handle({ actor, trace }, { query }) {
      const limit = query.limit ?? 20;
      const key = decodeCursor(query.cursor, 2);
      const { accountId } = asStaff(actor);
      const page = await deps.db.transaction(async (tx) => {
        const rows = await listWatched(
          tx,
          query.state,
          limit + 1,
          key && { at: new Date(String(key[0])), id: String(key[1]) },
        );
        await deps.audit.append(tx, {
          actor,
          action: 'data-security.list-watched',
          subject: 'watched:list',
          detail: { shown: Math.min(rows.length, limit) },
          trace,
        });
        return cursorPage(rows, limit, (row) => [row.proposed_at.toISOString(), row.id]);
      });
      return { ...page, items: await Promise.all(page.items.map((row) => watchedView(deps, row, accountId))) };
    },
  });
}

/** Proposes to watch a person, with a reason and a last day; it takes effect when another person confirms it. */
export function proposeWatch(deps: Own): Feature {
  return feature({
    name: 'data-security.propose-watch',
    method: 'POST',
    path: '/api/data-security/watched',
    summary: { zh: '提出重点保护人员', en: 'Propose to watch a person' },
    access: { permission: 'data-security.handle' },
    body: Type.Object(
      {
        citizenId: Type.String({ maxLength: 24 }),
        name: Type.String({ minLength: 1, maxLength: 60 }),
        reason: Type.String({ maxLength: 500, pattern: '^\\s*\\S[\\s\\S]{3,}\\S\\s*$' }),
        until: Type.String({ maxLength: 10 }),
      },
      { additionalProperties: false },
    ),
    status: 201,
    response: Watched,
    async handle({ actor, trace }, { body }) {
      const staff = asStaff(actor);
      const citizenId = normaliseText(body.citizenId).toUpperCase();
      const now = deps.clock.now();
      const today = shanghaiDate(now);
      const fields = isCitizenId(citizenId) ? [] : [{ path: '/citizenId', code: 'citizen-id', message: NOT_AN_ID }];
      if (fields.length > 0) throw securityErrors.notAnId({}, { fields });
      if (!isPlainDate(body.until) || body.until <= today || body.until > addDays(today, MOST_DAYS))
        throw securityErrors.badEnd({ days: MOST_DAYS });
      const id = deps.ids.next();
      const content: Content = { citizenId, name: normaliseText(body.name), reason: body.reason.trim() };
      const row = {
        id,
        subject: deps.blindIndex(citizenId, SUBJECT),
        until: body.until,
        proposed_by: staff.accountId,
        proposed_at: now,
        sealed_content: deps.sealer.sealJson(content, contentContext(id)),
      };
      await deps.db.transaction(async (tx) => {
        if (!(await propose(tx, row))) throw securityErrors.watchedAlready();
        await deps.audit.append(tx, {
          actor,
          action: 'data-security.propose-watch',
          subject: `watched:${id}`,
          detail: { until: body.until },
          trace,
        });
        // That someone is being protected must not be told to whoever asks; the person sees it when it is over.
        await deps.audit.recordRead(tx, {
          actor,
          organisation: staff.organisation,
          subject: row.subject,
          channel: 'console',
          resource: LIST,
          fields: ['name', 'citizenId'],
          purpose: { zh: '数据安全保护', en: 'Protection by data security' },
          caseNo: `W-${id.slice(-6)}`,
          visibleFrom: startOfShanghaiDay(addDays(body.until, 1)),
          trace,
        });
      });
      deps.live.publish({ topic: 'data-security', data: {} });
      const made: WatchedRow = {
        ...row,
        state: 'proposed',
        decided_by: null,
        decided_at: null,
        ended_by: null,
        ended_at: null,
      };
      return watchedView(deps, made, staff.accountId);
    },
  });
}

const NOT_AN_ID = {
  zh: '不是有效的身份证号码（请检查位数和末位校验码）',
  en: 'Not a valid citizen id (check its length and check digit)',
};

const WORDS = {
  confirm: { zh: '确认重点保护人员', en: 'Confirm a watched person' },
  decline: { zh: '不同意列入', en: 'Decline a watched person' },
  end: { zh: '提前结束', en: 'End a watch early' },
} as const;

/** `POST …/confirm`, `…/decline` by another person than proposed; `…/end` by whoever handles alerts. */
export function decideWatch(deps: Own, what: 'confirm' | 'decline' | 'end'): Feature {
  return feature({
    name: `data-security.${what}-watch`,
    method: 'POST',
    path: `/api/data-security/watched/:id/${what}`,
    summary: WORDS[what],
    access: { permission: what === 'end' ? 'data-security.handle' : 'data-security.confirm' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    response: Watched,
    async handle({ actor, trace }, { params }) {
      const { accountId } = asStaff(actor);
      const now = deps.clock.now();
      const row = await deps.db.transaction(async (tx) => {
        const found = isUuid(params.id) ? await lockWatched(tx, params.id) : undefined;
        if (!found) throw securityErrors.unknownWatch();
        if (found.state !== (what === 'end' ? 'confirmed' : 'proposed')) throw securityErrors.unknownWatch();
        if (what === 'confirm' && found.proposed_by === accountId) throw securityErrors.anotherPerson();
        const state = what === 'confirm' ? 'confirmed' : what === 'decline' ? 'declined' : 'ended';
        await decideWatched(tx, found.id, state, { account: accountId, at: now });
        await deps.audit.append(tx, {
          actor,
          action: `data-security.${what}-watch`,
          subject: `watched:${found.id}`,
          trace,
        });
        return (await lockWatched(tx, found.id)) ?? found;
      });
      deps.live.publish({ topic: 'data-security', data: {} });
      return watchedView(deps, row, accountId);
    },
  });
}
