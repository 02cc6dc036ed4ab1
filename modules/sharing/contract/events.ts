import { defineEvent } from '@platform/kernel';
import { Type } from 'typebox';
import { AcrossStanding } from './across.ts';

const Request = {
  requestId: Type.String(),
  resource: Type.String(),
  /** Organisation that is asked. */
  provider: Type.String(),
  /** Organisation that asks. */
  applicant: Type.String(),
};

/** A request was handed in, for the first time. */
export const requestSubmitted = defineEvent('sharing.request-submitted', Type.Object(Request));

/** It passed the formal check: by the authority, or at once by the rules. */
export const requestChecked = defineEvent('sharing.request-checked', Type.Object(Request));

/** It was answered: outcome is agreed, partly-agreed or refused. */
export const requestDecided = defineEvent(
  'sharing.request-decided',
  Type.Object({ ...Request, outcome: Type.Enum(['agreed', 'partly-agreed', 'refused']), atOnce: Type.Boolean() }),
);

/** Nobody acted in time; told again for each working day that passes. `provider` is the organisation that must act. */
export const requestOverdue = defineEvent(
  'sharing.request-overdue',
  Type.Object({
    requestId: Type.String(),
    provider: Type.String(),
    clock: Type.Enum(['check', 'reply', 'deliver']),
    /** Whole working days beyond the due day. */
    days: Type.Integer(),
  }),
);

/** The applicant objects to a refusal, to dropped fields or to silence. */
export const objectionRaised = defineEvent('sharing.objection-raised', Type.Object(Request));

/** A request of another node stands otherwise than before, for whoever carries that back. `by`: the account or part that did it, for the record here. */
export const acrossChanged = defineEvent(
  'sharing.across-changed',
  Type.Object({ requestId: Type.String(), standing: AcrossStanding, by: Type.String() }),
);

/** As that was told until November 2026: nobody tells it any more, but one may still wait in the outbox of a city that was upgraded. */
export const acrossAnswered = defineEvent('sharing.across-answered', Type.Object({ requestId: Type.String() }));

const GrantFacts = {
  grantId: Type.String(),
  application: Type.String(),
  organisation: Type.String(),
};

/** A grant came into force. */
export const grantGiven = defineEvent(
  'sharing.grant-given',
  Type.Object({ ...GrantFacts, delivery: Type.String(), resource: Type.Optional(Type.String()) }),
);

/** A grant is no longer in force; `state` is suspended, ended or revoked. A resumed one is told as given again. */
export const grantEnded = defineEvent('sharing.grant-ended', Type.Object({ ...GrantFacts, state: Type.String() }));
