// The catalogue and base registries (modules/catalogue, modules/base-registries).
import { request, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type ResourceSummary = {
  id: string;
  title: LocalText;
  summary: LocalText;
  provider: string;
  providerName: LocalText;
  class: { category: 'base' | 'theme' | 'department'; theme?: LocalText };
  shareType: 'unconditional' | 'conditional' | 'none';
  openAttribute: 'open' | 'conditional' | 'closed';
  updateCycle: 'realtime' | 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'yearly' | 'irregular';
  grade: number;
  itemCount: number;
  rowCount: number;
  lastLoadAt?: string;
};
export type ResourceItem = {
  name: string;
  title: LocalText;
  type: 'text' | 'date' | 'integer' | 'code' | 'citizen-id' | 'credit-code' | 'boolean';
  required: boolean;
  key: boolean;
  personal: boolean;
  grade: number;
  maxLength?: number;
  codeTable?: { id: string; title: LocalText };
  mask?: string;
};
export type ResourceDetail = ResourceSummary & {
  version: string;
  shareCondition?: LocalText;
  shareBasis?: LocalText;
  items: ResourceItem[];
  sources: { id: string; title: LocalText; connector: 'postgres' | 'csv' | 'xlsx' }[];
  lineage: {
    registries: { id: string; title: LocalText; fields: string[] }[];
    interfaces: { id: string; title: LocalText; registry: string }[];
  };
};
export type RegistryField = {
  name: string;
  title: LocalText;
  from: { resource: string; title: LocalText; organisationName: LocalText }[];
  /** How many records have a value here. */
  filled: number;
};
export type Registry = {
  id: string;
  title: LocalText;
  kind: string;
  records: number;
  builtAt?: string;
  fields: RegistryField[];
};

export const fetchResources = (q: string) =>
  request<PageOf<ResourceSummary>>('GET', '/api/catalogue/resources', { query: { q, limit: 500 } });
export const fetchResource = (id: string) =>
  request<ResourceDetail>('GET', `/api/catalogue/resources/${encodeURIComponent(id)}`);
export const fetchRegistries = () => request<{ items: Registry[] }>('GET', '/api/registries');
