// What people ask about reads of their data (modules/disclosures, views/question-view.ts).
import { request, type CaseClock, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export const QUESTION_KINDS = ['question', 'objection', 'correction'] as const;
export const QUESTION_STATES = ['asked', 'escalated', 'answered', 'settled', 'withdrawn'] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];
export type QuestionState = (typeof QUESTION_STATES)[number];
export type QuestionOutcome = 'explained' | 'upheld' | 'dismissed' | 'corrected' | 'unchanged';

export type QuestionListing = {
  id: string;
  no: string;
  kind: QuestionKind;
  state: QuestionState;
  stateTitle: LocalText;
  organisation: string;
  organisationName: LocalText;
  authorityName?: LocalText;
  askedAt: string;
  clock?: CaseClock;
  outcome?: QuestionOutcome;
  late: boolean;
};
export type QuestionStep = {
  kind: 'asked' | 'answered' | 'escalated' | 'settled' | 'withdrawn' | 'overdue';
  at: string;
  organisationName?: LocalText;
  outcome?: QuestionOutcome;
  text?: string;
  basis?: string;
};
export type OpenedQuestion = QuestionListing & {
  about: {
    what: LocalText;
    fields: LocalText[];
    field?: LocalText;
    purpose?: LocalText;
    caseNo?: string;
    legalBasis?: LocalText;
    at?: string;
    readByName?: LocalText;
  };
  steps: QuestionStep[];
  person?: { name: string; citizenId: string };
  /** The firm it is about, where one asked. */
  firm?: { name: string; creditCode: string };
  /** Who read, for the office that read; never told to the person. */
  reader?: { kind: string; name: string };
  outcomes: QuestionOutcome[];
  mayAnswer: boolean;
};
export type QuestionBoard = {
  from: string;
  to: string;
  items: {
    organisation: string;
    organisationName: LocalText;
    asked: number;
    onTime: number;
    late: number;
    waiting: number;
    overdue: number;
    escalated: number;
    upheld: number;
    corrected: number;
    withdrawn: number;
  }[];
};

export const QUESTIONS_KEY = 'data-questions';
export const QUESTIONS_PAGE = 30;

export const fetchQuestions = (
  filter: { kind?: string; state?: string; light?: string; organisation?: string; q?: string },
  cursor: string | undefined,
) =>
  request<PageOf<QuestionListing>>('GET', '/api/data-questions', {
    query: { ...filter, cursor, limit: QUESTIONS_PAGE },
  });
export const fetchQuestion = (id: string) =>
  request<OpenedQuestion>('GET', `/api/data-questions/${encodeURIComponent(id)}`);
export const fetchQuestionBoard = () => request<QuestionBoard>('GET', '/api/data-questions/board');
export const answerQuestion = (id: string, body: { outcome: QuestionOutcome; text: string; basis?: string }) =>
  request<OpenedQuestion>('POST', `/api/data-questions/${encodeURIComponent(id)}/answer`, { body });
