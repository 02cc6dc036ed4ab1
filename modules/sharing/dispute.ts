import type { Actor } from '@platform/access';
import { shanghaiDate } from '@platform/kernel';
import { take, type Acting } from './act.ts';
import type { Own } from './deps.ts';
import { disputeClock } from './dispute-standing.ts';
import { deadlineOf, type Deadline } from './domain/clock.ts';
import type { By, Command } from './domain/decide.ts';
import { sharingErrors } from './domain/errors.ts';
import {
  answerDispute,
  insertDispute,
  openDispute,
  settleDispute,
  withdrawDispute,
  type Dispute,
} from './store/disputes.ts';
import { findGrant } from './store/grants.ts';
import { lockRequest } from './store/requests.ts';

/** Who does it, by their own organisation. */
type Who = { organisation: string; account: string; actor: Actor };

/**
 * Raises a dispute: the other side answers, the sharing authority of this node settles it. One at a time between the same sides about the same.
 * @throws sharing.dispute-open
 */
export async function raise(
  deps: Own,
  acting: Acting,
  one: Pick<Dispute, 'id' | 'raised_by' | 'against' | 'about_kind' | 'about_id' | 'about_title' | 'text' | 'far'> & {
    account: string;
  },
  who: Who,
): Promise<Dispute> {
  const { tx, now } = acting;
  const running = await openDispute(tx, one);
  if (running) throw sharingErrors.disputeOpen({ no: running.no });
  const { account, ...rest } = one;
  const made = await insertDispute(tx, {
    ...rest,
    raised_at: now,
    raised_account: account,
    day: shanghaiDate(now).replaceAll('-', ''),
    deadline: deadlineOf(disputeClock({ raised_at: now }), deps.calendar) as Deadline,
  });
  await tellRequest(deps, acting, made, { step: 'disputed', side: made.raised_by, detail: { text: made.text } }, who);
  return made;
}

export async function answer(deps: Own, acting: Acting, id: string, text: string, who: Who): Promise<Dispute> {
  const one = await answerDispute(acting.tx, id, text, acting.now);
  await tellRequest(deps, acting, one, { step: 'dispute-answered', side: one.against, detail: { text } }, who);
  return one;
}

export async function settle(
  deps: Own,
  acting: Acting,
  id: string,
  how: { settlement: string; law: string; inFavour: 'raiser' | 'other' | 'both' },
  who: Who,
): Promise<Dispute> {
  const one = await settleDispute(acting.tx, id, { ...how, at: acting.now });
  const { settlement: text, law, inFavour } = how;
  await tellRequest(deps, acting, one, { step: 'dispute-settled', detail: { text, law, inFavour } }, who);
  return one;
}

export async function withdraw(deps: Own, acting: Acting, id: string, who: Who): Promise<Dispute> {
  const one = await withdrawDispute(acting.tx, id, acting.now);
  await tellRequest(deps, acting, one, { step: 'dispute-withdrawn', side: one.raised_by, detail: {} }, who);
  return one;
}

type Told = Extract<Command, { do: 'dispute' }>;

/** The timeline of the request that it is about tells of it; so does the node that the request came from. `side`: whose step it is; the authority's where absent. */
async function tellRequest(
  deps: Own,
  acting: Acting,
  one: Dispute,
  told: { step: Told['step']; side?: string; detail: Omit<Told['detail'], 'dispute' | 'no'> },
  { actor, organisation, account }: Who,
): Promise<void> {
  const id = await requestOf(acting.tx, one);
  const row = id === undefined ? undefined : await lockRequest(acting.tx, id);
  if (!row) return;
  const { side } = told;
  const as: By['as'] = side === undefined ? 'authority' : side === row.document.applicant ? 'applicant' : 'provider';
  const command: Command = { do: 'dispute', step: told.step, detail: { dispute: one.id, no: one.no, ...told.detail } };
  await take(deps, acting, row, command, { by: { as, organisation, account }, actor });
}

/** The request whose timeline tells of a dispute: the one that it is about, or that its grant came from. */
export async function requestOf(
  tx: Acting['tx'],
  { about_kind, about_id }: Pick<Dispute, 'about_kind' | 'about_id'>,
): Promise<string | undefined> {
  if (about_kind === 'request') return about_id;
  return about_kind === 'grant' ? (await findGrant(tx, about_id))?.request_id : undefined;
}
