import { DomainError } from '@platform/kernel';
import { inScope, type Actor } from '@platform/access';
import { approvesAtOnce } from './act-on-case.ts';
import { factsOf } from './carry-out.ts';
import { may } from './domain/case.ts';
import { refersFrom, type TaskResult } from './domain/links.ts';
import { openHandling } from './handle-case.ts';
import type { CaseTools } from './module.ts';
import type { CaseRecord } from './store/case-record.ts';
import type { FlowRows } from './store/flow-rows.ts';
import { WORK_ACTIONS, type WorkCase } from './views/shapes.ts';
import { isMine, resultsFor, type Looking } from './views/task-view.ts';

type WorkAction = WorkCase['allowed'][number];

const OF_RESULT: Partial<Record<TaskResult, WorkAction>> = {
  accept: 'accept',
  correct: 'request-correction',
  approve: 'approve',
  refuse: 'refuse',
};

/**
 * What an officer may make of a case now: what their open tasks may end with and the law takes. `approve` stands there too where ending their
 * acceptance leads straight to a decision of theirs: that is tried in memory, on the process as it is. A case without open work (begun before there
 * were processes) obeys the law alone.
 */
export async function allowedActs(
  tools: CaseTools,
  record: CaseRecord,
  flow: FlowRows,
  looking: Looking,
): Promise<WorkAction[]> {
  const { staff } = looking;
  if (!staff.permissions.has('cases.decide')) return [];
  const lawful = WORK_ACTIONS.filter((action) => may(factsOf(record), action));
  const open = flow.tasks.filter(({ state, kind }) => state === 'open' && (kind === 'user' || kind === 'service'));
  if (open.length === 0 && flow.state === undefined) return inScope(staff, record.organisation) ? lawful : [];
  const free = open.filter((task) => !open.some(({ askedBy }) => askedBy === task.id));
  const acts = new Set<WorkAction>(
    free.flatMap((task) => resultsFor(task, looking)).flatMap((result) => OF_RESULT[result] ?? []),
  );
  if (lawful.includes('approve') && !acts.has('approve') && (await approvesNext(tools, record, flow, looking)))
    acts.add('approve');
  const refers = free.some((task) => refersFrom(task) && isMine(task, looking));
  if (refers && inScope(staff, record.organisation)) acts.add('refer');
  return lawful.filter((action) => acts.has(action));
}

async function approvesNext(tools: CaseTools, record: CaseRecord, flow: FlowRows, looking: Looking): Promise<boolean> {
  const actor: Actor = looking.staff;
  try {
    // Nothing of this is written.
    return await approvesAtOnce(tools, await openHandling(tools, record, flow, { actor, trace: '' }), looking);
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
