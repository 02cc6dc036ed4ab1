import type { StaffActor } from '@platform/access';
import type { Own } from '../deps.ts';
import { deadlineOf } from '../domain/clock.ts';
import type { Request } from '../domain/request.ts';
import { isOwn, plays } from './parties.ts';

/** Acts that the state, the actor's rights and their organisation's part allow now. */
export function actsOf(deps: Pick<Own, 'clock' | 'calendar'>, request: Request, actor: StaffActor): string[] {
  const now = deps.clock.now();
  const { state, clock } = request;
  const acts: string[] = [];
  const deadline = clock && deadlineOf(clock, deps.calendar);
  const late = deadline !== undefined && now >= deadline.at;
  const mine = plays(actor, request, 'applicant');
  const own = isOwn(actor, request);
  const provider = !own && plays(actor, request, 'provider');
  const authority = !own && plays(actor, request, 'authority');
  if (mine && (state === 'draft' || state === 'correction')) acts.push('edit', 'submit');
  if (mine && ['draft', 'submitted', 'correction', 'with-provider', 'with-authority'].includes(state))
    acts.push('withdraw');
  if (mine && !request.objection) {
    const partly = request.decision?.outcome === 'partly-agreed' && (state === 'delivering' || state === 'in-use');
    if (state === 'refused' || partly || (state === 'with-provider' && late)) acts.push('object');
  }
  if (mine && state === 'in-use') acts.push('renew', 'end');
  if (mine && state === 'delivering') acts.push('end');
  if (mine && request.delivery && !request.rating) acts.push('rate');
  if (authority && state === 'submitted') acts.push('check', 'return');
  if (provider && state === 'with-provider') acts.push('decide');
  if (provider && state === 'with-provider' && !request.correction) acts.push('return');
  if (provider && state === 'with-provider' && !request.extension && request.replyDays !== 1 && !late)
    acts.push('extend');
  if (authority && state === 'with-provider' && request.extension?.state === 'asked') acts.push('answer-extension');
  if (authority && state === 'with-authority') acts.push('decide');
  if ((provider || authority) && state === 'delivering') acts.push('deliver');
  if (authority && ['with-provider', 'delivering'].includes(state) && deadline && now >= deadline.amberFrom)
    acts.push('urge');
  if (authority && request.objection?.state === 'open') acts.push('arbitrate');
  return request.correction ? acts.filter((act) => act !== 'return') : acts;
}
