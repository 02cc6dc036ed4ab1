// Services of the levels above (modules/upstreams).
import { request, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type Platform = {
  id: string;
  title: LocalText;
  level: 'province' | 'nation';
  scheme: 'gjzwfwpt' | 'tif';
  simulated: boolean;
  provisioned: boolean;
  from?: 'deployment' | 'console';
  missing: ('url' | 'caller' | 'secret')[];
  url?: string;
  caller?: string;
  setAt?: string;
  business: boolean;
  services: number;
  health?: { state: 'up' | 'down' | 'refusing'; at: string; ms: number; words?: LocalText };
};
export const SERVICE_STATES = ['ready', 'resting', 'paused', 'no-grant', 'not-provisioned'] as const;
export type Service = {
  id: string;
  title: LocalText;
  provider?: LocalText;
  platform: string;
  platformTitle: LocalText;
  level: 'province' | 'nation';
  origin: 'pack' | 'grant';
  simulated: boolean;
  state: (typeof SERVICE_STATES)[number];
  breaker: { state: 'closed' | 'open' | 'half-open'; failures: number; tryAgainAt?: string; reason?: string };
  today: number;
  answeredToday: number;
  month: number;
  answered: number;
  avgMs?: number;
  perDay?: number;
  paused?: { at: string; by: string; reason: string };
};
export type UpperGrant = {
  platform: string;
  platformTitle: LocalText;
  upApplyId: string;
  upCataId: string;
  upResourceId: string;
  title: LocalText;
  service?: string;
  upward?: string;
  adopted: boolean;
  state: 'in-force' | 'not-yet' | 'suspended' | 'ended';
  reason?: string;
  purpose?: string;
  from?: string;
  until?: string;
  callsPerDay?: number;
  firstSeenAt: string;
  changedAt: string;
};
export type ServiceDetail = Service & {
  summary?: LocalText;
  code?: string;
  path: string;
  parameters: { name: string; title: LocalText; required: boolean; personal: boolean }[];
  fields: { name: string; title: LocalText }[];
  limits: { timeoutMs: number; atOnce: number; retried: boolean };
  grants: UpperGrant[];
  applications: { application: string; calls: number; answered: number }[];
  days: { day: string; calls: number; answered: number }[];
};
export type UpperCall = {
  id: string;
  at: string;
  application: string;
  organisationName: LocalText;
  purpose: string;
  caseNo: string;
  test: boolean;
  outcome:
    | 'begun'
    | 'cut'
    | 'answered'
    | 'unreachable'
    | 'failed-above'
    | 'open'
    | 'busy'
    | 'refused'
    | 'no-grant'
    | 'quota'
    | 'credentials'
    | 'parameters'
    | 'bad-answer';
  upperCode?: string;
  upperId?: string;
  rows?: number;
  tries: number;
  ms?: number;
};
export type UpperResource = {
  platform: string;
  resource: string;
  catalogue: string;
  title: LocalText;
  provider?: LocalText;
  summary?: LocalText;
  fields: LocalText[];
  granted: boolean;
};
export const UPWARD_STATES = ['sending', 'sent', 'refused', 'unresolved', 'settled'] as const;
export type Upward = {
  id: string;
  kind: 'report' | 'apply';
  platform: string;
  platformTitle: LocalText;
  subject: string;
  title: LocalText;
  version: string;
  state: (typeof UPWARD_STATES)[number];
  askedAt: string;
  tries: number;
  nextTryAt?: string;
  upper?: { state: UpperState; reason?: string; at?: string };
  upCataId?: string;
  upApplyId?: string;
  settledNote?: string;
};
/** What the level above says of what was sent. */
export type UpperState = 'pending' | 'granted' | 'refused' | 'suspended' | 'ended';
export type UpwardDetail = Upward & {
  receipts: {
    id: string;
    at: string;
    what: 'send' | 'replay' | 'state';
    replayOf?: string;
    outcome:
      | UpperState
      | 'accepted'
      | 'unreachable'
      | 'again'
      | 'unresolved'
      | 'no-grant'
      | 'quota'
      | 'credentials'
      | 'bad-answer';
    code?: string;
    words?: LocalText;
    upperId?: string;
    ms?: number;
  }[];
};
export type Wish = {
  platform: string;
  resource: string;
  organisation: string;
  purpose: string;
  basis: string;
  from: string;
  until: string;
  callsPerDay: number;
};
export type Tried = {
  callId: string;
  rows: Record<string, string | null>[];
  upperId?: string;
  tries: number;
  ms: number;
};

/** What live messages make old: every key of these pages begins with this. */
export const UPSTREAMS = 'upstreams';
export const PAGE = 50;
const BASE = '/api/upstreams';
const one = encodeURIComponent;
type Query = Record<string, string | undefined>;

export const fetchPlatforms = () => request<{ items: Platform[]; unresolved: number }>('GET', `${BASE}/platforms`);
export const fetchServices = (query: Query, cursor: string | undefined) =>
  request<PageOf<Service>>('GET', BASE, { query: { ...query, cursor, limit: PAGE } });
export const fetchService = (id: string) => request<ServiceDetail>('GET', `${BASE}/${one(id)}`);
export const fetchUpperCalls = (id: string, cursor: string | undefined) =>
  request<PageOf<UpperCall>>('GET', `${BASE}/${one(id)}/calls`, { query: { cursor, limit: 20 } });
export const fetchUpperGrants = (cursor: string | undefined) =>
  request<PageOf<UpperGrant>>('GET', `${BASE}/grants`, { query: { cursor, limit: PAGE } });
export const fetchUpperCatalogue = (query: Query, cursor: string | undefined) =>
  request<PageOf<UpperResource>>('GET', `${BASE}/upper-catalogue`, { query: { ...query, cursor, limit: PAGE } });
export const fetchUpwards = (query: Query, cursor: string | undefined) =>
  request<PageOf<Upward>>('GET', `${BASE}/upward`, { query: { ...query, cursor, limit: PAGE } });
export const fetchUpward = (id: string) => request<UpwardDetail>('GET', `${BASE}/upward/${one(id)}`);
export const orderPlatform = (id: string, act: 'probe' | 'pull') =>
  request<Platform>('POST', `${BASE}/platforms/${one(id)}/${act}`);
export const setCredentials = (id: string, body: { url: string; caller: string; secret: string }) =>
  request<Platform>('PUT', `${BASE}/platforms/${one(id)}/credentials`, { body });
export const forgetCredentials = (id: string) =>
  request<Platform>('DELETE', `${BASE}/platforms/${one(id)}/credentials`);
export const adoptGrant = (platform: string, grant: string) =>
  request<unknown>('POST', `${BASE}/platforms/${one(platform)}/grants/${one(grant)}/adopt`);
export const pauseService = (id: string, reason: string) =>
  request<unknown>('POST', `${BASE}/${one(id)}/pause`, { body: { reason } });
export const resumeService = (id: string) => request<unknown>('POST', `${BASE}/${one(id)}/resume`);
export const tryService = (id: string, body: { parameters: Record<string, string>; purpose: string; caseNo: string }) =>
  request<Tried>('POST', `${BASE}/${one(id)}/test`, { body });
export const applyAbove = (body: Wish) => request<Upward>('POST', `${BASE}/applications`, { body });
export const reportEntries = (platform: string) =>
  request<{ reported: number; known: number }>('POST', `${BASE}/reports`, { body: { platform } });
export const replayUpward = (id: string, receipt: string) =>
  request<Upward>('POST', `${BASE}/upward/${one(id)}/replay`, { body: { receipt } });
export const settleUpward = (id: string, note: string) =>
  request<Upward>('POST', `${BASE}/upward/${one(id)}/settle`, { body: { note } });
