import { position } from '@platform/process';
import { shanghaiDate } from '@platform/kernel';
import type { StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { elapsedDays, lightOf } from '../domain/clock.ts';
import { CREDIT_TITLES } from '../domain/credit.ts';
import { PROCEDURES } from '../domain/procedures.ts';
import { returnableNodes } from '../flow/move-case.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { deliveriesOfCase, documentsOfCase, type DeliveryRow, type DocumentRow } from '../store/documents.ts';
import { lastExtension, type Extension } from '../store/extensions.ts';
import { loadFlow, type FlowRows } from '../store/flow-rows.ts';
import { suspensionsOf, type Suspension } from '../store/suspensions.ts';
import { taskActsOfCase, type TaskAct } from '../store/task-acts.ts';
import { tasksOfCase } from '../store/task-lists.ts';
import type { TaskRecord } from '../store/task-record.ts';
import { caseDocument } from './document-view.ts';
import type { CaseTask } from './task-shape.ts';
import { caseTask } from './task-view.ts';
import type { Inside, ProcessPosition } from './inside-shape.ts';

export type InsideRows = {
  flow: FlowRows;
  tasks: TaskRecord[];
  suspensions: Suspension[];
  acts: TaskAct[];
  extension: Extension | undefined;
  documents: DocumentRow[];
  deliveries: DeliveryRow[];
};

/** All that belongs to a case, asked for side by side. */
export async function loadInside(tools: CaseTools, tx: Tx, caseId: string): Promise<InsideRows> {
  const [flow, tasks, suspensions, documents, deliveries, acts, extension] = await Promise.all([
    loadFlow(tx, caseId, tools.contents),
    tasksOfCase(tx, caseId),
    suspensionsOf(tx, caseId),
    documentsOfCase(tx, caseId),
    deliveriesOfCase(tx, caseId),
    taskActsOfCase(tx, caseId),
    lastExtension(tx, caseId),
  ]);
  return { flow, tasks, suspensions, documents, deliveries, acts, extension };
}

export async function insideView(
  tools: CaseTools,
  record: CaseRecord,
  rows: InsideRows,
  staff: StaffActor,
  standsInFor: readonly string[],
): Promise<Inside> {
  const clocks = clocksView(tools, record, rows.suspensions);
  return {
    tasks: rows.tasks.map((task) => told(record, caseTask(tools, task, staff, standsInFor))),
    process: await positionOf(tools, record, rows.flow),
    ...(clocks ? { clocks } : {}),
    acts: rows.acts.map((act) => {
      const to = act.toAccount ?? act.toOrganisation ?? act.toNode;
      return {
        task: act.taskId,
        kind: act.kind,
        at: act.at.toISOString(),
        by: act.byAccount,
        byOrganisation: act.byOrganisation,
        ...(to === null ? {} : { to }),
        reason: tools.contents.reason(act),
      };
    }),
    returnTo: await nodesToReturnTo(tools, record, rows.flow),
    documents: rows.documents.map((row) => caseDocument(tools, row, rows.deliveries)),
    ...standingOf(tools, record, rows.extension),
    suspensions: rows.suspensions.map((one) => ({
      kind: one.kind,
      title: PROCEDURES[one.kind],
      from: one.from.toISOString(),
      expectedUntil: one.expectedUntil,
      ...(one.until ? { endedAt: one.until.toISOString() } : {}),
      reason: tools.contents.reason(one),
    })),
  };
}

/** What must be corrected is told once (art. 32); then it is no way to end a task any more. */
function told({ correctionTold }: CaseRecord, task: CaseTask): CaseTask {
  return correctionTold ? { ...task, results: task.results.filter(({ result }) => result !== 'correct') } : task;
}

function standingOf(
  tools: CaseTools,
  record: CaseRecord,
  extension: Extension | undefined,
): Pick<Inside, 'credit' | 'missing' | 'committed' | 'extension'> {
  const credit = tools.contents.credit(record);
  const { missing } = tools.contents.notice(record);
  const { materials } = tools.matters.get(record.matter, record.matterVersion);
  return {
    committed: record.committed,
    ...(credit ? { credit: { ...credit, records: [...credit.records], title: CREDIT_TITLES[credit.result] } } : {}),
    ...(missing && record.papersUntil !== null
      ? {
          missing: {
            papers: materials.filter(({ id }) => missing.papers.includes(id)).map(({ title }) => title),
            until: record.papersUntil,
          },
        }
      : {}),
    ...(extension
      ? {
          extension: {
            days: extension.days,
            askedBy: extension.asked_by,
            askedAt: extension.asked_at.toISOString(),
            reason: tools.contents.reason({ id: extension.id, sealedReason: extension.sealed_reason }),
            ...(extension.approved === null ? {} : { approved: extension.approved }),
          },
        }
      : {}),
  };
}

async function nodesToReturnTo(tools: CaseTools, record: CaseRecord, flow: FlowRows): Promise<Inside['returnTo']> {
  if (!flow.state || record.outcome !== null) return [];
  const model = await tools.models.of(record.matter, record.matterVersion);
  return returnableNodes(model, flow.state.instance.done[model.id] ?? []);
}

/** The picture of the case's process in the version it keeps, with where it is. */
export async function positionOf(tools: CaseTools, record: CaseRecord, flow: FlowRows): Promise<ProcessPosition> {
  const xml = tools.matters.process(record.matter, record.matterVersion);
  if (!flow.state) return { xml, active: [], done: [...(record.passed ?? [])], stopped: [] };
  const model = await tools.models.of(record.matter, record.matterVersion);
  return { xml, ...position(model, flow.state) };
}

function clocksView(tools: CaseTools, record: CaseRecord, suspensions: readonly Suspension[]): Inside['clocks'] {
  if (!record.acceptedAt) return undefined;
  const acceptedAt = record.acceptedAt;
  const { limits } = tools.matters.get(record.matter, record.matterVersion);
  const until = record.decidedAt ?? tools.clock.now();
  const now = tools.clock.now();
  const clock = (limit: { days: number; unit: 'workday' | 'day' }, due: { date: string } | null) => {
    const days = limit.days + record.extendedDays;
    const elapsed = elapsedDays(acceptedAt, limit.unit, suspensions, until, tools.calendar);
    return {
      days,
      unit: limit.unit,
      elapsed,
      ...(due ? { dueDate: due.date, left: tools.calendar.workdaysBetween(shanghaiDate(now), due.date) } : {}),
    };
  };
  return {
    ...(record.deadline ? { light: lightOf(record.deadline, now, record.statutory) } : {}),
    promise: clock(limits.promise, record.deadline),
    statutory: clock(limits.statutory, record.statutory),
    suspended: record.suspendedAt !== null,
    extendedDays: record.extendedDays,
  };
}
