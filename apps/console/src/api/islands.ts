// The register of the departments' systems: what is connected, what is planned, what stands alone (modules/exchange, DAT-03, DAT-06).
import { request, type LocalText } from '@yiwang/ui';

export const ISLAND_FIELDS = ['service', 'enforcement', 'grassroots', 'other'] as const;
export const ISLAND_STATES = ['isolated', 'planned', 'connected'] as const;
/** What was asked back from a vertical system; days of Shanghai. */
export type ReturnFlow = { what: LocalText; askedAt: string; cameAt?: string; missing?: LocalText };
export type IslandGiven = {
  system: LocalText;
  organisation: string;
  field: (typeof ISLAND_FIELDS)[number];
  plannedFor?: string | null;
  vertical: boolean;
  takes?: LocalText | null;
  returns: ReturnFlow[];
  note?: string | null;
};
export type Island = IslandGiven & {
  id: string;
  organisationName: LocalText;
  state: (typeof ISLAND_STATES)[number];
  connectionId?: string;
  since?: string;
  lines: number;
  version: number;
};

export const fetchIslands = () => request<{ items: Island[]; connectedShare: number }>('GET', '/api/exchange/islands');
export const addIsland = (body: IslandGiven) => request<{ id: string }>('POST', '/api/exchange/islands', { body });
export const changeIsland = (id: string, body: IslandGiven & { version: number }) =>
  request<{ version: number }>('PATCH', `/api/exchange/islands/${encodeURIComponent(id)}`, { body });
