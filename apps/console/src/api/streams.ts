// Who rides along on the changes of lines: subscriptions, deliveries, dead letters (modules/streams).
import { request, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';
import type { Fault } from './railway.ts';

export type SubscribedItem = {
  name: string;
  title: LocalText;
  how: 'open' | 'masked' | 'left-out';
  personal: boolean;
  grade: number;
};
export type SubscribedLine = {
  lineId: string;
  lineTitle: LocalText;
  resource: string;
  items: SubscribedItem[];
  position: number;
  newest: number;
  begins: number;
  waiting: number;
  takenAt?: string;
  taken: number;
  personalTaken: number;
  lostAt?: string;
};
export type Subscription = {
  id: string;
  title: LocalText;
  kind: 'pull' | 'webhook';
  application?: string;
  applicationTitle?: LocalText;
  organisation: string;
  organisationName: LocalText;
  purpose: string;
  basis?: string;
  grade: number;
  state: 'active' | 'paused' | 'failing';
  fault?: Fault;
  url?: string;
  algorithm?: 'sm3' | 'sha256';
  createdAt: string;
  createdBy: string;
  version: number;
  lines: SubscribedLine[];
  deadLetters: number;
  failures: number;
  failingSince?: string;
  nextTryAt?: string;
  deliveredAt?: string;
};
export type StreamLine = {
  lineId: string;
  title: LocalText;
  resource: string;
  organisation: string;
  organisationName: LocalText;
  streamed: boolean;
  state: string;
  begins: number;
  newest: number;
  subscriptions: number;
  items: { name: string; title: LocalText; grade: number; personal: boolean; mask?: string; key: boolean }[];
};
export type Delivery = {
  id: string;
  at: string;
  lineId: string;
  first: number;
  last: number;
  changes: number;
  outcome: 'delivered' | 'refused' | 'unreachable' | 'told';
  status?: number;
  ms: number;
  attempt: number;
  fault?: { code: string; text: LocalText };
};
export type DeadLetter = {
  id: string;
  at: string;
  lineId: string;
  lineTitle: LocalText;
  first: number;
  last: number;
  changes: number;
  attempts: number;
  state: 'kept' | 'replayed' | 'dropped';
  status?: number;
  fault: { code: string; text: LocalText };
  endedAt?: string;
};
export type NewSubscription = {
  title: LocalText;
  kind: 'pull' | 'webhook';
  application?: string;
  organisation?: string;
  purpose: string;
  basis?: string;
  grade: number;
  lines: { lineId: string; items: string[] }[];
  url?: string;
  algorithm?: 'sm3' | 'sha256';
  from?: 'now' | 'begins';
};
export type HookTest = {
  outcome: 'delivered' | 'refused' | 'unreachable' | 'gone' | 'address-refused';
  status?: number;
  ms: number;
  fault?: { code: string; text: LocalText };
};

const BASE = '/api/streams/subscriptions';
const of = (subscription: string): string => `${BASE}/${encodeURIComponent(subscription)}`;
export const DELIVERIES_PAGE = 20;

export const fetchSubscriptions = (lineId: string | undefined) =>
  request<{ items: Subscription[] }>('GET', BASE, { query: { lineId } });
export const fetchStreamLines = () => request<{ items: StreamLine[] }>('GET', '/api/streams/lines');
export const createSubscription = (body: NewSubscription) =>
  request<{ id: string; secret?: string }>('POST', BASE, { body });
export const sendSubscriptionAct = (id: string, act: 'pause' | 'resume' | 'remove') =>
  request<{ state: string }>('POST', `${of(id)}/${act}`);
/** Tells again from this place of the line's stream on. */
export const rewindSubscription = (id: string, body: { lineId: string; to: number }) =>
  request<{ position: number }>('POST', `${of(id)}/rewind`, { body });
/** A new secret for the signatures; shown once. */
export const renewSecret = (id: string) => request<{ secret: string }>('POST', `${of(id)}/secret`);
export const testWebhook = (id: string) => request<HookTest>('POST', `${of(id)}/test`);
export const fetchDeliveries = (id: string, cursor: string | undefined) =>
  request<PageOf<Delivery>>('GET', `${of(id)}/deliveries`, { query: { cursor, limit: DELIVERIES_PAGE } });
export const fetchDeadLetters = (id: string, cursor: string | undefined) =>
  request<PageOf<DeadLetter>>('GET', `${of(id)}/dead-letters`, {
    query: { state: 'kept', cursor, limit: DELIVERIES_PAGE },
  });
export const replayDeadLetters = (id: string, ids: readonly string[] | undefined) =>
  request<{ waiting: number }>('POST', `${of(id)}/dead-letters/replay`, { body: ids ? { ids } : {} });
export const dropDeadLetters = (id: string, ids: readonly string[] | undefined, reason: string) =>
  request<{ dropped: number }>('POST', `${of(id)}/dead-letters/drop`, { body: { ...(ids ? { ids } : {}), reason } });
