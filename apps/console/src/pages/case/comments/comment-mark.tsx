import type { CommentPlace } from '../../../api/work-comments.ts';
import { useCommentsText } from '../../../texts/comments.ts';
import { useCommentMarks } from './use-comments.ts';

/** Beside a field or file: how many open remarks stand there, and the way to write one. */
export function CommentMark({ place }: { place: CommentPlace & { title: string } }) {
  const t = useCommentsText();
  const marks = useCommentMarks();
  if (!marks) return null;
  const count = marks.openOn(place);
  const label = count > 0 ? t('markSome', { title: place.title, count }) : t('mark', { title: place.title });
  return (
    <button
      type="button"
      className="comment-mark"
      data-some={count > 0 ? '' : undefined}
      aria-label={label}
      title={label}
      onClick={() => marks.write(place)}
    >
      <CommentIcon />
      {count > 0 ? count : null}
    </button>
  );
}

export function CommentIcon() {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d="M2 3h12v8H7l-3 3v-3H2z" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
    </svg>
  );
}
