import type { Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import type { AcrossStanding } from '@modules/sharing/contract';
import { beyondAsked } from '../domain/shares.ts';
import { nodesErrors } from '../domain/errors.ts';
import {
  decideShare,
  insertShareGrant,
  keepStanding,
  lockShareGrant,
  noteShareTold,
  renewShareGrant,
  tellGrants,
  widenShareGrant,
  type ShareRequest,
  type ShareState,
} from '../store/shares.ts';
import type { ShareStanding } from './contents.ts';

/** What a standing makes of a request: undefined where nothing is decided by it. */
export function stateBy({ state, answer }: AcrossStanding): Exclude<ShareState, 'sending' | 'asked'> | undefined {
  if (state === 'withdrawn') return 'withdrawn';
  if (state === 'refused') return 'refused';
  const given = state === 'delivering' || state === 'in-use' || state === 'ended';
  return given && answer && answer.outcome !== 'refused' ? 'agreed' : undefined;
}

/** As the record here keeps it; what the other side said stands beside it in both languages, with why single fields were dropped. */
const kept = (said: string | LocalText | undefined, most: number): string | null =>
  said === undefined ? null : (typeof said === 'string' ? said : said.zh).slice(0, most);

/**
 * Takes up how a request stands where it is decided; on both sides alike. What is older than what is known, or comes twice, changes nothing; what
 * was withdrawn here stays so, the other side's word stands beside it. `terms`: what is given, where something is.
 * @returns whether grants changed
 */
export async function takeStanding(
  tx: Tx,
  request: ShareRequest,
  { standing, terms }: Pick<ShareStanding, 'standing' | 'terms'>,
  of: { at: Date; by: string | null; side: 'given' | 'held' },
): Promise<boolean> {
  if (!(await keepStanding(tx, request.id, standing, of.side === 'held'))) return false;
  const state = stateBy(standing);
  if (!state || request.state === 'withdrawn') return false;
  if (terms && beyondAsked(request.fields, terms.fields).length > 0) throw nodesErrors.badMessage();
  if (state !== request.state) {
    const { reason, law } = standing.answer ?? {};
    const decision = { state, reason: kept(reason, 500), law: kept(law, 300) };
    await decideShare(tx, request.id, { ...decision, at: of.at, by: of.by });
    if (of.side === 'held') await noteShareTold(tx, request.id);
  }
  if (state !== 'agreed' || !terms) return false;
  const before = await lockShareGrant(tx, request.id);
  if (before) {
    if (before.endedAt || beyondAsked(before.fields, terms.fields).length === 0) return false;
    await widenShareGrant(tx, before.id, terms.fields);
  } else {
    // Over before it was ever told: nothing begins.
    if (standing.state === 'ended') return false;
    await insertShareGrant(tx, { ...request, ...terms, direction: of.side, givenAt: of.at });
    if (request.renews !== null) await renewShareGrant(tx, request.renews, request.id, of.at);
  }
  await tellGrants(tx);
  return true;
}
