// Nodes of other levels: trust, what is published to them and what came from them (modules/nodes).
import { request, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';
import type { Fault } from './railway.ts';

export type RowState = { count: number; sum: string };
export type Difference = { ours: RowState; theirs: RowState; at: string };
export type SelfNode = {
  id: string;
  name: LocalText;
  division: string;
  divisionName: LocalText;
  organisation: string;
  organisationName: LocalText;
  url: string;
  fingerprint: string;
};
export type Peer = {
  id: string;
  role: 'parent' | 'child';
  state: 'to-confirm' | 'asked' | 'active' | 'refused' | 'revoked';
  name: LocalText;
  division: string;
  organisation: string;
  url: string;
  fingerprint: string;
  askedAt: string;
  decidedAt?: string;
  decidedBy?: string;
  reason?: string;
  heardAt?: string;
  toldAt?: string;
  fault?: Fault;
  nextTryAt?: string;
  publications: number;
  receipts: number;
  entries: number;
  lagMs?: number;
  differences: number;
};
export type TreeNode = {
  id: string;
  name: LocalText;
  division: string;
  children: TreeNode[];
  lagMs?: number;
  differences: number;
};
export type Topology = { self: SelfNode; parents: Peer[]; children: (Peer & { children: TreeNode[] })[] };
export type CarriedItem = { name: string; title: LocalText; personal: boolean; grade: number };
export type Publication = {
  id: string;
  peerId: string;
  peerName: LocalText;
  resource: string;
  title: LocalText;
  lineId?: string;
  lineTitle?: LocalText;
  items: CarriedItem[];
  grade: number;
  basis?: string;
  filter?: { item: string; division: string };
  state: 'announcing' | 'live' | 'paused' | 'withdrawn';
  createdAt: string;
  published: RowState;
  received?: RowState & { at: string; number: number; checkedAt?: string };
  packagesOpen: number;
  lagChanges: number;
  lagMs: number;
  sentAt?: string;
  acknowledgedAt?: string;
  difference?: Difference;
  sweeping: boolean;
  fault?: Fault;
  nextTryAt?: string;
};
export type Receipt = {
  id: string;
  peerId: string;
  peerName: LocalText;
  resource: string;
  title: LocalText;
  items: CarriedItem[];
  grade: number;
  state: 'live' | 'withdrawn' | 'removed';
  table?: string;
  held: RowState;
  checkedAt?: string;
  published?: RowState & { at: string; number: number };
  lagChanges?: number;
  lagMs?: number;
  receivedAt?: string;
  difference?: Difference;
  fault?: Fault;
};
export type Publishable = {
  resource: string;
  title: LocalText;
  grade: number;
  shareType: string;
  lines: { lineId: string; title: LocalText; state: string; rows?: number }[];
  items: (CarriedItem & { key: boolean })[];
};
export type DataRequest = {
  id: string;
  direction: 'out' | 'in';
  peerId: string;
  peerName: LocalText;
  what: string;
  purpose: string;
  basis: string;
  division: string;
  state: 'sending' | 'asked' | 'approved' | 'refused' | 'delivered';
  reason?: string;
  publicationId?: string;
  askedAt: string;
  decidedAt?: string;
  deliveredRows?: number;
  trail: { at: string; kind: 'asked' | 'arrived' | 'approved' | 'refused' | 'delivered'; text: LocalText }[];
};
/** What of a resource leaves: `lineId` absent for the catalogue entry alone. */
export type Choice = { resource: string; lineId?: string; items: string[]; grade: number };

const BASE = '/api/nodes';
const one = encodeURIComponent;

export const changeSelf = (body: Pick<SelfNode, 'name' | 'division' | 'organisation' | 'url'>) =>
  request<SelfNode>('PUT', `${BASE}/self`, { body });
export const fetchTopology = () => request<Topology>('GET', `${BASE}/topology`);
export const fetchPublications = () => request<{ items: Publication[] }>('GET', `${BASE}/publications`);
export const fetchReceipts = () => request<{ items: Receipt[] }>('GET', `${BASE}/receipts`);
export const fetchPublishable = () => request<{ items: Publishable[] }>('GET', `${BASE}/publishable`);
export const fetchRequests = () => request<{ items: DataRequest[] }>('GET', `${BASE}/requests`);
/** Asks the node at this address to be our parent. */
export const registerUpward = (body: { url: string; fingerprint?: string }) =>
  request<{ id: string; state: Peer['state']; fingerprint: string }>('POST', `${BASE}/parents`, { body });
export const trustPeer = (peer: string, act: 'confirm' | 'approve', fingerprint: string) =>
  request<{ state: string }>('POST', `${BASE}/peers/${one(peer)}/${act}`, { body: { fingerprint } });
export const endTrust = (peer: string, act: 'refuse' | 'revoke', reason: string) =>
  request<{ state: string }>('POST', `${BASE}/peers/${one(peer)}/${act}`, { body: { reason } });
export const publish = (body: Choice & { peerId: string; basis?: string }) =>
  request<{ id: string }>('POST', `${BASE}/publications`, { body });
export const orderPublication = (id: string, act: 'pause' | 'resume' | 'republish' | 'check') =>
  request<{ state: string }>('POST', `${BASE}/publications/${one(id)}/${act}`);
/** `remove`: the other side deletes what came; otherwise it keeps it, marked. */
export const withdrawPublication = (id: string, remove: boolean) =>
  request<{ state: string }>('POST', `${BASE}/publications/${one(id)}/withdraw`, { body: { remove } });
export const checkReceipt = (id: string) => request<unknown>('POST', `${BASE}/receipts/${one(id)}/check`);
export const askForData = (body: { peerId: string; what: string; purpose: string; basis: string }) =>
  request<{ id: string }>('POST', `${BASE}/requests`, { body });
export const approveRequest = (id: string, body: Choice & { lineId: string; divisionItem: string }) =>
  request<unknown>('POST', `${BASE}/requests/${one(id)}/approve`, { body });
export const refuseRequest = (id: string, reason: string) =>
  request<unknown>('POST', `${BASE}/requests/${one(id)}/refuse`, { body: { reason } });

// Sharing across levels: requests, grants, calls and their receipts on both sides.
export type ShareTerms = {
  peerId: string;
  peerName: LocalText;
  resource: string;
  title: LocalText;
  interface: string;
  interfaceTitle: LocalText;
  application: string;
  applicationTitle: LocalText;
  organisation: string;
  organisationName: LocalText;
  fields: string[];
  fieldTitles: LocalText[];
  purposes: { id: string; title: LocalText }[];
  basis: string;
  from: string;
  until: string;
  callsPerDay: number;
};
export type ShareActName = 'withdraw' | 'correct' | 'object' | 'dispute';
/** A dispute about a request to another node, as that node said last; `sending`, `not-taken`: not heard of there, or not taken up. */
export type ShareDispute = {
  id: string;
  number?: string;
  raisedBy: 'applicant' | 'provider';
  state: 'sending' | 'not-taken' | 'open' | 'answered' | 'settled' | 'withdrawn';
  text: string;
  at: string;
  answer?: string;
  answeredAt?: string;
  settlement?: string;
  law?: string;
  inFavour?: 'applicant' | 'provider' | 'both';
  doneAt?: string;
  by?: LocalText;
  clock?: { dueAt: string; dueDate: string; provisional: boolean };
  light?: 'green' | 'amber' | 'red';
  refusal?: LocalText;
  acts: ('answer' | 'withdraw')[];
};
export type ListedShareDispute = ShareDispute & {
  share: string;
  peerName: LocalText;
  title: LocalText;
  organisationName: LocalText;
  providerName?: LocalText;
  requestNumber?: string;
};
/** How a request stands where it is decided, as that side said last. */
export type ShareStanding = {
  revision: number;
  number: string;
  state:
    | 'submitted'
    | 'correction'
    | 'with-provider'
    | 'with-authority'
    | 'delivering'
    | 'in-use'
    | 'refused'
    | 'ended'
    | 'withdrawn';
  next?: LocalText;
  clock?: { kind: 'check' | 'reply' | 'deliver'; dueAt: string; dueDate: string; provisional: boolean };
  correction?: { what: string; at: string; by: 'authority' | 'provider'; doneAt?: string };
  extension?: { days: number; reason: string; state: 'asked' | 'consented' | 'declined'; answer?: string };
  answer?: {
    outcome: 'agreed' | 'partly-agreed' | 'refused';
    at: string;
    fields: string[];
    dropped: { field: string; reason: string }[];
    reason?: string | LocalText;
    law?: string | LocalText;
  };
  objection?: {
    against: 'refusal' | 'dropped-fields' | 'silence';
    text: string;
    at: string;
    state: 'open' | 'upheld' | 'dismissed';
    by?: LocalText;
    dueAt: string;
    dueDate: string;
    finding?: string;
    law?: string;
    doneAt?: string;
  };
  endReason?: string | LocalText;
  disputes?: Pick<ShareDispute, 'clock'>[];
};
export type Share = ShareTerms & {
  id: string;
  direction: 'out' | 'in';
  state: 'sending' | 'asked' | 'agreed' | 'refused' | 'withdrawn';
  /** Of the clock that runs now, wherever it runs. */
  light?: 'green' | 'amber' | 'red';
  runsUntil?: string;
  standing?: ShareStanding;
  /** The grant that it asks to go on with. */
  renews?: string;
  acts: ShareActName[];
  disputes: ShareDispute[];
  lastAct?: {
    kind: 'correct' | 'object' | 'dispute' | 'answer-dispute' | 'withdraw-dispute';
    state: 'sending' | 'taken' | 'refused';
    at: string;
    refusal?: LocalText;
  };
  reason?: LocalText;
  law?: string;
  askedAt: string;
  dueAt: string;
  decidedAt?: string;
};
export type ShareGrant = ShareTerms & {
  id: string;
  direction: 'given' | 'held';
  state: 'in-force' | 'not-yet' | 'over' | 'revoked' | 'returned' | 'renewed' | 'no-trust';
  reason?: string;
  givenAt: string;
  endedAt?: string;
  mayEnd: boolean;
  mayRenew: boolean;
  renewedBy?: string;
  calls: number;
  answered: number;
  compared: number;
  differing: number;
  unheard: number;
};
export type ShareCall = {
  id: string;
  at: string;
  application: string;
  purpose: string;
  caseNo: string;
  outcome: 'begun' | 'answered' | 'refused' | 'unheard' | 'never-arrived';
  code?: string;
  rows?: number;
  ms?: number;
  trace: string;
  facts?: string;
  theirFacts?: string;
  comparedAt?: string;
  agrees?: boolean;
};
export type Offer = {
  peerId: string;
  peerName: LocalText;
  resource: string;
  title: LocalText;
  summary: LocalText;
  provider: string;
  providerName?: LocalText;
  shareType: 'unconditional' | 'conditional' | 'none';
  shareCondition?: LocalText;
  interfaces: {
    id: string;
    version: string;
    title: LocalText;
    mode: string;
    fields: { name: string; title: LocalText }[];
  }[];
};
/** What live messages make old: every key of the page begins with this. */
export const ACROSS = 'across';
export const SHARES_PAGE = 50;
const paged = (cursor: string | undefined) => ({ query: { cursor, limit: SHARES_PAGE } });
/** What departments here asked of other nodes; what those ask of us stands among the requests of sharing. */
export const fetchShares = (cursor: string | undefined) =>
  request<PageOf<Share>>('GET', `${BASE}/shares`, { query: { cursor, limit: SHARES_PAGE, direction: 'out' } });
export const fetchShareGrants = (cursor: string | undefined) =>
  request<PageOf<ShareGrant>>('GET', `${BASE}/share-grants`, paged(cursor));
export const fetchShareCalls = (grant: string, cursor: string | undefined) =>
  request<PageOf<ShareCall>>('GET', `${BASE}/share-grants/${one(grant)}/calls`, { query: { cursor, limit: 20 } });
export const fetchOffers = () => request<{ items: Offer[] }>('GET', `${BASE}/offers`);
export const askForShare = (
  body: Pick<
    ShareTerms,
    | 'peerId'
    | 'resource'
    | 'interface'
    | 'application'
    | 'fields'
    | 'purposes'
    | 'basis'
    | 'from'
    | 'until'
    | 'callsPerDay'
  >,
) => request<{ id: string }>('POST', `${BASE}/shares`, { body });
export const withdrawShare = (id: string) => request<unknown>('POST', `${BASE}/shares/${one(id)}/withdraw`);
/** Handed in again after it was returned. */
export const correctShare = (
  id: string,
  body: Pick<ShareTerms, 'fields' | 'purposes' | 'basis' | 'from' | 'until' | 'callsPerDay'>,
) => request<unknown>('POST', `${BASE}/shares/${one(id)}/correct`, { body });
export const objectToShare = (id: string, text: string) =>
  request<unknown>('POST', `${BASE}/shares/${one(id)}/object`, { body: { text } });
export const fetchShareDisputes = (cursor: string | undefined) =>
  request<PageOf<ListedShareDispute>>('GET', `${BASE}/share-disputes`, paged(cursor));
export const disputeShare = (id: string, text: string) =>
  request<unknown>('POST', `${BASE}/shares/${one(id)}/disputes`, { body: { text } });
/** Answers a dispute, where there is an answer; else takes it back. */
export const actOnShareDispute = (id: string, dispute: string, { answer }: { answer?: string }) => {
  const path = `${BASE}/shares/${one(id)}/disputes/${one(dispute)}`;
  return answer === undefined
    ? request<unknown>('POST', `${path}/withdraw`)
    : request<unknown>('POST', `${path}/answer`, { body: { text: answer } });
};
export const renewShareGrant = (id: string, body: { until: string; basis: string }) =>
  request<{ id: string }>('POST', `${BASE}/share-grants/${one(id)}/renew`, { body });
export const endShareGrant = (id: string, reason: string) =>
  request<unknown>('POST', `${BASE}/share-grants/${one(id)}/end`, { body: { reason } });
