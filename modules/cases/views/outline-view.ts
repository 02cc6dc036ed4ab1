import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { factsOf } from '../carry-out.ts';
import { may } from '../domain/case.ts';
import { clockView } from '../domain/clock.ts';
import { applicantShown } from '../domain/contents.ts';
import { governmentOf, isTooLate } from '../domain/extensions.ts';
import { PROCEDURES } from '../domain/procedures.ts';
import { STATE_TITLES } from '../domain/titles.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import type { Extension } from '../store/extensions.ts';
import type { StepRecord } from '../store/steps.ts';
import { CaseDocument, caseDocument } from './document-view.ts';
import { insideShape } from './inside-shape.ts';
import { clocksView, reasonToExtend, type InsideRows } from './inside-view.ts';
import { positionOf } from './process-view.ts';
import { Clock, State } from './shapes.ts';
import { historyOf } from './show-case.ts';
import { stepsView } from './steps-view.ts';
import { TaskOutline } from './task-shape.ts';
import { taskOutline, type Looking } from './task-view.ts';

/**
 * A case as somebody sees it who answers for its time and not for the person: where it stands, who has it, its clocks, acts and the numbers of its
 * notices. Nothing of form, data, files, opinions, reasons or texts of notices; the applicant is masked as in the lists.
 */
export const CaseOutline = Type.Object({
  id: Type.String(),
  caseNo: Type.String(),
  matter: Type.String(),
  title: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  applicant: Type.String(),
  state: State,
  stateTitle: LocalText,
  receivedAt: Type.String(),
  channel: insideShape.channel,
  steps: Type.Array(
    Type.Object({
      key: Type.String(),
      title: LocalText,
      state: Type.Enum(['done', 'current', 'todo']),
      at: Type.Optional(Type.String()),
      note: Type.Optional(LocalText),
    }),
  ),
  decision: Type.Optional(Type.Object({ outcome: Type.Enum(['approved', 'refused']), at: Type.String() })),
  clock: Type.Optional(Clock),
  clocks: insideShape.clocks,
  committed: Type.Boolean(),
  tasks: Type.Array(TaskOutline),
  acts: Type.Array(
    Type.Object({
      task: Type.String(),
      kind: Type.String(),
      at: Type.String(),
      byOrganisation: Type.String(),
      to: Type.Optional(Type.String()),
    }),
  ),
  process: insideShape.process,
  history: Type.Array(Type.Object({ at: Type.String(), action: LocalText, by: LocalText })),
  documents: Type.Array(CaseDocument),
  suspensions: Type.Array(
    Type.Object({
      kind: Type.String(),
      title: LocalText,
      from: Type.String(),
      expectedUntil: Type.String(),
      endedAt: Type.Optional(Type.String()),
    }),
  ),
  extension: Type.Optional(
    Type.Object({
      days: Type.Integer(),
      askedAt: Type.String(),
      byGovernment: Type.Boolean(),
      approved: Type.Optional(Type.Boolean()),
      /** For the head of the government who decides about it, while it waits: why the office asks; says nothing of who the applicant is. */
      toDecide: Type.Optional(Type.Object({ reason: Type.String(), late: Type.Boolean() })),
    }),
  ),
  missing: Type.Optional(Type.Object({ papers: Type.Array(LocalText), until: Type.String() })),
});
export type CaseOutline = Type.Static<typeof CaseOutline>;

export async function outlineView(
  tools: CaseTools,
  record: CaseRecord,
  steps: readonly StepRecord[],
  rows: InsideRows,
  looking: Looking,
): Promise<CaseOutline> {
  const matter = tools.matters.get(record.matter, record.matterVersion);
  const nameOf = (id: string): LocalText => tools.organisations.find(id)?.name ?? { zh: id, en: id };
  const clocks = clocksView(tools, record, rows.suspensions);
  const { missing } = tools.contents.notice(record);
  const { extension } = rows;
  return {
    id: record.id,
    caseNo: record.caseNo,
    matter: record.matter,
    title: matter.title,
    organisation: record.organisation,
    organisationName: nameOf(record.organisation),
    applicant: applicantShown(tools.contents.applicant(record)),
    state: record.state,
    stateTitle: STATE_TITLES[record.state],
    receivedAt: (record.submittedAt ?? record.createdAt).toISOString(),
    channel: record.channel,
    steps: stepsView(record, steps, matter, nameOf),
    ...(record.outcome !== null && record.decidedAt !== null
      ? { decision: { outcome: record.outcome, at: record.decidedAt.toISOString() } }
      : {}),
    ...(record.deadline ? { clock: clockView(record.state, record.deadline, tools.clock.now(), tools.calendar) } : {}),
    ...(clocks ? { clocks } : {}),
    committed: record.committed,
    tasks: rows.tasks.map((task) => taskOutline(tools, task, looking)),
    acts: rows.acts.map((act) => {
      // Whom it went to is told as an office or a step, never as an officer.
      const to = act.toOrganisation ?? act.toNode;
      return {
        task: act.taskId,
        kind: act.kind,
        at: act.at.toISOString(),
        byOrganisation: act.byOrganisation,
        ...(to === null ? {} : { to }),
      };
    }),
    process: await positionOf(tools, record, rows.flow),
    history: historyOf(tools, steps),
    documents: rows.documents.map((row) => caseDocument(tools, row, rows.deliveries)),
    suspensions: rows.suspensions.map((one) => ({
      kind: one.kind,
      title: PROCEDURES[one.kind],
      from: one.from.toISOString(),
      expectedUntil: one.expectedUntil,
      ...(one.until ? { endedAt: one.until.toISOString() } : {}),
    })),
    ...(extension
      ? {
          extension: {
            days: extension.days,
            askedAt: extension.asked_at.toISOString(),
            byGovernment: extension.by_government,
            ...(extension.approved === null ? {} : { approved: extension.approved }),
            ...(decides(tools, record, extension, looking)
              ? {
                  toDecide: {
                    reason: reasonToExtend(tools, extension),
                    late: isTooLate(record, tools.clock.now()),
                  },
                }
              : {}),
          },
        }
      : {}),
    ...(missing && record.papersUntil !== null
      ? {
          missing: {
            papers: matter.materials.filter(({ id }) => missing.papers.includes(id)).map(({ title }) => title),
            until: record.papersUntil,
          },
        }
      : {}),
  };
}

/** Whether an extension waits for this head of government. */
function decides(
  { organisations }: CaseTools,
  record: CaseRecord,
  { approved, by_government }: Extension,
  { staff }: Looking,
): boolean {
  return (
    approved === null &&
    by_government &&
    may(factsOf({ ...record, suspendedAt: null }), 'extend') &&
    staff.permissions.has('cases.approve-joint-extension') &&
    governmentOf(organisations, record.organisation) === staff.organisation
  );
}
