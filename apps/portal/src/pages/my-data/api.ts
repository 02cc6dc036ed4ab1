import { request, type CaseClock, type DataRead, type LocalText, type Page, type ReadsSummary } from '@yiwang/ui';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

/** A read with what may be asked about it (modules/disclosures, features/list-my-reads.ts). */
export type Read = DataRead & {
  items?: { name: string; title: LocalText }[];
  grant?: { id: string; until?: string };
  receipt?: boolean;
  question?: { id: string; no: string; kind: string; state: string };
};
export type Holder = { id: string; kind: 'self' | 'firm'; name?: string };
export type ReadGroup = {
  organisation: string;
  organisationName: LocalText;
  caseNo?: string;
  matterTitle?: LocalText;
  reads: number;
  items: number;
  firstAt: string;
  lastAt: string;
};
export type Kind = 'question' | 'objection' | 'correction';
export type MyQuestionListing = {
  id: string;
  no: string;
  kind: Kind;
  state: 'asked' | 'answered' | 'escalated' | 'settled' | 'withdrawn';
  stateTitle: LocalText;
  organisationName: LocalText;
  authorityName?: LocalText;
  askedAt: string;
  clock?: CaseClock;
  outcome?: 'explained' | 'upheld' | 'dismissed' | 'corrected' | 'unchanged';
  late: boolean;
  about: {
    what: LocalText;
    fields: LocalText[];
    field?: LocalText;
    purpose?: LocalText;
    caseNo?: string;
    at?: string;
    readByName?: LocalText;
  };
};
export type MyQuestion = MyQuestionListing & {
  steps: {
    kind: 'asked' | 'answered' | 'escalated' | 'settled' | 'withdrawn' | 'overdue';
    at: string;
    organisationName?: LocalText;
    outcome?: NonNullable<MyQuestionListing['outcome']>;
    text?: string;
    basis?: string;
  }[];
  allowed: ('withdraw' | 'escalate')[];
};
export type Asking = {
  kind: Kind;
  readId?: string;
  field?: string;
  source?: { resource: string; title: string; caseNo?: string };
  text: string;
  holder?: string;
};

/** Which reads are looked at; what is empty is not sent. */
export type ReadsFilter = { holder?: string; from?: string; organisation?: string; caseNo?: string };

const nextOf = (page: Page<unknown>): string | undefined => page.next ?? undefined;

export const holdersQuery = queryOptions({
  queryKey: ['my-data', 'holders'],
  queryFn: () => request<{ items: Holder[] }>('GET', '/api/my-data/holders'),
  staleTime: 600_000,
});
export const summaryQuery = (holder: string) =>
  queryOptions({
    queryKey: ['my-data', 'summary', holder],
    queryFn: () => request<ReadsSummary>('GET', '/api/my-data/summary', { query: { holder } }),
  });
export const readsQuery = (filter: ReadsFilter) =>
  infiniteQueryOptions({
    queryKey: ['my-data', 'reads', filter],
    queryFn: ({ pageParam }) =>
      request<Page<Read>>('GET', '/api/my-data/reads', { query: { ...filter, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  });
export const readQuery = (id: string, holder: string) =>
  queryOptions({
    queryKey: ['my-data', 'read', holder, id],
    queryFn: () => request<Page<Read>>('GET', '/api/my-data/reads', { query: { id, holder } }),
  });
export const groupsQuery = (by: 'organisation' | 'case', filter: ReadsFilter) =>
  queryOptions({
    queryKey: ['my-data', 'groups', by, filter],
    queryFn: () =>
      request<{ items: ReadGroup[]; reads: number; inAll: number }>('GET', '/api/my-data/groups', {
        query: { by, holder: filter.holder, from: filter.from },
      }),
  });
export const questionsQuery = infiniteQueryOptions({
  queryKey: ['my-data', 'questions'],
  queryFn: ({ pageParam }) =>
    request<Page<MyQuestionListing>>('GET', '/api/my-data/questions', { query: { cursor: pageParam } }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: nextOf,
});
export const questionQuery = (id: string) =>
  queryOptions({
    queryKey: ['my-data', 'question', id],
    queryFn: () => request<MyQuestion>('GET', `/api/my-data/questions/${encodeURIComponent(id)}`),
  });
export const ask = (body: Asking, idempotencyKey: string) =>
  request<MyQuestionListing>('POST', '/api/my-data/questions', { body, idempotencyKey });
export const change = (id: string, what: 'escalate' | 'withdraw', text: string) =>
  request<MyQuestion>('POST', `/api/my-data/questions/${encodeURIComponent(id)}/${what}`, {
    body: text === '' ? {} : { text },
  });
