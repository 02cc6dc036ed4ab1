// Departments' own systems that take tasks and return results (modules/cases, features/show-systems.ts).
import { request, type LocalText } from '@yiwang/ui';
import type { TaskListing } from './work-tasks.ts';
import type { PageOf } from '../data/paged.ts';

type Figures = {
  /** With nobody yet, taken and not answered, in the error queue, done in the last thirty days. */
  waiting: number;
  lent: number;
  failed: number;
  done: number;
  oldestAt?: string;
  lastAt?: string;
};
export type DepartmentSystem = Figures & {
  system: string;
  title: LocalText;
  organisation: string;
  organisationName: LocalText;
  simulated: boolean;
  seenAt?: string;
  matters: (Figures & { matter: string; title: LocalText })[];
};

export const SYSTEMS = 'systems';
export const QUEUE_PAGE = 50;

export const fetchSystems = () => request<{ items: DepartmentSystem[] }>('GET', '/api/work/systems');

/** What systems could not take or answer. */
export const fetchQueue = (cursor: string | undefined) =>
  request<PageOf<TaskListing>>('GET', '/api/work/tasks', { query: { state: 'failed', cursor, limit: QUEUE_PAGE } });
