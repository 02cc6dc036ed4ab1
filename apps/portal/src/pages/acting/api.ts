import { request, type LocalText, type Page } from '@yiwang/ui';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

export type Scope = 'services' | 'my-data' | 'questions';
type Terms = {
  kind: 'legal-representative' | 'agent';
  kindTitle: LocalText;
  scope: { id: Scope; title: LocalText }[];
  from: string;
  until?: string;
};
export type Firm = { id: string; name: string; creditCode: string };
/** A firm I may act for (modules/identity, features/mandate-view.ts). */
export type Mandate = Terms & { id: string; firm: Firm };
/** Someone who may, or might once, act for a firm. */
export type Agent = Terms & {
  id: string;
  name: string;
  state: 'in-force' | 'not-yet' | 'over' | 'ended';
  givenAt: string;
  endedAt?: string;
  mine: boolean;
};
export type Naming = { name: string; citizenId: string; scope: Scope[]; until: string };

export const mandatesQuery = queryOptions({
  queryKey: ['mandates'],
  queryFn: () => request<{ items: Mandate[]; acting?: string }>('GET', '/api/mandates'),
});
export const agentsQuery = (firm: string) =>
  infiniteQueryOptions({
    queryKey: ['agents', firm],
    queryFn: ({ pageParam }) =>
      request<Page<Agent> & { firm: Firm }>('GET', `/api/firms/${encodeURIComponent(firm)}/agents`, {
        query: { cursor: pageParam },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
export const actFor = (mandate: string | null) =>
  request<{ acting: Mandate | null }>('POST', '/api/acting', { body: { mandate } });
export const nameAgent = (firm: string, body: Naming, idempotencyKey: string) =>
  request<Agent>('POST', `/api/firms/${encodeURIComponent(firm)}/agents`, { body, idempotencyKey });
export const endMandate = (id: string) =>
  request<{ ended: true }>('POST', `/api/mandates/${encodeURIComponent(id)}/end`, { body: {} });
