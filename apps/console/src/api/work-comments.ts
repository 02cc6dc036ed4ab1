// Remarks of officers on a case, and who is named in them (modules/cases, comments/).
import { request, type Answer, type ItemOf } from '@yiwang/ui';
import { queryOptions } from '@tanstack/react-query';
import type { PageOf } from '../data/paged.ts';
import { WORK_PAGE } from './work-tasks.ts';

export type Comments = Answer<'cases.list-comments'>;
export type Comment = Comments['items'][number];
export type CommentReader = ItemOf<'cases.list-comment-readers'>;
export type Mention = ItemOf<'cases.list-mentions'>;
/** Where a remark stands: a field by JSON Pointer, a file, or (neither) the case. */
export type CommentPlace = { field?: string; file?: string; title?: string };
export type NewComment = { text: string; field?: string; file?: string; replyTo?: string; mentions: string[] };

const of = (caseId: string) => `/api/work/cases/${encodeURIComponent(caseId)}/comments`;

export const COMMENTS = 'case-comments';
export const commentsQuery = (caseId: string) =>
  queryOptions({ queryKey: [COMMENTS, caseId], queryFn: () => request<Comments>('GET', of(caseId)) });
export const readersQuery = (caseId: string) =>
  queryOptions({
    queryKey: ['case-comment-readers', caseId],
    queryFn: () => request<{ items: CommentReader[] }>('GET', `${of(caseId)}/readers`),
    staleTime: 60_000,
  });
export const writeComment = (caseId: string, body: NewComment) => request<Comments>('POST', of(caseId), { body });
export const actOnComment = (id: string, act: 'resolve' | 'reopen' | 'withdraw') =>
  request<Comments>('POST', `/api/work/comments/${encodeURIComponent(id)}/${act}`, { body: {} });
export const seeComments = (caseId: string) => request<{ seen: number }>('POST', `${of(caseId)}/seen`, { body: {} });

export const MENTIONS = 'mentions';
export const fetchMentions = (cursor: string | undefined) =>
  request<PageOf<Mention> & { unseen: number }>('GET', '/api/work/mentions', { query: { cursor, limit: WORK_PAGE } });
/** How many remarks name the officer and were not looked at. */
export const unseenQuery = queryOptions({
  queryKey: [MENTIONS, 'unseen'],
  queryFn: () => request<{ unseen: number }>('GET', '/api/work/mentions', { query: { limit: 1 } }),
  refetchInterval: 120_000,
});
