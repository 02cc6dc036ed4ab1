import { request, type CaseClock, type DataRead, type LocalText, type Page, type ReadsSummary } from '@yiwang/ui';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

/**
 * A read with what may be asked about it (modules/disclosures, features/list-my-reads.ts). Whose they are, the person's or a firm's, follows from
 * whom the session acts for.
 */
export type Read = DataRead & {
  items?: { name: string; title: LocalText }[];
  grant?: Pick<Grant, 'id' | 'number' | 'until' | 'state' | 'standing'>;
  people?: number;
  receipt?: boolean;
  question?: { id: string; no: string; kind: string; state: string };
};
/** The grant behind a read, in plain words (features/show-grant.ts). */
export type Grant = {
  id: string;
  number: string;
  until?: string;
  state: 'active' | 'not-yet' | 'suspended' | 'ended' | 'revoked';
  stateAt?: string;
  organisationName: LocalText;
  applicationTitle?: LocalText;
  what: LocalText;
  fields: LocalText[];
  purposes: LocalText[];
  legalBasis: LocalText;
  delivery: 'interface' | 'subscription' | 'file' | 'sandbox';
  from?: string;
  givenAt?: string;
  standing: boolean;
  byRule: boolean;
  delayedNoticeDays?: number;
};
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
};

/** Which reads are looked at; what is empty is not sent. */
export type ReadsFilter = { from?: string; organisation?: string; caseNo?: string };

const nextOf = (page: Page<unknown>): string | undefined => page.next ?? undefined;

export const summaryQuery = queryOptions({
  queryKey: ['my-data', 'summary'],
  queryFn: () => request<ReadsSummary>('GET', '/api/my-data/summary'),
});
export const readsQuery = (filter: ReadsFilter) =>
  infiniteQueryOptions({
    queryKey: ['my-data', 'reads', filter],
    queryFn: ({ pageParam }) =>
      request<Page<Read>>('GET', '/api/my-data/reads', { query: { ...filter, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  });
export const readQuery = (id: string) =>
  queryOptions({
    queryKey: ['my-data', 'read', id],
    queryFn: () => request<Page<Read>>('GET', '/api/my-data/reads', { query: { id } }),
  });
export const grantQuery = (read: string) =>
  queryOptions({
    queryKey: ['my-data', 'grant', read],
    queryFn: () => request<Grant>('GET', `/api/my-data/reads/${encodeURIComponent(read)}/grant`),
    staleTime: 60_000,
  });
export const groupsQuery = (by: 'organisation' | 'case', filter: ReadsFilter) =>
  queryOptions({
    queryKey: ['my-data', 'groups', by, filter],
    queryFn: () =>
      request<{ items: ReadGroup[]; reads: number; inAll: number }>('GET', '/api/my-data/groups', {
        query: { by, from: filter.from },
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
