// Service matters: lists, versions, review, figures (modules/matters).
import { currentLanguage, request, type Answer, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export const TASK_TYPES = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '20'] as const;
export const LEVELS = ['1', '2', '3', '4', '5', '6'] as const;
export const VIEWS = ['in-use', 'work', 'review', 'conflict', 'retired'] as const;
export const FIGURES = ['online-able', 'all-online', 'zero-visit', 'at-most-one-visit', 'instant', 'id-only'] as const;
export type Figure = (typeof FIGURES)[number];
export type WorkState = 'draft' | 'submitted' | 'approved' | 'published' | 'superseded';
export type MatterStep =
  | 'edit'
  | 'submit'
  | 'withdraw'
  | 'discard'
  | 'return'
  | 'approve'
  | 'revise'
  | 'retire'
  | 'inherit';
export type MatterLimit = { days: number; unit: 'workday' | 'day' };

export type WorkView = {
  id: string;
  no: number;
  state: WorkState;
  origin: 'console' | 'excel' | 'pack';
  note?: string;
  basedOn?: string;
  version?: string;
  revision: number;
  updatedAt: string;
  submittedAt?: string;
  reviewedAt?: string;
  publishOn?: string;
  publishedAt?: string;
  returnedReason?: string;
};
export type MatterSummary = {
  id: string;
  title: LocalText;
  organisation: string;
  organisationName: LocalText;
  useLevel: string;
  taskType: string;
  taskCode: string;
  projectType: string;
  promise?: MatterLimit;
  statutory?: MatterLimit;
  visits?: number;
  online: boolean;
  inherits?: string;
  heirs: number;
  state: 'in-use' | 'new' | 'retired' | 'not-yet';
  version?: string;
  work?: WorkView;
  conflict: boolean;
};
export type MatterFault = { path: string; file?: string; line?: number; code: string; message: LocalText };
export type MatterChange = { path: string[]; before?: unknown; after?: unknown };
export type FileChange = { name: string; before?: string; after?: string };
/** What `matter.yaml` says; of a draft, perhaps not yet sound. */
export type Definition = Record<string, unknown>;
export type MatterWork = {
  view: WorkView;
  definition: Definition;
  files: Record<string, string>;
  faults: MatterFault[];
  changes: MatterChange[];
  fileChanges: FileChange[];
  heirConflicts: { matter: string; messages: LocalText[] }[];
  editors: string[];
};
type Maker = { name: string; organisationName?: LocalText };
/** A version that was ever in use, and by whose hands it came to be. */
export type MadeVersion = {
  version: string;
  at: string;
  inUse: boolean;
  work?: WorkView;
  made: {
    withPack: boolean;
    followsAbove: boolean;
    editors: Maker[];
    steps: { kind: 'begun' | 'submitted' | 'approved' | 'installed' | 'published'; at: string; by?: Maker }[];
  };
};
export type MatterDetail = {
  summary: MatterSummary;
  inUse?: { definition: Definition; files: Record<string, string>; ownProcess: boolean };
  above?: { id: string; title: LocalText; organisationName: LocalText };
  heirs: { id: string; organisationName: LocalText; version?: string; conflict: boolean }[];
  conflicts: { code: string; message: LocalText }[];
  packVersion?: string;
  versions: MadeVersion[];
  work?: MatterWork;
  retired?: { at: string; reason: string };
  may: MatterStep[];
};
export type MatterFilter = {
  q?: string;
  view?: string;
  organisation?: string;
  level?: string;
  type?: string;
  project?: string;
  figure?: string;
  not?: string;
};
export type MatterCounts = { inUse: number; work: number; review: number; conflict: number; retired: number };

const LIST = '/api/matters/work';
const at = (id: string) => `${LIST}/${encodeURIComponent(id)}`;
export const MATTERS_PAGE = 50;
export const MATTERS_EXPORT = `${LIST}/export.xlsx`;

export const fetchMatterList = (filter: MatterFilter, cursor: string | undefined) =>
  request<PageOf<MatterSummary> & { counts: MatterCounts; organisations: { id: string; name: LocalText }[] }>(
    'GET',
    LIST,
    {
      query: { ...filter, cursor, limit: MATTERS_PAGE },
    },
  );
export const fetchMatter = (id: string) => request<MatterDetail>('GET', at(id));
export const fetchDifferences = (id: string, from: string, to: string) =>
  request<{
    measured: { before: MeasuredVersion; after: MeasuredVersion };
    said: { part: 'elements' | 'form' | 'rules' | 'process'; texts: LocalText[] }[];
    changes: MatterChange[];
    files: FileChange[];
  }>('GET', `${at(id)}/differences`, { query: { from, to } });
type Begun = { matter: string; work: string; revision: number; state: string };
export const beginMatter = (body: {
  of?: string;
  fromPack?: boolean;
  inherits?: string;
  basic?: string;
  id?: string;
  organisation?: string;
  useLevel?: string;
}) => request<Begun>('POST', LIST, { body });
export const saveMatter = (
  id: string,
  body: { definition: Definition; files: Record<string, string>; note?: string; revision: number },
) => request<{ revision: number; faults: MatterFault[] }>('PUT', at(id), { body });
export const checkMatter = (id: string, body: { definition: Definition; files: Record<string, string> }) =>
  request<{ faults: MatterFault[]; heirs: { matter: string; messages: LocalText[] }[] }>('POST', `${at(id)}/check`, {
    body,
  });
export const stepMatter = (
  id: string,
  step: 'submit' | 'withdraw' | 'discard' | 'return' | 'approve',
  body: { revision: number; reason?: string; publishOn?: string },
) => request<Begun>('POST', `${at(id)}/${step}`, { body });
export const retireMatter = (id: string, reason: string) =>
  request<{ heirs: string[] }>('POST', `${at(id)}/retire`, { body: { reason } });

export type GuideCheck = {
  from: string;
  to: string;
  version: string;
  decided?: number;
  findings: {
    code: string;
    tone: 'green' | 'amber' | 'red';
    stated: LocalText;
    found: LocalText;
    todo?: LocalText;
    count: number;
    cases: string[];
  }[];
};
export const fetchGuideCheck = (id: string, days: number) =>
  request<GuideCheck>('GET', `${at(id)}/guide-check`, { query: { days } });
export type BackTest = {
  from: string;
  /** Every case may be opened by whoever asks: numbers are exact. Otherwise they are rounded down to `leastTold`; null: fewer than that. */
  whole: boolean;
  leastTold: number;
  cases: number | null;
  same: number | null;
  different: number | null;
  failedCount: number | null;
  failed: { caseNo: string; code: string }[];
  kinds: {
    before: Record<string, unknown> | null;
    after: Record<string, unknown>;
    count: number;
    cases: string[];
  }[];
  /** Cases that changed in kinds too small to be told apart. */
  grouped: number | null;
  decided?: { known: number; agreeBefore: number; agreeAfter: number };
};
export const backTestMatter = (id: string, days: number) =>
  request<BackTest>('POST', `${at(id)}/back-test`, { body: { days } });

export type ListFigures = {
  total: number;
  onlineAble: number;
  allOnline: number;
  zeroVisit: number;
  atMostOneVisit: number;
  instant: number;
  idOnly: number;
  statutoryDays: number;
  promisedDays: number;
  unitsDiffer: number;
  compression?: number;
  /** What happened to the cases of these matters, and what was promised of the same cases. */
  happened?: Happened;
};
export type Happened = {
  submitted: number;
  online: number;
  counted: number;
  zero: number;
  atMostOne: number;
  more: number;
  promisedZero: number;
  promisedAtMostOne: number;
};
export type FigureBoard = {
  at: string;
  /** The days of what happened. */
  from: string;
  to: string;
  total: ListFigures;
  rows: (ListFigures & { organisation: string; organisationName: LocalText })[];
  basic: { listed: number; implemented: number };
};
export const fetchFigures = (level: string | undefined) =>
  request<FigureBoard>('GET', '/api/matters/figures', { query: { level } });
export type ReductionBoard = Answer<'matters.list-reductions'>;
export type ReductionTotals = ReductionBoard['total'];
export type ReducedMatter = ReductionBoard['matters'][number];
/** One version of a matter by the four measures (四减). */
export type MeasuredVersion = ReducedMatter['now'];
export const fetchReductions = (level: string | undefined, organisation: string | undefined) =>
  request<ReductionBoard>('GET', '/api/matters/reductions', { query: { level, organisation } });
/** Address of the workbook of the reductions. */
export const reductionsWorkbook = (level: string | undefined): string =>
  `/api/matters/reductions/export.xlsx?${new URLSearchParams({ ...(level ? { level } : {}), language: currentLanguage() })}`;
export type PointCounts = { city: number; county: number; town: number; village: number };
export type PointCoverage = {
  total: PointCounts;
  divisions: {
    code: string;
    name: LocalText;
    points: PointCounts;
    towns: number;
    townsServed: number;
    villages: number;
    villagesServed: number;
  }[];
  matters: { id: string; title: LocalText; organisationName: LocalText; points: PointCounts }[];
};
export const fetchPointCoverage = () => request<PointCoverage>('GET', '/api/service-points/coverage');
export type BasicMatter = {
  code: string;
  title: LocalText;
  taskType: string;
  levels: string[];
  legalBasis: LocalText[];
  department?: LocalText;
  departmentId?: string;
  implementedBy: { id: string; organisationName: LocalText; useLevel: string }[];
};
export const fetchBasic = (filter: { q?: string; type?: string; implemented?: string }) =>
  request<{ items: BasicMatter[] }>('GET', '/api/matters/basic', { query: filter });

export type MatterImport = {
  imported: boolean;
  matters: { row: number; id: string; title: LocalText; outcome: 'new' | 'revised' | 'unchanged'; faults: number }[];
  faults: { sheet: string; row: number; cell: string; code: string; message: LocalText }[];
};
export const importMatters = (file: File, commit: boolean) => {
  const form = new FormData();
  form.append('file', file);
  return request<MatterImport>('POST', `${LIST}/import${commit ? '?commit=true' : ''}`, { body: form });
};
