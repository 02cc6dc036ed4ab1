import { request } from './client.ts';
import type { Board, IndicatorRecords } from './data-types.ts';
import type { LocalText } from './types.ts';

export const fetchBoards = () => request<{ items: { id: string; title: LocalText }[] }>('GET', '/api/cockpit/boards');
export const fetchBoard = (id: string) => request<Board>('GET', `/api/cockpit/boards/${encodeURIComponent(id)}`);
/** The records behind a figure. */
export const fetchIndicatorRecords = (id: string, cursor?: string) =>
  request<IndicatorRecords>('GET', `/api/cockpit/indicators/${encodeURIComponent(id)}/records`, { query: { cursor } });
