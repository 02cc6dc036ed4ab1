import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { LIGHTS } from '../domain/clock.ts';
import { CaseDocument } from './document-view.ts';
import { CaseTask } from './task-shape.ts';
import { VisitShape } from '../visits/visit-view.ts';

const OneClock = Type.Object({
  days: Type.Integer(),
  unit: Type.Enum(['workday', 'day']),
  /** Days that have run, without special procedures. */
  elapsed: Type.Integer(),
  /** Absent while the time stands still. */
  dueDate: Type.Optional(Type.String()),
  left: Type.Optional(Type.Integer()),
});

const position = {
  xml: Type.String(),
  active: Type.Array(Type.String()),
  done: Type.Array(Type.String()),
  stopped: Type.Array(Type.String()),
};

/** Where a process is; `active` and `done` are ids of elements of `xml`. */
export const ProcessPosition = Type.Object({
  ...position,
  /** The processes that it calls (BPMN call activities), as they are, or were when last called. */
  called: Type.Array(Type.Object({ process: Type.String(), title: LocalText, ...position })),
});
export type ProcessPosition = Type.Static<typeof ProcessPosition>;

/** What an officer sees of a case beside the case itself. */
export const insideShape = {
  tasks: Type.Array(CaseTask),
  process: ProcessPosition,
  /** By which version the running process goes, and which new cases use; absent where none runs. */
  goesBy: Type.Optional(Type.Object({ version: Type.String(), inUse: Type.Optional(Type.String()) })),
  /** Where the process has stopped, and why; absent while it runs. */
  stopped: Type.Optional(
    Type.Object({
      places: Type.Array(
        Type.Object({
          node: Type.String(),
          title: LocalText,
          why: LocalText,
          /** Variables without which it cannot go on, and that may be given when it is resumed. */
          missing: Type.Array(Type.String()),
          /** Trying again may help; otherwise the case has to be moved. */
          mayResume: Type.Boolean(),
        }),
      ),
      /** Work to which the case may be moved instead. */
      moveTo: Type.Array(Type.Object({ node: Type.String(), title: LocalText })),
    }),
  ),
  /** Promise and statutory limit, once the case is accepted. */
  clocks: Type.Optional(
    Type.Object({
      light: Type.Optional(Type.Enum([...LIGHTS])),
      promise: OneClock,
      statutory: OneClock,
      /** From the approval to the recorded delivery (行政许可法 art. 44), while it runs. */
      delivery: Type.Optional(OneClock),
      suspended: Type.Boolean(),
      extendedDays: Type.Integer(),
    }),
  ),
  /** What was done to tasks beside ending them. */
  acts: Type.Array(
    Type.Object({
      task: Type.String(),
      kind: Type.String(),
      at: Type.String(),
      by: Type.String(),
      byOrganisation: Type.String(),
      to: Type.Optional(Type.String()),
      reason: Type.String(),
    }),
  ),
  /** Work the case has passed, to which it may be returned from the open tasks named. */
  returnTo: Type.Array(Type.Object({ node: Type.String(), title: LocalText, from: Type.Array(Type.String()) })),
  documents: Type.Array(CaseDocument),
  channel: Type.Enum(['online', 'window', 'phone', 'kiosk']),
  /** Times that somebody had to come, those taken back too; absent for a case from before they were counted. */
  visits: Type.Optional(Type.Array(VisitShape)),
  promisedVisits: Type.Optional(Type.Integer()),
  /** What the check of the applicant's credit said, and why. */
  credit: Type.Optional(
    Type.Object({
      result: Type.Enum(['ok', 'warn', 'block', 'unknown']),
      title: LocalText,
      at: Type.String(),
      records: Type.Array(
        Type.Object({
          title: LocalText,
          measure: Type.Optional(Type.Object({ title: LocalText, basis: LocalText })),
          organisation: Type.Optional(Type.String()),
        }),
      ),
    }),
  ),
  /** Papers that were to follow (容缺), as long as they have not come. */
  missing: Type.Optional(Type.Object({ papers: Type.Array(LocalText), until: Type.String() })),
  /** Decided on the applicant's word (告知承诺), to be checked. */
  committed: Type.Boolean(),
  /** An extension asked for, approved or not. */
  extension: Type.Optional(
    Type.Object({
      days: Type.Integer(),
      askedBy: Type.String(),
      askedAt: Type.String(),
      reason: Type.String(),
      /** The head of the government of the level decides (行政许可法 art. 42 para 2), not that of the office. */
      byGovernment: Type.Boolean(),
      approved: Type.Optional(Type.Boolean()),
      /** What the head of the government wrote. */
      answer: Type.Optional(Type.String()),
    }),
  ),
  /** An extension that the officer may ask for now: at most how many days, and of whom. */
  mayExtend: Type.Optional(Type.Object({ most: Type.Integer(), byGovernment: Type.Boolean() })),
  suspensions: Type.Array(
    Type.Object({
      kind: Type.String(),
      title: LocalText,
      from: Type.String(),
      expectedUntil: Type.String(),
      endedAt: Type.Optional(Type.String()),
      /** As an officer wrote it (the same in both languages), or the name of the step that the process marks as a procedure. */
      reason: LocalText,
    }),
  ),
};
const Inside = Type.Object(insideShape);
export type Inside = Type.Static<typeof Inside>;
