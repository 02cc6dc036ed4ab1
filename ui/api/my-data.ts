import { request } from './client.ts';
import type { DataRead, Page, ReadsSummary } from './types.ts';

export const fetchReads = (cursor?: string) =>
  request<Page<DataRead>>('GET', '/api/my-data/reads', { query: { cursor } });
export const fetchReadsSummary = () => request<ReadsSummary>('GET', '/api/my-data/summary');
