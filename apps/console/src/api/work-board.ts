// The board of cases: figures from what happened, each with the cases behind it (modules/cases, features/board.ts).
import { request, type CaseState, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';
import type { Light } from './work-tasks.ts';

export type BoardBy = 'organisation' | 'matter';
export type BoardFigure =
  | 'submitted'
  | 'online'
  | 'window'
  | 'zero-visit'
  | 'one-visit'
  | 'with-visits'
  | 'more-visits'
  | 'decided'
  | 'instant'
  | 'on-time'
  | 'late'
  | 'referred'
  | 'open'
  | 'amber'
  | 'red'
  | 'double-red'
  | 'stopped';
/** Shares are 0 to 1, null where there is nothing to divide by. */
export type BoardLine = {
  key: string;
  title: LocalText;
  submitted: number;
  decided: number;
  instantShare: number | null;
  onlineShare: number | null;
  windowShare: number | null;
  /** Of the decided whose visits were counted: as it happened, and as their guides promised. */
  zeroVisitShare: number | null;
  oneVisitShare: number | null;
  promisedZeroVisitShare: number | null;
  promisedOneVisitShare: number | null;
  moreVisits: number;
  visitsCounted: number;
  onTimeShare: number | null;
  promisedCompression: number | null;
  actualCompression: number | null;
  takenDays: number | null;
  promisedDays: number | null;
  statutoryDays: number | null;
  referred: number;
  open: number;
  amber: number;
  red: number;
  doubleRed: number;
  stopped: number;
};
export type WorkBoard = { from: string; to: string; total: BoardLine; lines: BoardLine[] };
export type BoardCase = {
  id: string;
  caseNo: string;
  matter: string;
  title: LocalText;
  organisation: string;
  organisationName: LocalText;
  state: CaseState;
  stateTitle: LocalText;
  submittedAt: string;
  decidedAt?: string;
  instant: boolean;
  takenDays?: number;
  onTime?: boolean;
  channel: 'online' | 'window' | 'phone' | 'kiosk';
  visits?: number;
  promisedVisits?: number;
  light?: Light;
  dueDate?: string;
};
export type Span = { from: string; to: string };

export const fetchWorkBoard = (by: BoardBy, span: Span) =>
  request<WorkBoard>('GET', '/api/work/board', { query: { by, ...span } });

export const BOARD_PAGE = 50;
export const fetchBoardCases = (
  asked: Span & { figure: BoardFigure; organisation?: string; matter?: string; department?: string },
  cursor: string | undefined,
) => request<PageOf<BoardCase>>('GET', '/api/work/board/cases', { query: { ...asked, cursor, limit: BOARD_PAGE } });
