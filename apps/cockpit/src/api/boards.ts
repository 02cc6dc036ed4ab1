// Boards, figures and the records behind them (modules/cockpit); boundaries (modules/organisations).
import { request, type LocalText } from '@yiwang/ui';

export type Point = { at: string; value: number };
export type OrganisationValue = { organisation: string; name: LocalText; value: number };
export type Figure = {
  indicator: string;
  /** The module whose records it counts. */
  topic: string;
  title: LocalText;
  /** A count, or a share between 0 and 1. */
  value: number;
  /** What a share is a share of. */
  of?: number;
  kind: 'count' | 'share';
  unit: LocalText;
  /** How it is counted. */
  meaning: LocalText;
  period: LocalText;
  /** The same days a year before; null where nothing is known of them. */
  yearBefore?: number | null;
  series?: Point[];
  byOrganisation?: OrganisationValue[];
};
export type Board = { id: string; title: LocalText; at: string; panels: { title: LocalText; figures: Figure[] }[] };
/** One value of a record; a text that is said differently in each language comes in both. */
export type Cell = string | number | LocalText | null;
export type RecordsPage = {
  title: LocalText;
  meaning: LocalText;
  period: LocalText;
  columns: { key: string; title: LocalText; kind: 'text' | 'number' | 'instant' | 'organisation' }[];
  rows: Record<string, Cell>[];
  organisations: Record<string, LocalText>;
  next?: string;
};
type Position = [number, number];
export type Boundary = {
  type: 'Feature';
  properties: { code: string; name: LocalText };
  geometry: { type: 'Polygon'; coordinates: Position[][] } | { type: 'MultiPolygon'; coordinates: Position[][][] };
};

export const RECORDS_PAGE = 20;

export const fetchBoards = () => request<{ items: { id: string; title: LocalText }[] }>('GET', '/api/cockpit/boards');
export const fetchBoard = (id: string) => request<Board>('GET', `/api/cockpit/boards/${encodeURIComponent(id)}`);
export const fetchRecords = (indicator: string, cursor: string | undefined) =>
  request<RecordsPage>('GET', `/api/cockpit/indicators/${encodeURIComponent(indicator)}/records`, {
    query: { cursor, limit: RECORDS_PAGE },
  });
export const fetchBoundaries = () =>
  request<{ type: 'FeatureCollection'; features: Boundary[] }>('GET', '/api/boundaries');
