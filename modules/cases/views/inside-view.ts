import { shanghaiDate, type LocalText } from '@platform/kernel';
import { inScope, type StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { factsOf } from '../carry-out.ts';
import { may, TERMINAL } from '../domain/case.ts';
import { elapsedDays, lightOf } from '../domain/clock.ts';
import { CREDIT_TITLES } from '../domain/credit.ts';
import { extensionRule, isTooLate, type ExtensionRule } from '../domain/extensions.ts';
import { PROCEDURES } from '../domain/procedures.ts';
import { placesToReturn } from '../flow/places.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { deliveriesOfCase, documentsOfCase, type DeliveryRow, type DocumentRow } from '../store/documents.ts';
import { lastExtension, type Extension } from '../store/extensions.ts';
import { loadFlow, type FlowRows } from '../store/flow-rows.ts';
import { suspensionsOf, type Suspension } from '../store/suspensions.ts';
import { taskActsOfCase, type TaskAct } from '../store/task-acts.ts';
import { tasksOfCase } from '../store/task-lists.ts';
import type { TaskRecord } from '../store/task-record.ts';
import { visitsOfCase, type Visit } from '../store/visits.ts';
import { visitView } from '../visits/visit-view.ts';
import { caseDocument } from './document-view.ts';
import { caseTask, type Looking } from './task-view.ts';
import type { Inside } from './inside-shape.ts';
import { positionOf, stoppedOf } from './process-view.ts';

export type InsideRows = {
  flow: FlowRows;
  tasks: TaskRecord[];
  suspensions: Suspension[];
  acts: TaskAct[];
  extension: Extension | undefined;
  documents: DocumentRow[];
  deliveries: DeliveryRow[];
  visits: Visit[];
};

/** All that belongs to a case, asked for side by side. */
export async function loadInside(tools: CaseTools, tx: Tx, caseId: string): Promise<InsideRows> {
  const [flow, tasks, suspensions, documents, deliveries, acts, extension, visits] = await Promise.all([
    loadFlow(tx, caseId, tools.contents),
    tasksOfCase(tx, caseId),
    suspensionsOf(tx, caseId),
    documentsOfCase(tx, caseId),
    deliveriesOfCase(tx, caseId),
    taskActsOfCase(tx, caseId),
    lastExtension(tx, caseId),
    visitsOfCase(tx, caseId),
  ]);
  return { flow, tasks, suspensions, documents, deliveries, acts, extension, visits };
}

export async function insideView(
  tools: CaseTools,
  record: CaseRecord,
  rows: InsideRows,
  looking: Looking,
): Promise<Inside> {
  const clocks = clocksView(tools, record, rows.suspensions);
  const asked = new Set(
    rows.tasks.flatMap(({ state, askedBy }) => (state === 'open' && askedBy !== null ? [askedBy] : [])),
  );
  const stopped = await stoppedOf(tools, record, rows.flow);
  const rule = extensionRule(tools.matters.get(record.matter, record.matterVersion), tools.limits);
  const mayAsk = mayAskExtension(looking.staff, record, rows.extension, rule, tools.clock.now());
  return {
    tasks: rows.tasks.map((task) => caseTask(tools, task, looking, asked.has(task.id))),
    process: await positionOf(tools, record, rows.flow),
    ...(stopped ? { stopped } : {}),
    ...goesByOf(tools, record, rows.flow),
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
    channel: record.channel,
    ...(record.visits === null ? {} : { visits: rows.visits.map((visit) => visitView(tools, visit)) }),
    ...(record.promisedVisits === null ? {} : { promisedVisits: record.promisedVisits }),
    ...standingOf(tools, record, rows.extension),
    ...(mayAsk ? { mayExtend: { most: rule.most, byGovernment: rule.byGovernment } } : {}),
    suspensions: rows.suspensions.map((one) => ({
      kind: one.kind,
      title: PROCEDURES[one.kind],
      from: one.from.toISOString(),
      expectedUntil: one.expectedUntil,
      ...(one.until ? { endedAt: one.until.toISOString() } : {}),
      reason: reasonOf(tools, one, rows.tasks),
    })),
  };
}

/** Where the process itself stopped the clocks, its step says why, in both languages. */
function reasonOf({ contents }: CaseTools, one: Suspension, tasks: readonly TaskRecord[]): LocalText {
  const step = tasks.find(({ id }) => id === one.taskId);
  if (step) return { zh: step.titleZh, en: step.titleEn };
  const written = contents.reason(one);
  return { zh: written, en: written };
}

function goesByOf(tools: CaseTools, record: CaseRecord, { state }: FlowRows): Pick<Inside, 'goesBy'> {
  if (!state) return {};
  const inUse = tools.matters.find(record.matter)?.version;
  return { goesBy: { version: record.processVersion, ...(inUse === undefined ? {} : { inUse }) } };
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
            reason: reasonToExtend(tools, extension),
            byGovernment: extension.by_government,
            ...(extension.approved === null ? {} : { approved: extension.approved }),
            ...(extension.sealed_answer === null
              ? {}
              : { answer: tools.contents.answer({ id: extension.id, sealedAnswer: extension.sealed_answer }) }),
          },
        }
      : {}),
  };
}

/** Why it was asked for. */
export const reasonToExtend = ({ contents }: CaseTools, one: Pick<Extension, 'id' | 'sealed_reason'>): string =>
  contents.reason({ id: one.id, sealedReason: one.sealed_reason });

/** Whether an officer may ask for more time now; what several departments handle, the head of the office alone. */
function mayAskExtension(
  staff: StaffActor,
  record: CaseRecord,
  last: Extension | undefined,
  { byGovernment }: ExtensionRule,
  now: Date,
): boolean {
  const { permissions } = staff;
  if (!permissions.has('cases.decide') || !inScope(staff, record.organisation)) return false;
  if (byGovernment && !permissions.has('cases.approve-extension')) return false;
  const asked = last !== undefined && last.approved !== false;
  return !asked && may(factsOf(record), 'extend') && !isTooLate(record, now);
}

async function nodesToReturnTo(tools: CaseTools, record: CaseRecord, flow: FlowRows): Promise<Inside['returnTo']> {
  const { state, tasks } = flow;
  if (!state || record.outcome !== null) return [];
  const process = await tools.models.of(record.matter, record.processVersion);
  const found = new Map<string, Inside['returnTo'][number]>();
  for (const { id, state: at, kind, job } of tasks) {
    if (at !== 'open' || (kind !== 'user' && kind !== 'service') || job === null) continue;
    for (const { node, title } of placesToReturn(process, state, { scope: job.scope, token: job.token })) {
      const known = found.get(node) ?? { node, title, from: [] };
      found.set(node, { ...known, from: [...known.from, id] });
    }
  }
  return [...found.values()];
}

/** Promise and statutory limit as they have run, once the case is accepted. */
export function clocksView(tools: CaseTools, record: CaseRecord, suspensions: readonly Suspension[]): Inside['clocks'] {
  if (!record.acceptedAt) return undefined;
  const acceptedAt = record.acceptedAt;
  const { limits } = tools.matters.get(record.matter, record.matterVersion);
  const now = tools.clock.now();
  // Withdrawn or referred, nothing happened to it afterwards.
  const until = record.decidedAt ?? (TERMINAL.includes(record.state) ? record.updatedAt : now);
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
  const delivery = deliveryClock(tools, record, now);
  return {
    ...(record.deadline ? { light: lightOf(record.deadline, now, record.statutory) } : {}),
    promise: clock(limits.promise, delivery ? null : record.deadline),
    statutory: clock(limits.statutory, delivery ? null : record.statutory),
    ...(delivery ? { delivery } : {}),
    suspended: record.suspendedAt !== null,
    extendedDays: record.extendedDays,
  };
}

/** The clock of delivery: it runs from the approval on. */
function deliveryClock(
  { calendar }: CaseTools,
  { state, deadline }: CaseRecord,
  now: Date,
): NonNullable<Inside['clocks']>['delivery'] {
  if (state !== 'approved' || !deadline) return undefined;
  return {
    days: calendar.workdaysBetween(shanghaiDate(deadline.from), deadline.date),
    unit: 'workday',
    elapsed: elapsedDays(deadline.from, 'workday', [], now, calendar),
    dueDate: deadline.date,
    left: calendar.workdaysBetween(shanghaiDate(now), deadline.date),
  };
}
