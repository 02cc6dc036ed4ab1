import { request } from './client.ts';
import type { Division, Organisation } from './types.ts';

export const fetchOrganisations = () => request<{ items: Organisation[] }>('GET', '/api/organisations');

export const fetchDivisions = (parent?: string) =>
  request<{ items: Division[] }>('GET', '/api/divisions', { query: { parent } });

/** District boundaries as GeoJSON; features have `code` and `name`. */
export const fetchBoundaries = () =>
  request<{
    type: 'FeatureCollection';
    features: { type: 'Feature'; properties: Record<string, unknown>; geometry: unknown }[];
  }>('GET', '/api/boundaries');
