import { inScope, type StaffActor } from '@platform/access';
import type { By } from '../domain/decide.ts';
import { sharingErrors } from '../domain/errors.ts';
import type { Request } from '../domain/request.ts';

const ROLES = {
  applicant: { zh: '申请单位', en: 'the applicant' },
  provider: { zh: '提供单位', en: 'the provider' },
  authority: { zh: '共享主管部门', en: 'the sharing authority' },
} as const;
export type Role = keyof typeof ROLES;

/** Whether the actor's organisation has this part in the request, and the actor the right for it. */
export function plays(actor: StaffActor, request: Pick<Request, 'applicant' | 'provider'>, role: Role): boolean {
  if (role === 'applicant') return actor.permissions.has('sharing.apply') && inScope(actor, request.applicant);
  if (role === 'provider') return actor.permissions.has('sharing.decide') && inScope(actor, request.provider);
  return actor.permissions.has('sharing.check');
}

/** Whether it is the actor's own, or their organisation's: then they decide nothing about it. */
export const isOwn = (actor: StaffActor, request: Pick<Request, 'applicant' | 'account'>): boolean =>
  actor.organisation === request.applicant || actor.accountId === request.account;

/** The actor as one of these parties. @throws sharing.own-request before anything else, sharing.not-yours */
export function actAs(actor: StaffActor, request: Request, roles: readonly Role[]): By {
  if (!roles.includes('applicant') && isOwn(actor, request))
    throw sharingErrors.ownRequest({ applicant: request.applicant });
  const as = roles.find((role) => plays(actor, request, role));
  if (!as) throw sharingErrors.notYours({ who: ROLES[roles[0] as Role] });
  return { as, organisation: actor.organisation, account: actor.accountId };
}

/** Whether the actor may look at it: its parties, and whoever sees all. Drafts are their makers' own. */
export function maySee(
  actor: StaffActor,
  request: Pick<Request, 'applicant' | 'provider' | 'state'>,
  responsible: string | null,
): boolean {
  if (request.state === 'draft') return actor.organisation === request.applicant;
  return [request.applicant, request.provider, ...(responsible === null ? [] : [responsible])].some((party) =>
    inScope(actor, party),
  );
}
