import { actorLabel, type Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { DomainError, isUuid, type LocalText } from '@platform/kernel';
import type { Own } from './deps.ts';
import { coveringInterface } from './domain/assess.ts';
import { daysOver, deadlineOf, inTime, stageOf, usedDays, type Clock } from './domain/clock.ts';
import { decide, responsibleFor, type By, type Command } from './domain/decide.ts';
import { sharingErrors } from './domain/errors.ts';
import type { Request, Step } from './domain/request.ts';
import { standingOf } from './domain/standing.ts';
import { MOST_DISPUTES } from './contract/across.ts';
import {
  acrossChanged,
  grantEnded,
  grantGiven,
  objectionRaised,
  requestChecked,
  requestDecided,
  requestSubmitted,
} from './contract/events.ts';
import { disputesOfRequest } from './store/disputes.ts';
import { disputeAcross } from './dispute-standing.ts';
import { grantsOfRequest, insertGrant, setGrantState, type StoredGrant } from './store/grants.ts';
import { addSteps, lockRequest, saveRequest, type Facts, type RequestRow } from './store/requests.ts';

/** One act inside its transaction: the grants it touches are read anew before whoever acted is answered. */
export type Acting = { tx: Tx; now: Date; trace: string; touched: Set<string> };

/**
 * Runs an act in one transaction; then the memory forgets or takes up the grants it touched, and open pages are told. Who tried to decide what
 * their own organisation asked for is refused and recorded.
 */
export async function perform<T>(
  deps: Own,
  who: { actor: Actor; trace: string; request?: string; subject?: string },
  work: (acting: Acting) => Promise<T>,
): Promise<T> {
  const touched = new Set<string>();
  let result: T;
  try {
    result = await deps.database.transaction((tx) => work({ tx, now: deps.clock.now(), trace: who.trace, touched }));
  } catch (error) {
    if (error instanceof DomainError && error.code === 'sharing.own-request')
      await deps.database.transaction((tx) =>
        deps.audit.append(tx, {
          actor: who.actor,
          action: 'sharing.refused-own-request',
          subject: who.subject ?? `sharing-request:${who.request ?? ''}`,
          detail: { organisation: actorLabel(who.actor).organisation },
          trace: who.trace,
        }),
      );
    throw error;
  }
  await Promise.all([...touched].map((id) => deps.book.reread(id)));
  deps.live.publish({ topic: 'sharing', data: who.request === undefined ? {} : { requestId: who.request } });
  return result;
}

/** The request, locked, if this revision is the one that was looked at. @throws sharing.unknown-request, sharing.changed-meanwhile */
export async function lockedRequest(tx: Tx, id: string, revision?: number): Promise<RequestRow> {
  const row = isUuid(id) ? await lockRequest(tx, id) : undefined;
  if (!row) throw sharingErrors.unknownRequest();
  if (revision !== undefined && row.document.revision !== revision) throw sharingErrors.changedMeanwhile();
  return row;
}

/** Does one command: rules, row, timeline, audit, events. What is agreed at once and can be delivered at once is delivered. */
export async function take(
  deps: Own,
  acting: Acting,
  row: Pick<RequestRow, 'document'> & Partial<RequestRow>,
  command: Command,
  who: { by: By; actor: Actor },
): Promise<Request> {
  const { tx, now, trace } = acting;
  const before = row.document;
  const { request, steps } = decide(before, command, { now, calendar: deps.calendar, by: who.by });
  const facts = factsOf(deps, request, before.clock, row, now);
  await saveRequest(tx, request, facts, now);
  await addSteps(tx, request.id, steps, {
    at: now,
    kind: who.by.as,
    organisation: who.by.organisation,
    account: who.by.account,
  });
  await deps.audit.append(tx, {
    actor: who.actor,
    action: `sharing.${command.do}-request`,
    subject: `sharing-request:${request.id}`,
    detail: {
      from: before.state,
      to: request.state,
      ...(request.decision && !before.decision
        ? { outcome: request.decision.outcome, fields: request.decision.fields }
        : {}),
    },
    trace,
  });
  for (const step of steps) await tell(deps, acting, request, step);
  if (request.state === 'ended' || request.state === 'withdrawn')
    await endGrantsOf(deps, acting, request.id, inBoth(request.endReason ?? ''));
  if (request.origin) {
    if (request.state === 'delivering')
      return giveAcross(deps, acting, { document: request, ...factsAsRow(facts) }, who.actor);
    await tellAcross(deps, acting, request, facts.responsible, actorLabel(who.actor).id);
    return request;
  }
  if (request.state === 'delivering' && before.state !== 'delivering' && request.decision?.by === 'rules')
    return deliverBy(deps, acting, { document: request, ...factsAsRow(facts) }, who.actor);
  return request;
}

/** Columns that a further step in the same act carries on. */
const factsAsRow = (facts: Facts): Partial<RequestRow> => ({
  answer_days: facts.answerDays,
  saved_days: facts.savedDays,
  answered_on_time: facts.answeredOnTime,
  delivered_on_time: facts.deliveredOnTime,
});

/** What is given to a department of another node is given with the link between nodes, under the same id; what it renews is over then. */
async function giveAcross(
  deps: Own,
  acting: Acting,
  row: Pick<RequestRow, 'document'> & Partial<RequestRow>,
  actor: Actor,
): Promise<Request> {
  const { document: request } = row;
  const by: By = { as: 'rules', organisation: request.provider, account: '' };
  const through = request.asked.interface === undefined ? {} : { interface: request.asked.interface };
  const command: Command = { do: 'deliver', grantId: request.id, automatic: true, ...through };
  const given = await take(deps, acting, row, command, { by, actor });
  if (request.renews !== undefined) await endRenewed(deps, acting, request.renews, given, { by, actor });
  return given;
}

/** The node that a request came from hears how it stands. */
export async function tellAcross(
  deps: Own,
  { tx, trace }: Pick<Acting, 'tx' | 'trace'>,
  request: Request,
  responsible: string | null,
  by: string,
): Promise<void> {
  const named = (id: string | undefined): LocalText | undefined =>
    id === request.origin?.organisation.id
      ? request.origin?.organisation.name
      : deps.organisations.find(id ?? '')?.name;
  const authority = named(deps.authority);
  const next = responsible === null ? undefined : named(responsible);
  const disputes = (await disputesOfRequest(tx, request.id, MOST_DISPUTES)).map((one) => disputeAcross(deps, one));
  const standing = standingOf(request, { calendar: deps.calendar, next, authority, disputes });
  if (standing)
    await deps.outbox.append(
      tx,
      acrossChanged,
      `sharing-request:${request.id}`,
      { requestId: request.id, standing, by },
      trace,
    );
}

/** What was decided by the rules is delivered by them too, where a published interface covers it or nothing has to be built. */
async function deliverBy(
  deps: Own,
  acting: Acting,
  row: Pick<RequestRow, 'document'> & Partial<RequestRow>,
  actor: Actor,
): Promise<Request> {
  const request = row.document;
  const { asked, decision } = request;
  const fields = decision?.fields ?? [];
  const through =
    asked.delivery === 'interface'
      ? coveringInterface(fields, deps.interfacesOf(asked.resource), asked.interface)
      : undefined;
  if (asked.delivery === 'interface' && !through) return request;
  if (!(await canLeave(deps, request))) return request;
  return deliver(deps, acting, row, {
    interface: through?.id,
    automatic: true,
    by: { as: 'rules', organisation: request.provider, account: '' },
    actor,
  });
}

/** Changes can be subscribed to only of what a line feeds. */
export const canLeave = async (deps: Pick<Own, 'isFed'>, { asked }: Pick<Request, 'asked'>): Promise<boolean> =>
  asked.delivery !== 'subscription' || (await deps.isFed?.(asked.resource)) !== false;

/** Gives the grant of an agreed request; older grants of it, and those of the request it renews, end with it. */
export async function deliver(
  deps: Own,
  acting: Acting,
  row: Pick<RequestRow, 'document'> & Partial<RequestRow>,
  how: { interface: string | undefined; automatic: boolean; by: By; actor: Actor },
): Promise<Request> {
  const { tx, now } = acting;
  const { document: request } = row;
  const { asked, decision } = request;
  const grant: StoredGrant = {
    id: deps.ids.next(),
    request_id: request.id,
    resource: asked.resource,
    provider: request.provider,
    delivery: asked.delivery,
    interface: how.interface ?? null,
    application: asked.application,
    organisation: request.applicant,
    fields: decision?.fields ?? [],
    purposes: [asked.purpose],
    legal_basis: asked.legalBasis,
    from_date: asked.from ?? null,
    until_date: asked.until,
    rows_per_day: asked.rowsPerDay ?? null,
    calls_per_day: asked.callsPerDay ?? null,
    delayed_notice_days: null,
    state: 'active',
    revision: 1,
    given_at: now,
    state_at: now,
    reason: null,
  };
  const command: Command = {
    do: 'deliver',
    grantId: grant.id,
    automatic: how.automatic,
    ...(how.interface === undefined ? {} : { interface: how.interface }),
  };
  const delivered = await take(deps, acting, row, command, how);
  await endGrantsOf(deps, acting, request.id, '由新的授权接替 / Replaced by a new grant');
  await insertGrant(tx, grant);
  acting.touched.add(grant.id);
  await deps.outbox.append(
    tx,
    grantGiven,
    `grant:${grant.id}`,
    {
      grantId: grant.id,
      application: grant.application,
      organisation: grant.organisation,
      delivery: grant.delivery,
      resource: grant.resource,
    },
    acting.trace,
  );
  if (request.renews !== undefined) await endRenewed(deps, acting, request.renews, delivered, how);
  return delivered;
}

/** The request that was renewed is over once its successor delivers. */
async function endRenewed(
  deps: Own,
  acting: Acting,
  id: string,
  successor: Request,
  how: { by: By; actor: Actor },
): Promise<void> {
  const old = await lockRequest(acting.tx, id);
  if (!old || old.state !== 'in-use') return;
  const who = { by: { ...how.by, as: 'rules' as const }, actor: how.actor };
  await take(
    deps,
    acting,
    old,
    { do: 'end', reason: { zh: `由续期申请 ${successor.no} 接替`, en: `Renewed by ${successor.no}` } },
    who,
  );
}

/** A reason as grants keep it: one text, in both languages where there are two. */
export const inBoth = (reason: string | LocalText): string =>
  typeof reason === 'string' ? reason : `${reason.zh} / ${reason.en}`;

/** Ends what a request gave and is still given. */
export async function endGrantsOf(deps: Own, acting: Acting, requestId: string, reason: string): Promise<void> {
  for (const grant of await grantsOfRequest(acting.tx, requestId)) {
    if (grant.state !== 'active' && grant.state !== 'suspended') continue;
    await changeGrant(deps, acting, grant, { state: 'ended', reason });
  }
}

/** Puts a stored grant out of force, or in force again; its row is locked. */
export async function changeGrant(
  deps: Own,
  acting: Acting,
  grant: StoredGrant,
  change: { state: StoredGrant['state']; reason: string | null },
): Promise<void> {
  await setGrantState(acting.tx, grant.id, { ...change, at: acting.now });
  acting.touched.add(grant.id);
  const facts = { grantId: grant.id, application: grant.application, organisation: grant.organisation };
  await (change.state === 'active'
    ? deps.outbox.append(
        acting.tx,
        grantGiven,
        `grant:${grant.id}`,
        { ...facts, delivery: grant.delivery, resource: grant.resource },
        acting.trace,
      )
    : deps.outbox.append(acting.tx, grantEnded, `grant:${grant.id}`, { ...facts, state: change.state }, acting.trace));
}

/** What lists and boards need of a request as it now is. */
export function factsOf(
  deps: Pick<Own, 'calendar' | 'authority' | 'paperDays'>,
  request: Request,
  clockBefore: Clock | undefined,
  row: Partial<RequestRow>,
  now: Date,
): Facts {
  const { calendar } = deps;
  const deadline = request.clock && deadlineOf(request.clock, calendar);
  const answered = request.decision !== undefined && row.answered_on_time == null;
  // What the rules answer at once has no clock to run.
  const ranUntil = (kind: Clock['kind']): boolean | null =>
    clockBefore?.kind === kind ? inTime(clockBefore, now, calendar) : true;
  const answerDays =
    row.answer_days ??
    (request.decision && request.submittedAt
      ? usedDays({ kind: 'reply', days: 0, from: request.submittedAt, stops: clockBefore?.stops ?? [] }, now, calendar)
      : null);
  const agreed = request.decision !== undefined && request.decision.outcome !== 'refused';
  const { objection } = request;
  return {
    responsible: responsibleFor(request, deps.authority) ?? null,
    deadline,
    stage: deadline ? stageOf(deadline, now) : null,
    overdueDays: deadline ? daysOver(deadline, now, calendar) : 0,
    answerDays,
    savedDays:
      row.saved_days ??
      (agreed && answerDays !== null && deps.paperDays !== undefined ? Math.max(0, deps.paperDays - answerDays) : null),
    answeredOnTime: answered ? ranUntil('reply') : (row.answered_on_time ?? null),
    deliveredOnTime:
      request.delivery && row.delivered_on_time == null ? ranUntil('deliver') : (row.delivered_on_time ?? null),
    objectionDueAt: objection?.state === 'open' ? (deadlineOf(objection.clock, calendar)?.at ?? null) : null,
  };
}

/** What other modules hear of a step. */
async function tell(deps: Own, { tx, trace }: Acting, request: Request, step: Step): Promise<void> {
  const facts = {
    requestId: request.id,
    resource: request.asked.resource,
    provider: request.provider,
    applicant: request.applicant,
  };
  const about = `sharing-request:${request.id}`;
  if (step.kind === 'submitted') await deps.outbox.append(tx, requestSubmitted, about, facts, trace);
  if (step.kind === 'checked' && step.detail['failed'] !== true)
    await deps.outbox.append(tx, requestChecked, about, facts, trace);
  if (step.kind === 'objected') await deps.outbox.append(tx, objectionRaised, about, facts, trace);
  const decided = step.kind === 'decided' || step.kind === 'consented' || step.detail['uphold'] === true;
  if (decided && request.decision)
    await deps.outbox.append(
      tx,
      requestDecided,
      about,
      { ...facts, outcome: request.decision.outcome, atOnce: request.decision.by === 'rules' },
      trace,
    );
}
