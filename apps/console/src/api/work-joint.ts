// More time for what several departments handle, as the head of government sees it (modules/cases, features/joint-extensions.ts).
import { request, type ItemOf } from '@yiwang/ui';
import { queryOptions } from '@tanstack/react-query';
import type { PageOf } from '../data/paged.ts';
import type { CaseOutline } from './work.ts';
import { WORK_PAGE } from './work-tasks.ts';

export type JointExtension = ItemOf<'cases.list-joint-extensions'>;
const list = (cursor: string | undefined, limit: number) =>
  request<PageOf<JointExtension>>('GET', '/api/work/joint-extensions', { query: { cursor, limit } });
export const fetchJoint = (cursor: string | undefined) => list(cursor, WORK_PAGE);

export const JOINT = 'joint-extensions';
/** How many wait. */
export const jointQuery = queryOptions({
  queryKey: [JOINT, 'waiting'],
  queryFn: () => list(undefined, 1),
  refetchInterval: 120_000,
});

export const answerJoint = (caseId: string, approve: boolean, reason: string) =>
  request<CaseOutline>('POST', `/api/work/cases/${encodeURIComponent(caseId)}/joint-extension`, {
    body: { approve, ...(reason === '' ? {} : { reason }) },
  });
