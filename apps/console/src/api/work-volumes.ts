// Volumes of cases and what departments' own systems returned (modules/cases, volumes/ and pool/).
import { currentLanguage, request, type CaseState, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

/** Growth is a share, null where there is nothing to compare with. */
export type Compared = {
  count: number;
  yearBefore: number;
  onYear: number | null;
  before: number;
  onBefore: number | null;
  ever: number;
};
export type VolumeLine = {
  key: string;
  title: LocalText;
  received: Compared;
  decided: Compared;
  accepted: number;
  approved: number;
  notAccepted: number;
  referred: number;
  returned: number;
  instant: number;
  zeroVisit: number;
  onTime: number;
  late: number;
  instantShare: number | null;
  zeroVisitShare: number | null;
  onTimeShare: number | null;
};
export type MatterVolume = VolumeLine & { level?: string };
export type DepartmentVolume = VolumeLine & { matters: MatterVolume[] };
export type VolumeMonth = {
  month: number;
  received: number;
  decided: number;
  receivedYearBefore: number;
  decidedYearBefore: number;
};
export type Days = { from: string; to: string };
export type Volumes = Days & {
  yearBefore: Days;
  before?: Days;
  since?: string;
  sample: boolean;
  total: VolumeLine;
  departments: DepartmentVolume[];
  year: number;
  months: VolumeMonth[];
};

export const VOLUME_FIGURES = [
  'received',
  'accepted',
  'not-accepted',
  'referred',
  'decided',
  'instant',
  'zero-visit',
  'on-time',
] as const;
export type VolumeFigure = (typeof VOLUME_FIGURES)[number];
export const CHANNELS = ['online', 'window', 'phone', 'kiosk'] as const;
export type Channel = (typeof CHANNELS)[number];
export type Origin = 'here' | 'returned';

export type VolumesAsked = Days & {
  organisation?: string;
  matter?: string;
  level?: string;
  area?: string;
  channel?: string;
  origin?: string;
};

export type VolumeCase = {
  origin: Origin;
  id: string;
  number: string;
  systemTitle?: LocalText;
  matter: string;
  title: LocalText;
  organisation: string;
  organisationName: LocalText;
  channel: Channel;
  state: CaseState;
  stateTitle: LocalText;
  submittedAt: string;
  acceptedAt?: string;
  decidedAt?: string;
  instant: boolean;
  visits?: number;
  onTime?: boolean;
  sample: boolean;
};

/** A case that a department's own system handled: nobody's name. */
export type ReturnedCase = {
  id: string;
  ownNo: string;
  title: LocalText;
  organisationName: LocalText;
  systemTitle: LocalText;
  state: CaseState;
  stateTitle: LocalText;
  channel: Channel;
  submittedAt: string;
  steps: { name: LocalText; at: string }[];
  result?: { title: string; number?: string };
  sample: boolean;
};

export type ReturnedFault = {
  system: string;
  systemTitle: LocalText;
  organisationName: LocalText;
  ownNo?: string;
  version?: number;
  faults: { path: string; code: string; message: LocalText }[];
  times: number;
  firstAt: string;
  at: string;
};

export type ReturnedSystem = {
  system: string;
  systemTitle: LocalText;
  taken: number;
  faulty: number;
  lastAt?: string;
};

export const VOLUMES = 'volumes';
export const VOLUME_PAGE = 50;

export const fetchVolumes = (asked: VolumesAsked) => request<Volumes>('GET', '/api/work/volumes', { query: asked });
export const fetchVolumeCases = (asked: VolumesAsked & { figure: VolumeFigure }, cursor: string | undefined) =>
  request<PageOf<VolumeCase>>('GET', '/api/work/volumes/cases', { query: { ...asked, cursor, limit: VOLUME_PAGE } });
export const fetchReturned = (id: string) =>
  request<ReturnedCase>('GET', `/api/work/returned/${encodeURIComponent(id)}`);
export const fetchReturnedSystems = () => request<{ items: ReturnedSystem[] }>('GET', '/api/work/returned-systems');
export const fetchReturnedFaults = (cursor: string | undefined) =>
  request<PageOf<ReturnedFault>>('GET', '/api/work/returned-faults', { query: { cursor, limit: VOLUME_PAGE } });

/** Address of the workbook of what is shown. */
export function volumesWorkbook(asked: VolumesAsked): string {
  const filled = Object.entries(asked).filter(([, value]) => value !== undefined && value !== '');
  return `/api/work/volumes/export.xlsx?${new URLSearchParams([...filled, ['language', currentLanguage()]] as string[][])}`;
}
