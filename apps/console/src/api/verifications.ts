// Facts to verify before anything happens to a licence (modules/licences, views/verification.ts).
import { request, type CaseClock, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type VerificationState = 'open' | 'confirmed' | 'dismissed';
export type VerificationAction = 'confirm' | 'dismiss' | 'restore' | 'revoke';
export type Verification = {
  id: string;
  licenceId: string;
  identifier: string;
  licenceTitle: LocalText;
  /** Masked. */
  holder: string;
  licenceStatus: 'valid' | 'suspended' | 'revoked';
  organisation: string;
  title: LocalText;
  evidence: LocalText;
  field: LocalText;
  before?: LocalText;
  after?: LocalText;
  resource?: string;
  resourceTitle?: LocalText;
  loadId?: string;
  state: VerificationState;
  createdAt: string;
  clock?: CaseClock;
  decidedAt?: string;
  finding?: string;
  /** What the holder said against the suspension. */
  objections: { at: string; text: string }[];
  allowed: VerificationAction[];
};
/** What an officer does; all but `restore` and `dismiss` are against the holder. */
export type VerificationAct =
  | { action: 'confirm' | 'dismiss' | 'restore'; reason: string }
  | { action: 'revoke'; reason: string; evidence: string; answer?: string };

export const VERIFICATIONS_KEY = 'verifications';
export const VERIFICATIONS_PAGE = 30;

export const fetchVerifications = (state: VerificationState | undefined, cursor: string | undefined) =>
  request<PageOf<Verification>>('GET', '/api/work/verifications', {
    query: { state, cursor, limit: VERIFICATIONS_PAGE },
  });

/** Confirms or dismisses the fact; restores or revokes the licence that a confirmed one suspended. */
export function sendVerificationAct(
  verification: Verification,
  { action, ...body }: VerificationAct,
): Promise<unknown> {
  const path =
    action === 'confirm' || action === 'dismiss'
      ? `/api/work/verifications/${encodeURIComponent(verification.id)}`
      : `/api/work/licences/${encodeURIComponent(verification.licenceId)}`;
  return request('POST', `${path}/${action}`, { body });
}
