import { queryOptions } from '@tanstack/react-query';
import { fetchAtWindow, fetchVisitor, fetchWindowCase, fetchWindowPlaces } from '../../api/window.ts';

export const AT_WINDOW = 'at-window';
export const atWindowQuery = queryOptions({ queryKey: [AT_WINDOW, 'list'], queryFn: fetchAtWindow });
export const windowPlacesQuery = queryOptions({
  queryKey: [AT_WINDOW, 'places'],
  queryFn: fetchWindowPlaces,
  staleTime: Number.POSITIVE_INFINITY,
});
export const visitorQuery = (id: string) =>
  queryOptions({ queryKey: [AT_WINDOW, 'visitor', id], queryFn: () => fetchVisitor(id), staleTime: 0 });
export const windowCaseQuery = (id: string) =>
  queryOptions({ queryKey: [AT_WINDOW, 'case', id], queryFn: () => fetchWindowCase(id) });
