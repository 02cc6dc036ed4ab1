import { Type } from 'typebox';
import { addDays, isCitizenId, isPlainDate, isUuid, LocalText, normaliseText, shanghaiDate } from '@platform/kernel';
import { asPerson, type Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { identityErrors } from '../domain/errors.ts';
import { inForce, LONGEST_DAYS } from '../domain/mandates.ts';
import type { IdentityParts } from '../identity-deps.ts';
import { findAccount, findAccountBySubject } from '../store/accounts.ts';
import {
  endMandate,
  findFirm,
  findStanding,
  insertMandate,
  lockMandate,
  mandatesOfFirm,
  type FirmRow,
  type MandateRow,
} from '../store/mandates.ts';
import { FirmView, Kind, maskedName, Scope, ScopeView, termsOf } from './mandate-view.ts';

/** A mandate as the firm's legal representative sees it. */
const AgentView = Type.Object({
  id: Type.String(),
  /** Masked but for the legal representative themself. */
  name: Type.String(),
  kind: Kind,
  kindTitle: LocalText,
  scope: Type.Array(ScopeView),
  from: Type.String(),
  until: Type.Optional(Type.String()),
  state: Type.Enum(['in-force', 'not-yet', 'over', 'ended']),
  givenAt: Type.String(),
  endedAt: Type.Optional(Type.String()),
  /** My own. */
  mine: Type.Boolean(),
});

const Params = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** The firm, when the person is its legal representative today. @throws identity.not-legal-representative */
async function representedFirm(parts: IdentityParts, tx: Tx, id: string, actor: Actor): Promise<FirmRow> {
  const person = asPerson(actor);
  const firm = isUuid(id) ? await findFirm(tx, id) : undefined;
  const own = firm && (await findStanding(tx, firm.id, person.accountId));
  if (!firm || own?.kind !== 'legal-representative' || !inForce(own, shanghaiDate(parts.clock.now())))
    throw identityErrors.notLegalRepresentative();
  return firm;
}

/** Who may act for a firm, and who might: for its legal representative. */
export function listAgents(parts: IdentityParts): Feature {
  const database = parts.database.forModule('identity');
  return feature({
    name: 'identity.list-agents',
    method: 'GET',
    path: '/api/firms/:id/agents',
    summary: { zh: '企业的经办人授权', en: 'Who may act for a firm' },
    access: { signedIn: 'person' },
    params: Params,
    query: Type.Interface([PageQuery], {}),
    response: Type.Object({ ...Page(AgentView).properties, firm: FirmView }),
    async handle({ actor }, { params, query }) {
      const limit = query.limit ?? 20;
      const key = decodeCursor(query.cursor, 2);
      // Not a read-only transaction: the firm's mandate is locked while it is looked at.
      const { firm, rows } = await database.transaction(async (tx) => {
        const found = await representedFirm(parts, tx, params.id, actor);
        return {
          firm: found,
          rows: await mandatesOfFirm(
            tx,
            found.id,
            limit + 1,
            key && { at: new Date(String(key[0])), id: String(key[1]) },
          ),
        };
      });
      const page = cursorPage(rows, limit, (row) => [row.given_at.toISOString(), row.id]);
      const me = asPerson(actor).accountId;
      return {
        ...page,
        firm: { id: firm.id, ...parts.firms.openFirm(firm) },
        items: page.items.map((row) =>
          viewAgent(parts, row, parts.seal.openName(row.account_id, row.account_name), me),
        ),
      };
    },
  });
}

function viewAgent(parts: IdentityParts, row: MandateRow, name: string, me: string) {
  const today = shanghaiDate(parts.clock.now());
  const state =
    row.ended_at !== null
      ? ('ended' as const)
      : row.from_date > today
        ? ('not-yet' as const)
        : inForce(row, today)
          ? ('in-force' as const)
          : ('over' as const);
  return {
    id: row.id,
    name: row.account_id === me ? name : maskedName(name),
    ...termsOf(row),
    state,
    givenAt: row.given_at.toISOString(),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at.toISOString() }),
    mine: row.account_id === me,
  };
}

/** The legal representative names an agent, by name and citizen id of someone who has a personal account. */
export function nameAgent(parts: IdentityParts): Feature {
  const { audit, clock, ids, seal } = parts;
  const database = parts.database.forModule('identity');
  return feature({
    name: 'identity.name-agent',
    method: 'POST',
    path: '/api/firms/:id/agents',
    summary: { zh: '授权经办人代表企业办事', en: 'Name an agent who may act for the firm' },
    access: { signedIn: 'person' },
    // Few: the answer tells whether a person has an account here.
    rateLimit: 10,
    params: Params,
    body: Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: 60 }),
        citizenId: Type.String({ minLength: 15, maxLength: 20 }),
        scope: Type.Array(Scope, { minItems: 1, uniqueItems: true }),
        from: Type.Optional(Type.String({ maxLength: 10 })),
        until: Type.String({ maxLength: 10 }),
      },
      { additionalProperties: false },
    ),
    status: 201,
    response: AgentView,
    async handle({ actor, trace }, { params, body }) {
      const person = asPerson(actor);
      const now = clock.now();
      const today = shanghaiDate(now);
      const from = body.from ?? today;
      if (![from, body.until].every(isPlainDate)) throw identityErrors.badMandatePeriod({ days: LONGEST_DAYS });
      if (from < today || body.until < from || body.until > addDays(from, LONGEST_DAYS))
        throw identityErrors.badMandatePeriod({ days: LONGEST_DAYS });
      const citizenId = normaliseText(body.citizenId).toUpperCase();
      if (!isCitizenId(citizenId)) throw identityErrors.notACitizenId();
      const made = await database.transaction(async (tx) => {
        const firm = await representedFirm(parts, tx, params.id, actor);
        const known = await findAccountBySubject(tx, seal.subjectOf(citizenId));
        const account = known && (await findAccount(tx, known.id));
        // Staff act for their office; and a wrong name and an unknown person are told alike.
        if (account?.kind !== 'person' || seal.open(account).name !== normaliseText(body.name))
          throw identityErrors.noSuchPerson();
        const standing = await findStanding(tx, firm.id, account.id);
        // One whose days are over makes room for a new one.
        if (standing && standing.until_date !== null && standing.until_date < today)
          await endMandate(tx, standing.id, person.accountId, now);
        const row = {
          id: ids.next(),
          firm_id: firm.id,
          account_id: account.id,
          kind: 'agent' as const,
          scope: [...body.scope],
          from_date: from,
          until_date: body.until,
          given_by: person.accountId,
          given_at: now,
        };
        if (!(await insertMandate(tx, row))) throw identityErrors.agentAlready();
        await audit.append(tx, {
          actor,
          action: 'identity.name-agent',
          subject: `mandate:${row.id}`,
          detail: { firm: firm.id, account: account.id, scope: row.scope, from, until: body.until },
          trace,
        });
        return { row: { ...row, ended_at: null, ended_by: null }, name: seal.open(account).name };
      });
      return viewAgent(parts, made.row, made.name, person.accountId);
    },
  });
}

/** Ends a mandate at once: the legal representative an agent's, or agents their own. What the session did for the firm ends with it. */
export function endAgent(parts: IdentityParts): Feature {
  const { audit, clock, sessions } = parts;
  const database = parts.database.forModule('identity');
  return feature({
    name: 'identity.end-mandate',
    method: 'POST',
    path: '/api/mandates/:id/end',
    summary: { zh: '解除经办人授权，立即生效', en: 'End an agent’s mandate, at once' },
    access: { signedIn: 'person' },
    rateLimit: 30,
    params: Params,
    response: Type.Object({ ended: Type.Literal(true) }),
    async handle({ actor, trace }, { params }) {
      const person = asPerson(actor);
      const now = clock.now();
      const account = await database.transaction(async (tx) => {
        const row = isUuid(params.id) ? await lockMandate(tx, params.id) : undefined;
        if (!row) throw identityErrors.unknownMandate();
        if (row.account_id !== person.accountId) await representedFirm(parts, tx, row.firm_id, actor);
        if (row.kind === 'legal-representative') throw identityErrors.registeredRepresentative();
        if (row.ended_at !== null) return row.account_id;
        await endMandate(tx, row.id, person.accountId, now);
        await audit.append(tx, {
          actor,
          action: 'identity.end-mandate',
          subject: `mandate:${row.id}`,
          detail: { firm: row.firm_id, account: row.account_id, byAgent: row.account_id === person.accountId },
          trace,
        });
        return row.account_id;
      });
      sessions.forget({ accountId: account });
      return { ended: true as const };
    },
  });
}
