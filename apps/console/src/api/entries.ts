// Compiling, reviewing and keeping up the catalogue (modules/catalogue).
import { request, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';
import type {
  CATEGORIES,
  CYCLES,
  DataClass,
  FORMATS,
  ItemType,
  MaskName,
  MODES,
  OPEN_ATTRIBUTES,
  ResourceSummary,
  SHARE_TYPES,
} from './catalogue.ts';

export const ENTRY_STATES = ['draft', 'submitted', 'checked', 'published', 'retired'] as const;
export type EntryState = (typeof ENTRY_STATES)[number];
export type Step = 'edit' | 'submit' | 'withdraw' | 'discard' | 'check' | 'return' | 'publish' | 'retire' | 'revise';
export const CAUSES = ['new', 'correction', 'law', 'duty'] as const;
export type Cause = { kind: (typeof CAUSES)[number]; changedOn?: string; special?: boolean; note?: string };
export type Clock = { light: 'green' | 'amber' | 'red'; dueDate: string; workdaysLeft: number; provisional: boolean };
export type DraftItem = {
  name?: string;
  title: LocalText;
  type?: ItemType;
  required?: boolean;
  maxLength?: number;
  codeTable?: string;
  grade?: number;
  personal?: boolean;
  mask?: MaskName;
  element?: string;
  dataClass?: DataClass;
};
export type Draft = {
  title: LocalText;
  summary?: LocalText;
  provider?: string;
  class?: { category: (typeof CATEGORIES)[number]; theme?: LocalText };
  code?: string;
  aliases?: string[];
  duty?: LocalText;
  system?: LocalText;
  format?: (typeof FORMATS)[number];
  shareType?: (typeof SHARE_TYPES)[number];
  shareCondition?: LocalText;
  shareBasis?: LocalText;
  shareModes?: (typeof MODES)[number][];
  openAttribute?: (typeof OPEN_ATTRIBUTES)[number];
  openCondition?: LocalText;
  responsibility?: { dueOn: string; basis?: LocalText };
  updateCycle?: (typeof CYCLES)[number];
  grade?: number;
  key?: string[];
  items: DraftItem[];
};
export type Change = {
  kind: 'added' | 'removed' | 'changed';
  item?: string;
  field?: string;
  before?: unknown;
  after?: unknown;
};
export type Finding = { level: 'fault' | 'warning'; path: string; code: string; message: LocalText };
export type EntrySummary = {
  id: string;
  title: LocalText;
  provider: string;
  providerName: LocalText;
  state: EntryState;
  publishedNo: number;
  publishedAt?: string;
  ofPack: boolean;
  cause?: Cause;
  update?: Clock;
  review?: Clock;
  returnedReason?: string;
  version: number;
};
export type EntryDetail = EntrySummary & {
  definition: Draft;
  findings: Finding[];
  changes: Change[];
  submittedAt?: string;
  returnedAt?: string;
  retiredAt?: string;
  retiredReason?: string;
  may: Step[];
  ownWork: boolean;
};
export type Version = {
  version: string;
  at: string;
  inUse: boolean;
  no?: number;
  cause?: Cause;
  publishedBy?: LocalText;
  itemCount: number;
  changes: Change[];
};
export type CodeTable = { id: string; title: LocalText; codes: number };

const at = (id: string) => `/api/catalogue/entries/${encodeURIComponent(id)}`;
export const ENTRIES_PAGE = 50;

export const fetchEntries = (filter: { q?: string; state?: string; provider?: string }, cursor: string | undefined) =>
  request<PageOf<EntrySummary> & { counts: { draft: number; submitted: number; checked: number } }>(
    'GET',
    '/api/catalogue/entries',
    { query: { ...filter, cursor, limit: ENTRIES_PAGE } },
  );
export const fetchEntry = (id: string) => request<EntryDetail>('GET', at(id));
export const fetchVersions = (id: string) => request<{ items: Version[] }>('GET', `${at(id)}/versions`);
export const createEntry = (body: { id?: string; of?: string; definition?: Draft; cause: Cause }) =>
  request<{ id: string; version: number }>('POST', '/api/catalogue/entries', { body });
export const saveEntry = (id: string, body: { definition: Draft; cause: Cause; version: number }) =>
  request<{ id: string; version: number }>('PUT', at(id), { body });
export const stepEntry = (id: string, step: Exclude<Step, 'edit' | 'revise'>, body: object) =>
  request<unknown>('POST', `${at(id)}/${step}`, { body });
export const fetchCodeTables = () => request<{ items: CodeTable[] }>('GET', '/api/catalogue/code-tables');

export type ImportReport = {
  imported: boolean;
  entries: { row: number; id: string; title: LocalText; items: number; outcome: 'new' | 'revised' | 'unchanged' }[];
  faults: { sheet: string; cell: string; code: string; message: LocalText }[];
};
export const importEntries = (file: File, commit: boolean) => {
  const form = new FormData();
  form.append('file', file);
  return request<ImportReport>('POST', `/api/catalogue/import${commit ? '?commit=true' : ''}`, { body: form });
};
export const EXPORT = '/api/catalogue/export.xlsx';

export const SUPPLY_STATES = ['never', 'late', 'due', 'supplied'] as const;
export type SupplyState = (typeof SUPPLY_STATES)[number];
export type Responsibility = {
  id: string;
  kept: boolean;
  provider: string;
  providerName: LocalText;
  title: LocalText;
  resource?: string;
  dueOn: string;
  basis?: LocalText;
  state: SupplyState;
  firstAt?: string;
  lastAt?: string;
  workdaysLeft?: number;
  version: number;
};
export type Score = {
  provider: string;
  providerName: LocalText;
  total: number;
  supplied: number;
  late: number;
  never: number;
  due: number;
  share?: number;
};
export type ResponsibilityGiven = {
  provider: string;
  title: LocalText;
  resource?: string;
  dueOn: string;
  basis?: LocalText;
};
const LINES = '/api/catalogue/responsibilities';
export const RESPONSIBILITIES_PAGE = 100;
export const fetchResponsibilities = (filter: { provider?: string; state?: string }, cursor: string | undefined) =>
  request<PageOf<Responsibility> & { board: Score[] }>('GET', LINES, {
    query: { ...filter, cursor, limit: RESPONSIBILITIES_PAGE },
  });
export const addResponsibility = (body: ResponsibilityGiven) => request<{ id: string }>('POST', LINES, { body });
export const changeResponsibility = (id: string, body: ResponsibilityGiven & { version: number }) =>
  request<{ id: string }>('PUT', `${LINES}/${encodeURIComponent(id)}`, { body });
export const removeResponsibility = (id: string) =>
  request<{ removed: boolean }>('POST', `${LINES}/${encodeURIComponent(id)}/remove`);

export const UPKEEP_PAGE = 100;
export const fetchSleeping = (filter: { days: number; provider?: string }, cursor: string | undefined) =>
  request<PageOf<ResourceSummary>>('GET', '/api/catalogue/sleeping', {
    query: { ...filter, cursor, limit: UPKEEP_PAGE },
  });
export type Overdue = ResourceSummary & { freshUntil: string };
export const fetchOverdue = (filter: { provider?: string }, cursor: string | undefined) =>
  request<PageOf<Overdue>>('GET', '/api/catalogue/overdue', { query: { ...filter, cursor, limit: UPKEEP_PAGE } });

export const DISCOVERY_STATES = ['open', 'accepted', 'dismissed', 'agreed'] as const;
export type Marking = { grade: number; personal: boolean; mask: MaskName; dataClass: DataClass };
export type Discovery = {
  id: string;
  resource: string;
  resourceTitle: LocalText;
  provider: string;
  providerName: LocalText;
  item: string;
  itemTitle: LocalText;
  kind: string;
  kindTitle: LocalText;
  sampled: number;
  matched: number;
  stated: Marking;
  proposed: Marking;
  state: (typeof DISCOVERY_STATES)[number];
  foundAt: string;
  seenAt: string;
  decidedAt?: string;
  decidedBy?: LocalText;
  reason?: string;
  mayDecide: boolean;
};
export const DISCOVERIES_PAGE = 100;
export const fetchDiscoveries = (filter: { state?: string; resource?: string }, cursor: string | undefined) =>
  request<PageOf<Discovery> & { counts: Record<(typeof DISCOVERY_STATES)[number], number> }>(
    'GET',
    '/api/catalogue/discoveries',
    { query: { ...filter, cursor, limit: DISCOVERIES_PAGE } },
  );
export const scanColumns = () => request<{ started: number }>('POST', '/api/catalogue/discoveries/scan', { body: {} });
export const acceptDiscovery = (id: string) =>
  request<{ resource: string }>('POST', `/api/catalogue/discoveries/${encodeURIComponent(id)}/accept`);
export const dismissDiscovery = (id: string, reason: string) =>
  request<{ dismissed: boolean }>('POST', `/api/catalogue/discoveries/${encodeURIComponent(id)}/dismiss`, {
    body: { reason },
  });
