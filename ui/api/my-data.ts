import { request } from './client.ts';
import type { ReadsSummary } from './types.ts';

export const fetchReadsSummary = () => request<ReadsSummary>('GET', '/api/my-data/summary');
