import { randomUUID } from 'node:crypto';
import { permissionsOf, type ApplicationActor, type PersonActor, type StaffActor } from '@platform/access';
import type { OfficeAct, PackSet } from '@platform/packs';

/** A task on the page of its case. */
export type OfficeTask = {
  id: string;
  node?: string;
  link?: string;
  state: 'open' | 'done' | 'cancelled' | 'failed';
  organisation: string;
};

/** What is looked at on an officer's page of the case. */
export type OfficePage = {
  organisation: string;
  revision: number;
  legalBasis: { zh: string }[];
  tasks: OfficeTask[];
  clocks?: { light?: string; suspended: boolean; promise: { dueDate?: string } };
};

type Ask = <T>(
  as: PersonActor | StaffActor | ApplicationActor,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
) => Promise<T>;

/** Someone who works in one organisation; a clerk unless told. */
export function officerOf(organisation: string, role = 'clerk'): StaffActor {
  const roles = [role];
  return {
    kind: 'staff',
    accountId: `${role}-of-${organisation}`,
    organisation,
    roles,
    permissions: permissionsOf(roles),
    organisations: [organisation],
  };
}

/** By what a scenario names a task: its node in the process, or its link where no process drew it. */
export const nodeOf = ({ node, link }: OfficeTask): string => node ?? link ?? 'task';

/** The case as its office sees it. */
export const officePage = (ask: Ask, caseId: string, organisation: string): Promise<OfficePage> =>
  ask(officerOf(organisation), 'GET', `/api/work/cases/${caseId}`);

/** What offices and their systems do in a scenario. */
export async function actInOffice(
  { ask, packs, reasons }: { ask: Ask; packs: PackSet; reasons: Readonly<Record<string, { zh: string }>> },
  { id, caseNo, organisation }: { id: string; caseNo: string; organisation: string },
  act: OfficeAct,
): Promise<void> {
  const page = await officePage(ask, id, organisation);
  const clerk = officerOf(organisation);
  const path = `/api/work/cases/${id}`;
  const taskAt = (node: string, ...states: OfficeTask['state'][]): OfficeTask => {
    const found = page.tasks.find((task) => nodeOf(task) === node && states.includes(task.state));
    if (found) return found;
    const there = page.tasks.map((task) => `${nodeOf(task)} (${task.state})`).join(', ');
    throw new Error(`No task "${node}" is ${states.join(' or ')}; there are: ${there || 'none'}`);
  };
  if ('task' in act) {
    const { node, result, reason } = act.task;
    const task = taskAt(node, 'open');
    const said = (reason === undefined ? undefined : reasons[reason]?.zh) ?? '经核实';
    const basis = page.legalBasis[0]?.zh ?? said;
    await ask(officerOf(task.organisation), 'POST', `/api/work/tasks/${task.id}/complete`, {
      result,
      opinion: said,
      ...(result === 'correct' ? { items: [{ text: said }] } : {}),
      ...(result === 'refuse' || (result === 'disagree' && task.link === 'check') ? { reason: said, basis } : {}),
    });
  } else if ('handle' in act) {
    const { node, act: what, to } = act.handle;
    const task = taskAt(node, 'open', 'failed');
    await ask(
      officerOf(task.organisation, what === 'urge' ? 'department-head' : 'clerk'),
      'POST',
      `/api/work/tasks/${task.id}/${what}`,
      { reason: '演练', ...(to === undefined ? {} : { node: to }) },
    );
  } else if ('extension' in act) {
    const { days, approve } = act.extension;
    await ask(clerk, 'POST', `${path}/extend`, { days, reason: '情况复杂' });
    await ask(officerOf(organisation, 'department-head'), 'POST', `${path}/extension`, { approve });
  } else if ('papers' in act) {
    if (act.papers === 'received') await ask(clerk, 'POST', `${path}/papers-received`, {});
    else await ask(clerk, 'POST', `${path}/accept-incomplete`, { papers: act.papers.follow });
  } else if ('fee' in act) {
    const { items } = await ask<{ items: { id: string; state: string }[] }>(
      clerk,
      'GET',
      `/api/payments/bills?case=${id}`,
    );
    const due = items.find(({ state }) => state === 'due');
    if (!due) throw new Error('No fee of this case is due.');
    await ask(clerk, 'POST', `/api/payments/bills/${due.id}/window`, { receipt: 'SJ-0001' });
  } else {
    const { application, times = 1, result, failure } = act.system;
    const declared = packs.get('applications', application).value;
    const system: ApplicationActor = {
      kind: 'application',
      applicationId: application,
      organisation: declared.organisation,
    };
    const { tasks } = await ask<{ tasks: { id: string; caseNo: string }[] }>(system, 'POST', '/api/open/tasks/take', {
      max: 100,
    });
    const lent = tasks.find((task) => task.caseNo === caseNo);
    if (!lent) throw new Error(`The system ${application} finds no task of this case.`);
    const answer = failure === undefined ? { result: result ?? 'agree' } : { failure };
    const key = randomUUID();
    for (let time = 0; time < times; time += 1)
      await ask(system, 'POST', `/api/open/tasks/${lent.id}/result`, { key, ...answer });
  }
}
