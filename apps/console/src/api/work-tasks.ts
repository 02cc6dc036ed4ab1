// Tasks of officers and what happens inside a case (modules/cases, views/task-shape.ts and views/inside-shape.ts).
import { request, type Answer, type ItemOf } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export const LIGHTS = ['green', 'amber', 'red', 'double-red'] as const;
export type Light = (typeof LIGHTS)[number];
/** A line of the work list. */
export type TaskListing = ItemOf<'cases.list-tasks'>;
type Shown = Answer<'cases.show-work-case'>;
/** A task on the page of its case, with the opinion given. */
export type CaseTask = Shown['tasks'][number];
export type TaskResult = CaseTask['results'][number]['result'];
export type OneClock = NonNullable<Shown['clocks']>['promise'];
export type CaseDocument = Shown['documents'][number];
export type Credit = NonNullable<Shown['credit']>;
/** Where a process has stopped, why, and what may be done about it. */
export type Stopped = NonNullable<Shown['stopped']>;

/** Filters of the work list, as they stand in the address. `view` is `cases` for the cases themselves. */
export type WorkFilter = {
  view?: string | undefined;
  state?: string | undefined;
  light?: string | undefined;
  matter?: string | undefined;
  mine?: string | undefined;
  q?: string | undefined;
};
export const WORK_PAGE = 50;

export const fetchTasks = ({ view: _, mine, ...filter }: WorkFilter, cursor: string | undefined) =>
  request<PageOf<TaskListing>>('GET', '/api/work/tasks', {
    query: { ...filter, ...(mine ? { mine: 'true' } : {}), cursor, limit: WORK_PAGE },
  });

export type Correction = { field?: string; text: string };
/** How an officer ends a task; what each result needs beside itself is `finishOf` of modules/cases/features/complete-task.ts. */
export type Completion = {
  result: TaskResult;
  opinion?: string;
  items?: Correction[];
  note?: string;
  reason?: string;
  basis?: string;
};
const task = (id: string, act: string) => `/api/work/tasks/${encodeURIComponent(id)}/${act}`;

export const completeTask = (id: string, revision: number, completion: Completion) =>
  request<{ id: string; caseId: string; revision: number }>('POST', task(id, 'complete'), {
    body: { ...completion, revision },
  });

export type BatchItem = { id: string; done: boolean; error?: { code: string; message: string } };
export const BATCH_RESULTS = ['accept', 'agree', 'approve', 'done'] as const;
export type BatchResult = (typeof BATCH_RESULTS)[number];
/** The same result for many tasks, each by itself: what cannot be done is told task by task. */
export const completeTasks = (ids: readonly string[], result: BatchResult, opinion: string) =>
  request<{ items: BatchItem[] }>('POST', '/api/work/tasks/batch', {
    body: { ids, result, ...(opinion ? { opinion } : {}) },
  });

export const documentHref = (id: string): string => `/api/work/documents/${encodeURIComponent(id)}/pdf`;
/** 申请表; opening it is a recorded read. */
export const applicationFormHref = (caseId: string): string =>
  `/api/work/cases/${encodeURIComponent(caseId)}/application-form`;
/** 审批单, for the office's file; opening it is a recorded read. */
export const examinationSheetHref = (caseId: string): string =>
  `/api/work/cases/${encodeURIComponent(caseId)}/examination-sheet`;
export const deliveryReceiptHref = (id: string): string =>
  `/api/work/documents/${encodeURIComponent(id)}/delivery-receipt`;
