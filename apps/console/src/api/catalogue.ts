// The catalogue and base registries (modules/catalogue, modules/base-registries).
import { request, type ItemOf, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export const SHARE_TYPES = ['unconditional', 'conditional', 'none'] as const;
export const CATEGORIES = ['base', 'theme', 'department'] as const;
export const OPEN_ATTRIBUTES = ['open', 'conditional', 'closed'] as const;
export const CYCLES = ['realtime', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'irregular'] as const;
export const FORMATS = ['database', 'spreadsheet', 'document', 'image', 'geodata', 'stream'] as const;
export const MODES = ['interface', 'subscription', 'file', 'sandbox'] as const;
export const TYPES = [
  'text',
  'date',
  'integer',
  'code',
  'citizen-id',
  'credit-code',
  'boolean',
  'number',
  'timestamp',
] as const;
export const CLASSES = [
  'identity',
  'contact',
  'health',
  'property',
  'location',
  'person',
  'firm',
  'public',
  'other',
] as const;
export const MASKS = ['none', 'citizen-id', 'name', 'phone', 'address', 'date', 'all'] as const;

export type ItemType = (typeof TYPES)[number];
export type DataClass = (typeof CLASSES)[number];
export type MaskName = (typeof MASKS)[number];

export type ResourceSummary = {
  id: string;
  title: LocalText;
  summary: LocalText;
  provider: string;
  providerName: LocalText;
  class: { category: (typeof CATEGORIES)[number]; theme?: LocalText };
  code?: string;
  origin: 'pack' | 'console' | 'node';
  publishedAt?: string;
  shareType: (typeof SHARE_TYPES)[number];
  openAttribute: (typeof OPEN_ATTRIBUTES)[number];
  updateCycle: (typeof CYCLES)[number];
  grade: number;
  itemCount: number;
  rowCount: number;
  firstLoadAt?: string;
  lastLoadAt?: string;
  overdueDays: number;
};
export type ResourceItem = {
  name: string;
  title: LocalText;
  type: ItemType;
  required: boolean;
  key: boolean;
  personal: boolean;
  grade: number;
  dataClass: DataClass;
  maxLength?: number;
  codeTable?: { id: string; title: LocalText };
  element?: string;
  mask?: MaskName;
  maskInForce: MaskName;
};
export type ResourceDetail = ResourceSummary & {
  version: string;
  aliases: string[];
  duty?: LocalText;
  system?: LocalText;
  format?: (typeof FORMATS)[number];
  shareCondition?: LocalText;
  shareBasis?: LocalText;
  shareModes: (typeof MODES)[number][];
  openCondition?: LocalText;
  responsibility?: { dueOn: string; basis?: LocalText };
  approval: LocalText;
  items: ResourceItem[];
  sources: { id: string; title: LocalText; connector: string }[];
  lineage: {
    registries: { id: string; title: LocalText; fields: string[] }[];
    interfaces: { id: string; title: LocalText; registry?: string }[];
  };
  usage: {
    calls: number;
    subscriptions: number;
    requests: number;
    lastAt?: string;
    consumers: { id: string; name: LocalText }[];
  };
  working?: 'draft' | 'submitted' | 'checked';
  mayRevise: boolean;
};
/** An entry that another node published to this one. */
export type ReceivedEntry = {
  node: { id: string; name: LocalText };
  level: 'above' | 'below';
  providerName?: LocalText;
  resource: string;
  title: LocalText;
  summary: LocalText;
  category: (typeof CATEGORIES)[number];
  shareType: (typeof SHARE_TYPES)[number];
  updateCycle: (typeof CYCLES)[number];
  grade: number;
  itemCount: number;
  interfaces: { id: string; title: LocalText }[];
};
export type ResourceFilter = {
  q?: string | undefined;
  share?: string | undefined;
  provider?: string | undefined;
  category?: string | undefined;
  grade?: string | undefined;
};
export type RegistryField = Registry['fields'][number];
export type Registry = ItemOf<'base-registries.list-registries'>;

/** All that match, for choices; pages of the list come by {@link fetchResourcePage}. */
export const fetchResources = (q: string) =>
  request<PageOf<ResourceSummary>>('GET', '/api/catalogue/resources', { query: { q, limit: 500 } });
export const RESOURCES_PAGE = 50;
export const fetchResourcePage = (filter: ResourceFilter, cursor: string | undefined) =>
  request<PageOf<ResourceSummary>>('GET', '/api/catalogue/resources', {
    query: { ...filter, cursor, limit: RESOURCES_PAGE },
  });
export const fetchReceivedPage = (filter: Omit<ResourceFilter, 'provider'>, cursor: string | undefined) =>
  request<PageOf<ReceivedEntry>>('GET', '/api/catalogue/received', {
    query: { ...filter, cursor, limit: RESOURCES_PAGE },
  });
export const fetchResource = (id: string) =>
  request<ResourceDetail>('GET', `/api/catalogue/resources/${encodeURIComponent(id)}`);
export const fetchRegistries = () => request<{ items: Registry[] }>('GET', '/api/registries');
