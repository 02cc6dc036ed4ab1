import { request } from './client.ts';
import type { Answer } from './types.ts';

export const fetchOrganisations = () =>
  request<Answer<'organisations.list-organisations'>>('GET', '/api/organisations');

export const fetchDivisions = (parent?: string) =>
  request<Answer<'organisations.list-divisions'>>('GET', '/api/divisions', { query: { parent } });

/** District boundaries as GeoJSON; features have `code` and `name`. */
export const fetchBoundaries = () => request<Answer<'organisations.show-boundaries'>>('GET', '/api/boundaries');
