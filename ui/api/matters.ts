import { request } from './client.ts';
import type { Answer, Guide, MatterListing } from './types.ts';

/** Matters found by a piece of the name, pinyin or an everyday word; all of them, most used first, when `q` is empty. */
export const fetchMatters = (q: string, signal?: AbortSignal) =>
  request<{ items: MatterListing[] }>('GET', '/api/matters', { query: { q: q.trim() }, ...(signal ? { signal } : {}) });

export const fetchGuide = (id: string) => request<Guide>('GET', `/api/matters/${encodeURIComponent(id)}`);

export const fetchGuideVersions = (id: string) =>
  request<Answer<'matters.list-guide-versions'>>('GET', `/api/matters/${encodeURIComponent(id)}/versions`);
