// The catalogue and base registries (modules/catalogue, modules/base-registries).
import { request, type Answer, type ItemOf } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type ResourceSummary = ItemOf<'catalogue.list-resources'>;
export type ResourceItem = ResourceDetail['items'][number];
export type ResourceDetail = Answer<'catalogue.show-resource'>;
export type RegistryField = Registry['fields'][number];
export type Registry = ItemOf<'base-registries.list-registries'>;

export const fetchResources = (q: string) =>
  request<PageOf<ResourceSummary>>('GET', '/api/catalogue/resources', { query: { q, limit: 500 } });
export const fetchResource = (id: string) =>
  request<ResourceDetail>('GET', `/api/catalogue/resources/${encodeURIComponent(id)}`);
export const fetchRegistries = () => request<{ items: Registry[] }>('GET', '/api/registries');
