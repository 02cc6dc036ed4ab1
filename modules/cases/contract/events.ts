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

/** An organisation accepted a case (受理), or it counts as accepted by silence (`deemed`). Cases decided at once only tell of their decision. */
export const caseAccepted = defineEvent(
  'cases.case-accepted',
  Type.Object({ ...ofCase, deemed: Type.Boolean(), dueDate: Type.String() }),
);

/** A case was handed in and ended without a decision: withdrawn by the applicant, returned for want of corrections, or referred (转报) to another authority; `to`: an organisation of the city. */
export const caseEnded = defineEvent(
  'cases.case-ended',
  Type.Object({
    ...ofCase,
    how: Type.Union([Type.Literal('withdrawn'), Type.Literal('returned'), Type.Literal('referred')]),
    to: Type.Optional(Type.String()),
  }),
);

/** A special procedure began or ended, or the time was extended. `dueDate` is absent while the time stands still. */
export const clocksMoved = defineEvent(
  'cases.clocks-moved',
  Type.Object({
    ...ofCase,
    what: Type.Union([Type.Literal('suspended'), Type.Literal('resumed'), Type.Literal('extended')]),
    dueDate: Type.Optional(Type.String()),
  }),
);

/** Someone finished a step of handling (办理环节). Opinions themselves stay inside. */
export const taskDone = defineEvent(
  'cases.task-done',
  Type.Object({
    ...ofCase,
    taskId: Type.String(),
    link: Type.Optional(Type.String()),
    title: Type.Object({ zh: Type.String(), en: Type.String() }),
    result: Type.String(),
    byOrganisation: Type.Optional(Type.String()),
    openedAt: Type.String(),
    at: Type.String(),
  }),
);

/** The light of a running case got worse; told once for each limit. */
export const lightChanged = defineEvent(
  'cases.light-changed',
  Type.Object({
    ...ofCase,
    light: Type.Union([Type.Literal('amber'), Type.Literal('red'), Type.Literal('double-red')]),
    told: Type.Union([Type.Literal('handler'), Type.Literal('head'), Type.Literal('inspection')]),
    dueDate: Type.String(),
  }),
);

/** The process of a case has stopped and nobody has mended it for some time; told once for each stop and whom it is told. */
export const processStopped = defineEvent(
  'cases.process-stopped',
  Type.Object({
    ...ofCase,
    told: Type.Union([Type.Literal('supervisor'), Type.Literal('inspection')]),
    since: Type.String(),
  }),
);

/** Papers that were to follow (容缺) are due soon, or did not come. */
export const papersDue = defineEvent(
  'cases.papers-due',
  Type.Object({ ...ofCase, until: Type.String(), overdue: Type.Boolean() }),
);

/** The process of a case waits for its fee; whoever collects makes a bill. `taskId`: the wait. */
export const feeDue = defineEvent(
  'cases.fee-due',
  Type.Object({ ...ofCase, matterVersion: Type.String(), taskId: Type.String() }),
);

/** What an applicant promised (告知承诺) was found untrue after the decision: whoever issued something on its ground may have to revoke it. */
export const commitmentBroken = defineEvent(
  'cases.commitment-broken',
  Type.Object({ ...ofCase, until: Type.String() }),
);
