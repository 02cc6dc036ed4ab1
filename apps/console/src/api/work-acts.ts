// Acts on tasks and on cases beside ending a task (modules/cases, features/act-on-task.ts, suspend-case.ts, extend-case.ts).
import { request } from '@yiwang/ui';

export const TASK_ACTS = [
  'claim',
  'release',
  'pass-on',
  'add-signer',
  'countersign',
  'return',
  'take-back',
  'urge',
  'retry',
  'take-over',
] as const;
export type TaskAct = (typeof TASK_ACTS)[number];
export const CASE_ACTS = [
  'accept-incomplete',
  'papers-received',
  'suspend',
  'resume',
  'extend',
  'extend-jointly',
  'refer',
  'approve-extension',
  'refuse-extension',
] as const;
export type CaseAct = (typeof CASE_ACTS)[number];
export type Act = TaskAct | CaseAct;

/** What special procedures there are (行政许可法 art. 45). */
export const PROCEDURES = [
  'hearing',
  'tender',
  'auction',
  'test',
  'inspection',
  'quarantine',
  'appraisal',
  'expert-review',
] as const;
export type Procedure = (typeof PROCEDURES)[number];

/** What may have to be written for an act. */
export type Given = {
  reason: string;
  organisation: string;
  organisations: readonly string[];
  account: string;
  node: string;
  kind: Procedure | '';
  days: number | null;
  expectedUntil: string;
  papers: readonly string[];
  /** An authority outside the city, and what the applicant is to do there. */
  outside: string;
  advice: string;
};
export const NOTHING_GIVEN: Given = {
  reason: '',
  organisation: '',
  organisations: [],
  account: '',
  node: '',
  kind: '',
  days: null,
  expectedUntil: '',
  papers: [],
  outside: '',
  advice: '',
};

export const actOnTask = (task: string, act: TaskAct, given: Given) =>
  request<{ caseId: string; tasks: string[] }>('POST', `/api/work/tasks/${encodeURIComponent(task)}/${act}`, {
    body: taskBody(act, given),
  });

/** Says that one does the task oneself, or gives it back. */
export const claimTask = (task: string, claim: boolean) =>
  request('POST', `/api/work/tasks/${encodeURIComponent(task)}/${claim ? 'claim' : 'release'}`, { body: {} });

function taskBody(act: TaskAct, { reason, organisation, organisations, account, node }: Given): object {
  switch (act) {
    case 'claim':
    case 'release':
      return {};
    case 'pass-on':
    case 'add-signer':
      return { reason, ...(organisation ? { organisation } : {}), ...(account ? { account } : {}) };
    case 'countersign':
      return { reason, organisations };
    case 'return':
      return { reason, node };
    default:
      return { reason };
  }
}

/** Acts on the case as it was shown (`revision`). */
export function actOnCase(id: string, revision: number, act: CaseAct, given: Given): Promise<unknown> {
  const { path, body } = caseCall(act, given);
  return request('POST', `/api/work/cases/${encodeURIComponent(id)}/${path}`, { body: { ...body, revision } });
}

function caseCall(act: CaseAct, given: Given): { path: string; body: object } {
  const { reason, kind, days, expectedUntil, papers } = given;
  switch (act) {
    case 'accept-incomplete':
      return { path: act, body: { papers, ...(expectedUntil ? { until: expectedUntil } : {}) } };
    case 'papers-received':
      return { path: act, body: {} };
    case 'suspend':
      return { path: 'suspend', body: { kind, reason, expectedUntil } };
    case 'resume':
      return { path: 'resume', body: { reason } };
    case 'refer': {
      const { organisation, outside, advice } = given;
      const to = organisation ? { organisation } : { outside: outside.trim() };
      return { path: 'refer', body: { ...to, reason, advice: advice.trim() } };
    }
    case 'extend':
    case 'extend-jointly':
      return { path: 'extend', body: { days, reason } };
    default:
      return { path: 'extension', body: { approve: act === 'approve-extension' } };
  }
}
