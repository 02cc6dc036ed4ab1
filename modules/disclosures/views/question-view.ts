import { Type } from 'typebox';
import { LocalText, shanghaiDate, type WorkingCalendar } from '@platform/kernel';
import type { Sealer } from '@platform/crypto';
import { nameOf, type Own } from '../deps.ts';
import { lightAt, STATE_TITLES } from '../domain/question.ts';
import { deadlineOf, type QuestionRow, type StepRow } from '../store/questions.ts';

/** What a question is about, as it stood when it was asked. Sealed in the store. */
export type About = {
  what: LocalText;
  fields: LocalText[];
  /** Of a correction: the value that is wrong. */
  field?: LocalText;
  purpose?: LocalText;
  caseNo?: string;
  legalBasis?: LocalText;
  channel?: string;
  at?: string;
  /** The office that read, where another one answers (a correction goes to the provider). */
  readBy?: string;
};

export const aboutContext = (id: string): string => `disclosures.question.about:${id}`;
export const stepContext = (id: string): string => `disclosures.step.text:${id}`;

const Clock = Type.Object({
  light: Type.Enum(['green', 'amber', 'red']),
  dueDate: Type.String(),
  workdaysLeft: Type.Integer(),
  provisional: Type.Boolean(),
});

export const QuestionView = {
  id: Type.String(),
  no: Type.String(),
  kind: Type.Enum(['question', 'objection', 'correction']),
  state: Type.Enum(['asked', 'answered', 'escalated', 'settled', 'withdrawn']),
  stateTitle: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  authorityName: Type.Optional(LocalText),
  askedAt: Type.String(),
  /** While an answer is awaited. */
  clock: Type.Optional(Clock),
  outcome: Type.Optional(Type.Enum(['explained', 'upheld', 'dismissed', 'corrected', 'unchanged'])),
  /** The office did not answer in its time. */
  late: Type.Boolean(),
};

export const AboutView = Type.Object({
  what: LocalText,
  fields: Type.Array(LocalText),
  field: Type.Optional(LocalText),
  purpose: Type.Optional(LocalText),
  caseNo: Type.Optional(Type.String()),
  legalBasis: Type.Optional(LocalText),
  channel: Type.Optional(Type.String()),
  at: Type.Optional(Type.String()),
  readByName: Type.Optional(LocalText),
});

export const StepView = Type.Object({
  kind: Type.Enum(['asked', 'answered', 'escalated', 'settled', 'withdrawn', 'overdue']),
  at: Type.String(),
  organisationName: Type.Optional(LocalText),
  outcome: Type.Optional(Type.String()),
  text: Type.Optional(Type.String()),
  basis: Type.Optional(Type.String()),
});

export function questionView(deps: Pick<Own, 'organisations' | 'clock' | 'calendar'>, row: QuestionRow) {
  const open = row.state === 'asked' || row.state === 'escalated';
  return {
    id: row.id,
    no: row.no,
    kind: row.kind,
    state: row.state,
    stateTitle: STATE_TITLES[row.state],
    organisation: row.organisation,
    organisationName: nameOf(deps, row.organisation),
    ...(row.authority === null ? {} : { authorityName: nameOf(deps, row.authority) }),
    askedAt: row.asked_at.toISOString(),
    ...(open ? { clock: clockOf(row, deps.clock.now(), deps.calendar) } : {}),
    ...(row.outcome === null ? {} : { outcome: row.outcome }),
    late: row.late,
  };
}

function clockOf(row: QuestionRow, now: Date, calendar: WorkingCalendar) {
  const due = deadlineOf(row);
  return {
    light: lightAt(due, now),
    dueDate: due.date,
    workdaysLeft: calendar.workdaysBetween(shanghaiDate(now), due.date),
    provisional: due.provisional,
  };
}

export function aboutView(deps: Pick<Own, 'organisations' | 'sealer'>, row: QuestionRow) {
  const { readBy, ...about } = deps.sealer.openJson(row.sealed_about, aboutContext(row.id)) as About;
  return { ...about, ...(readBy === undefined ? {} : { readByName: nameOf(deps, readBy) }) };
}

/** What was said, in its order; who in the office said it is left out. */
export function stepsView(deps: Pick<Own, 'organisations' | 'sealer'>, steps: readonly StepRow[]) {
  return steps.map((step) => ({
    kind: step.kind,
    at: step.at.toISOString(),
    ...(step.organisation === null ? {} : { organisationName: nameOf(deps, step.organisation) }),
    ...(step.outcome === null ? {} : { outcome: step.outcome }),
    ...said(deps.sealer, step),
  }));
}

function said(sealer: Sealer, step: StepRow): { text?: string; basis?: string } {
  if (step.sealed_text === null) return {};
  return sealer.openJson(step.sealed_text, stepContext(step.question_id)) as { text: string; basis?: string };
}
