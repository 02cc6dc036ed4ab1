import { request } from './client.ts';
import type { Answer, Board, IndicatorRecords } from './types.ts';

export const fetchBoards = () => request<Answer<'cockpit.list-boards'>>('GET', '/api/cockpit/boards');
export const fetchBoard = (id: string) => request<Board>('GET', `/api/cockpit/boards/${encodeURIComponent(id)}`);
/** The records behind a figure. */
export const fetchIndicatorRecords = (id: string, cursor?: string) =>
  request<IndicatorRecords>('GET', `/api/cockpit/indicators/${encodeURIComponent(id)}/records`, { query: { cursor } });
