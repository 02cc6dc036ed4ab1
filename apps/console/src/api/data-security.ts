// Unusual reads and watched people (modules/data-security, views/alert-view.ts).
import { request, type CaseClock, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export const RULES = ['watched', 'family', 'self', 'volume', 'street', 'hours', 'no-case'] as const;
export const ALERT_STATES = ['open', 'asked', 'explained', 'closed'] as const;
export const FINDINGS = ['justified', 'false-alarm', 'mistake', 'misuse'] as const;
export type AlertRule = (typeof RULES)[number];
export type AlertState = (typeof ALERT_STATES)[number];
export type Finding = (typeof FINDINGS)[number];

export type Alert = {
  id: string;
  no: string;
  rule: AlertRule;
  ruleTitle: LocalText;
  grave: boolean;
  state: AlertState;
  stateTitle: LocalText;
  organisation: string;
  organisationName: LocalText;
  actorKind: string;
  actorName: string;
  day: string;
  reads: number;
  measured: number;
  /** 0: a fact, not a number. */
  bar: number;
  firstAt: string;
  lastAt: string;
  raisedAt: string;
  clock?: CaseClock;
  finding?: Finding;
  closedAt?: string;
};
export type TraceRead = {
  id: string;
  at: string;
  /** P1, P2 …: the same sign, the same person. */
  person: string;
  what: LocalText;
  fields: LocalText[];
  purpose: LocalText;
  caseNo?: string;
  legalBasis?: LocalText;
  grant?: { id: string; until?: string };
  channel: 'interface' | 'console' | 'prefill' | 'verification' | 'file' | 'sandbox' | 'subscription';
  trace: string;
  behind: boolean;
};
export type AlertPage = Alert & {
  meaning: LocalText;
  steps: {
    kind: 'raised' | 'asked' | 'explained' | 'closed';
    at: string;
    organisationName?: LocalText;
    byName?: string;
    text?: string;
  }[];
  trail: TraceRead[];
  dayReads: number;
  habit: { day: string; reads: number }[];
  /** It is about the account that looks. */
  mine: boolean;
};
export type RuleSetting = {
  rule: AlertRule;
  title: LocalText;
  meaning: LocalText;
  grave: boolean;
  taught: boolean;
  floor?: number;
  floorSystem?: number;
  office?: { from: number; to: number };
  /** Someone set it otherwise than the product has it. */
  set: boolean;
  factor: number;
  falseAlarms: number;
  misuses: number;
};
export const WATCH_STATES = ['proposed', 'confirmed', 'declined', 'ended'] as const;
export type Watched = {
  id: string;
  state: (typeof WATCH_STATES)[number];
  /** Masked, as is the citizen id. */
  name: string;
  citizenId: string;
  reason: string;
  until: string;
  proposedBy: string;
  proposedAt: string;
  decidedBy?: string;
  decidedAt?: string;
  endedAt?: string;
  mine: boolean;
};

export const SECURITY_KEY = 'data-security';
export const SECURITY_PAGE = 30;
/** Who sees all alerts, and who those that their own organisation was asked to explain. */
export type AlertView = 'alerts' | 'explanations';

export const fetchAlerts = (
  view: AlertView,
  filter: { rule?: string; state?: string; organisation?: string; q?: string },
  cursor: string | undefined,
) =>
  request<PageOf<Alert>>('GET', `/api/data-security/${view}`, { query: { ...filter, cursor, limit: SECURITY_PAGE } });
export const fetchAlert = (view: AlertView, id: string) =>
  request<AlertPage>('GET', `/api/data-security/${view}/${encodeURIComponent(id)}`);
export const handleAlert = (id: string, what: 'ask' | 'explain' | 'close', body: { text: string; finding?: Finding }) =>
  request<AlertPage>('POST', `/api/data-security/alerts/${encodeURIComponent(id)}/${what}`, { body });
export type Thresholds = { floorStaff?: number; floorSystem?: number; fromHour?: number; toHour?: number };
export const setRule = (rule: AlertRule, body: Thresholds & { reason: string }) =>
  request<{ rule: AlertRule; set: boolean }>('PUT', `/api/data-security/rules/${rule}`, { body });
export const fetchRules = () => request<{ items: RuleSetting[] }>('GET', '/api/data-security/rules');

export const fetchWatched = (state: string | undefined, cursor: string | undefined) =>
  request<PageOf<Watched>>('GET', '/api/data-security/watched', { query: { state, cursor, limit: SECURITY_PAGE } });
export const proposeWatch = (body: { citizenId: string; name: string; reason: string; until: string }) =>
  request<Watched>('POST', '/api/data-security/watched', { body });
export const decideWatch = (id: string, what: 'confirm' | 'decline' | 'end') =>
  request<Watched>('POST', `/api/data-security/watched/${encodeURIComponent(id)}/${what}`);
