import { Type } from 'typebox';
import { defineEvent } from '@platform/kernel';

const ofCase = {
  caseId: Type.String(),
  caseNo: Type.String(),
  matter: Type.String(),
  organisation: Type.String(),
  /** Blind index of the applicant. */
  subject: Type.String(),
};

/** An applicant handed in a case (收件); not sent again when it returns from a correction. */
export const caseSubmitted = defineEvent(
  'cases.case-submitted',
  Type.Object({ ...ofCase, papersSaved: Type.Integer({ minimum: 0 }) }),
);

/** A case was decided, by the rules at once (`instant`) or by an officer. `licenceTemplate`: the licence to be issued. */
export const caseDecided = defineEvent(
  'cases.case-decided',
  Type.Object({
    ...ofCase,
    outcome: Type.Union([Type.Literal('approved'), Type.Literal('refused')]),
    instant: Type.Boolean(),
    licenceTemplate: Type.Optional(Type.String()),
  }),
);

/** The result is issued and the case is over (办结). */
export const caseClosed = defineEvent('cases.case-closed', Type.Object(ofCase));

/** An officer listed at once everything that must be corrected before acceptance (补正). */
export const correctionRequested = defineEvent(
  'cases.correction-requested',
  Type.Object({ ...ofCase, until: Type.String() }),
);
