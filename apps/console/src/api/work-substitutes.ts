// Who stands in for whom (modules/cases, features/substitutes.ts).
import { request, type Answer } from '@yiwang/ui';
import { queryOptions } from '@tanstack/react-query';

export type Substitute = {
  id: string;
  organisation: string;
  account: string;
  accountName: string;
  forAccount: string;
  forAccountName: string;
  from: string;
  until: string;
};
export type Colleague = { account: string; name: string; organisation: string };

export const fetchSubstitutes = () => request<{ items: Substitute[] }>('GET', '/api/work/substitutes');
/** Who works in the officer's organisations. */
export const colleaguesQuery = queryOptions({
  queryKey: ['work-colleagues'],
  queryFn: () => request<{ items: Colleague[] }>('GET', '/api/work/colleagues'),
  staleTime: 60_000,
});
export const addSubstitute = (one: { account: string; forAccount?: string; from: string; until: string }) =>
  request<Substitute>('POST', '/api/work/substitutes', { body: one });
export const endSubstitute = (id: string) =>
  request<{ ended: boolean }>('DELETE', `/api/work/substitutes/${encodeURIComponent(id)}`);
/** Hands over the open tasks that one account holds to another; how many they were. */
export const handOver = (body: { from: string; to: string; reason: string }) =>
  request<Answer<'cases.hand-over'>>('POST', '/api/work/hand-over', { body });
