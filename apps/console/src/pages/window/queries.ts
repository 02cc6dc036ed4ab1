import { queryOptions } from '@tanstack/react-query';
import { fetchAtWindow, fetchVisitor, fetchWindowCase } from '../../api/window.ts';

export const AT_WINDOW = 'at-window';
export const atWindowQuery = queryOptions({ queryKey: [AT_WINDOW, 'list'], queryFn: fetchAtWindow });
export const visitorQuery = (id: string) =>
  queryOptions({ queryKey: [AT_WINDOW, 'visitor', id], queryFn: () => fetchVisitor(id), staleTime: 0 });
export const windowCaseQuery = (id: string) =>
  queryOptions({ queryKey: [AT_WINDOW, 'case', id], queryFn: () => fetchWindowCase(id) });
