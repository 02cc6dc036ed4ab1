import type { PlainDate } from '@platform/kernel';
import { matterErrors } from '../errors.ts';

export type WorkState = 'draft' | 'submitted' | 'approved' | 'published' | 'superseded';

/** A version of a matter on its way from draft to use. */
export type Work = {
  id: string;
  matter: string;
  /** 1, 2, … for each matter. */
  no: number;
  state: WorkState;
  origin: 'console' | 'excel' | 'pack';
  pack: string | null;
  packVersion: string | null;
  /** The version with which it began. */
  basedOn: string | null;
  organisation: string;
  /** What `matter.yaml` would say; of a draft, perhaps not yet sound. */
  definition: Record<string, unknown>;
  files: Record<string, string>;
  /** What is changed and why. */
  note: string | null;
  editors: string[];
  revision: number;
  submittedAt: Date | null;
  submittedBy: string | null;
  reviewedAt: Date | null;
  reviewedBy: string | null;
  returnedAt: Date | null;
  returnedReason: string | null;
  publishOn: PlainDate | null;
  publishedAt: Date | null;
  version: string | null;
  /** The version of the decision that was last tried on past cases. */
  backTested: string | null;
  createdAt: Date;
  updatedAt: Date;
};

export type WorkCommand =
  | { kind: 'save'; definition: Record<string, unknown>; files: Record<string, string>; note: string | null }
  | { kind: 'submit' }
  /** Its editors take it back before it is reviewed. */
  | { kind: 'withdraw' }
  | { kind: 'return'; reason: string }
  /** `publishOn`: the day from which it is used; today or earlier: at once. */
  | { kind: 'approve'; publishOn: PlainDate }
  | { kind: 'publish'; version: string };

export type By = { account: string; now: Date };

/**
 * What becomes of a version by a command. A draft is saved and submitted by editors, reviewed by somebody who did not edit it, and published on
 * the day that the review sets. @throws matters.wrong-state, matters.own-work, matters.reason-missing
 */
export function decideWork(work: Work, command: WorkCommand, { account, now }: By): Work {
  const from = (...states: WorkState[]): void => {
    if (!states.includes(work.state)) throw matterErrors.wrongState();
  };
  switch (command.kind) {
    case 'save': {
      from('draft');
      const { definition, files, note } = command;
      const organisation =
        typeof definition['organisation'] === 'string' ? definition['organisation'] : work.organisation;
      return { ...work, definition, files, note, organisation, editors: [...new Set([...work.editors, account])] };
    }
    case 'submit':
      from('draft');
      return {
        ...work,
        state: 'submitted',
        submittedAt: now,
        submittedBy: account,
        returnedAt: null,
        returnedReason: null,
      };
    case 'withdraw':
      from('submitted', 'approved');
      return {
        ...work,
        state: 'draft',
        submittedAt: null,
        submittedBy: null,
        reviewedAt: null,
        reviewedBy: null,
        publishOn: null,
      };
    case 'return': {
      from('submitted', 'approved');
      const reason = command.reason.trim();
      if ([...reason].length < 2) throw matterErrors.reasonMissing({}, { fields: [REASON] });
      return {
        ...work,
        state: 'draft',
        submittedAt: null,
        submittedBy: null,
        reviewedAt: null,
        reviewedBy: null,
        publishOn: null,
        returnedAt: now,
        returnedReason: reason,
      };
    }
    case 'approve':
      from('submitted');
      if (work.editors.includes(account) || work.submittedBy === account) throw matterErrors.ownWork();
      return { ...work, state: 'approved', reviewedAt: now, reviewedBy: account, publishOn: command.publishOn };
    case 'publish':
      from('approved');
      return { ...work, state: 'published', publishedAt: now, version: command.version };
  }
}

const REASON = { path: '/reason', code: 'required', message: { zh: '请写明理由', en: 'Say why' } };
