// Tasks of officers and what happens inside a case (modules/cases, views/task-shape.ts and views/inside-shape.ts).
import { request, type CaseState, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export const LIGHTS = ['green', 'amber', 'red', 'double-red'] as const;
export type Light = (typeof LIGHTS)[number];
export type TaskResult = 'accept' | 'correct' | 'agree' | 'disagree' | 'approve' | 'refuse' | 'done';
export type TaskLink = 'receive' | 'accept' | 'review' | 'opinion' | 'decide' | 'deliver' | 'check';
export type TaskState = 'open' | 'done' | 'cancelled' | 'failed';

type Task = {
  id: string;
  node?: string;
  link?: TaskLink;
  linkTitle?: LocalText;
  task: LocalText;
  state: TaskState;
  organisation: string;
  organisationName: LocalText;
  openedAt: string;
  dueDate?: string;
  workdaysLeft?: number;
  light?: Light;
  /** The signed-in officer may work it: end it, or pass it on, have it signed, return it. */
  mine: boolean;
  /** With which they may end it as the case stands; empty where they may not now. */
  results: { result: TaskResult; title: LocalText }[];
  heldBy?: 'me' | 'other';
  urged: number;
  askedBy?: string;
  system?: string;
  failure?: string;
  result?: TaskResult;
  resultTitle?: LocalText;
  closedAt?: string;
};
/** A line of the work list. */
export type TaskListing = Task & {
  caseId: string;
  caseNo: string;
  matter: string;
  title: LocalText;
  applicant: string;
  caseState: CaseState;
  caseStateTitle: LocalText;
  suspended: boolean;
  revision: number;
};
/** A task on the page of its case, with the opinion given. */
export type CaseTask = Task & { opinion?: string };

export type OneClock = { days: number; unit: 'workday' | 'day'; elapsed: number; dueDate?: string; left?: number };
export type Clocks = {
  light?: Light;
  promise: OneClock;
  statutory: OneClock;
  /** From the approval to the recorded delivery, while it runs. */
  delivery?: OneClock;
  suspended: boolean;
  extendedDays: number;
};
export type DeliveryState = 'waiting' | 'sending' | 'sent' | 'failed' | 'unknown';
export type CaseDocument = {
  id: string;
  kind: string;
  title: LocalText;
  number: string;
  organisation: string;
  organisationName: LocalText;
  at: string;
  deliveries: { channel: string; state: DeliveryState; attempts: number; sentAt?: string; seenAt?: string }[];
};
export type Suspension = {
  kind: string;
  title: LocalText;
  from: string;
  expectedUntil: string;
  endedAt?: string;
  reason: LocalText;
};
export type Credit = {
  result: 'ok' | 'warn' | 'block' | 'unknown';
  title: LocalText;
  at: string;
  records: { title: LocalText; measure?: { title: LocalText; basis: LocalText }; organisation?: string }[];
};
type OneProcess = { xml: string; active: string[]; done: string[]; stopped: string[] };
export type ProcessPosition = OneProcess & { called: (OneProcess & { process: string; title: LocalText })[] };
/** Where a process has stopped, why, and what may be done about it. */
export type Stopped = {
  places: { node: string; title: LocalText; why: LocalText; missing: string[]; mayResume: boolean }[];
  moveTo: { node: string; title: LocalText }[];
};
/** What only officers of the organisations concerned see of a case. */
export type Inside = {
  tasks: CaseTask[];
  process: ProcessPosition;
  stopped?: Stopped;
  clocks?: Clocks;
  /** What was done to tasks beside ending them. */
  acts: { task: string; kind: string; at: string; by: string; byOrganisation: string; to?: string; reason: string }[];
  /** Work the case has passed, to which it may be returned from the open tasks named. */
  returnTo: { node: string; title: string; from: string[] }[];
  documents: CaseDocument[];
  /** What the check of the applicant's credit said, and why. */
  credit?: Credit;
  /** Papers that were to follow (容缺), as long as they have not come. */
  missing?: { papers: LocalText[]; until: string };
  /** Decided on the applicant's word (告知承诺), to be checked. */
  committed: boolean;
  /** `approved` is absent while it waits. */
  extension?: { days: number; askedBy: string; askedAt: string; reason: string; approved?: boolean };
  suspensions: Suspension[];
};

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
