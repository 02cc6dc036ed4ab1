import { useLive } from '@yiwang/ui';
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { COMMENTS, commentsQuery, type CommentPlace, type Comments } from '../../../api/work-comments.ts';

/** The remarks of a case, fetched again when somebody writes or marks one. The case itself is not looked at again for it. */
export function useComments(caseId: string): UseQueryResult<Comments> {
  const client = useQueryClient();
  useLive(['case-comments'], ({ data }) => {
    if (data['caseId'] === caseId) void client.invalidateQueries({ queryKey: [COMMENTS, caseId] });
  });
  return useQuery(commentsQuery(caseId));
}

/** What fields and files of the page need to know of remarks. */
export type CommentMarks = {
  /** Open remarks on a field or file. */
  openOn: (place: CommentPlace) => number;
  write: (place: CommentPlace) => void;
};
export const CommentMarksContext = createContext<CommentMarks | undefined>(undefined);
export const useCommentMarks = (): CommentMarks | undefined => useContext(CommentMarksContext);

export const isOpen = ({ replyTo, resolved, withdrawnAt }: Comments['items'][number]): boolean =>
  replyTo === undefined && resolved === undefined && withdrawnAt === undefined;
