import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { CASE_STATES } from '../contract/index.ts';
import { LIGHTS } from '../domain/clock.ts';
import { LINKS, TASK_RESULTS } from '../domain/links.ts';

const shared = {
  id: Type.String(),
  /** Of the process; absent for work that no process drew. */
  node: Type.Optional(Type.String()),
  link: Type.Optional(Type.Enum([...LINKS])),
  linkTitle: Type.Optional(LocalText),
  /** What is to be done. */
  task: LocalText,
  state: Type.Enum(['open', 'done', 'cancelled', 'failed']),
  organisation: Type.String(),
  organisationName: LocalText,
  openedAt: Type.String(),
  dueDate: Type.Optional(Type.String()),
  workdaysLeft: Type.Optional(Type.Integer()),
  light: Type.Optional(Type.Enum([...LIGHTS])),
  /** This officer may work it: end it, or pass it on, have it signed, return it. */
  mine: Type.Boolean(),
  /** The results with which they may end it as the case stands; empty where they may not now. */
  results: Type.Array(Type.Object({ result: Type.Enum([...TASK_RESULTS]), title: LocalText })),
  /** Who has claimed it: the officer, or somebody else. */
  heldBy: Type.Optional(Type.Enum(['me', 'other'])),
  urged: Type.Integer(),
  /** Asked for by the holder of another task (加签, 会签). */
  askedBy: Type.Optional(Type.String()),
  /** Waits for a department's own system. */
  system: Type.Optional(Type.String()),
  failure: Type.Optional(Type.String()),
  result: Type.Optional(Type.Enum([...TASK_RESULTS])),
  resultTitle: Type.Optional(LocalText),
  closedAt: Type.Optional(Type.String()),
};

/** A line of the work list. */
export const TaskItem = Type.Object({
  ...shared,
  caseId: Type.String(),
  caseNo: Type.String(),
  matter: Type.String(),
  title: LocalText,
  /** Masked: the whole name stands on the case's page, whose reading is recorded. */
  applicant: Type.String(),
  caseState: Type.Enum([...CASE_STATES]),
  caseStateTitle: LocalText,
  suspended: Type.Boolean(),
  revision: Type.Integer(),
});
export type TaskItem = Type.Static<typeof TaskItem>;

/** A task on the page of its case. */
export const TaskOutline = Type.Object(shared);
export type TaskOutline = Type.Static<typeof TaskOutline>;

/** A task on the page of its case, with the opinion given. */
export const CaseTask = Type.Object({ ...shared, opinion: Type.Optional(Type.String()) });
export type CaseTask = Type.Static<typeof CaseTask>;
