import { formatInstant, useLocal } from '@yiwang/ui';
import type { Comment } from '../../../api/work-comments.ts';
import { Tag } from '../../../table/tag.tsx';
import { useCommentsText } from '../../../texts/comments.ts';

export type CommentAct = 'resolve' | 'reopen' | 'withdraw';
type Props = {
  first: Comment;
  answers: readonly Comment[];
  busy: boolean;
  onAct: (id: string, act: CommentAct) => void;
  onAnswer: (first: Comment) => void;
};

/** A remark with its answers, and what the officer may do with it. */
export function Thread({ first, answers, busy, onAct, onAnswer }: Props) {
  const t = useCommentsText();
  const local = useLocal();
  return (
    <li className="comment-thread" data-resolved={first.resolved ? '' : undefined}>
      <small className="comment-place">{first.place ? local(first.place) : t('onCase')}</small>
      <One comment={first} busy={busy} onAct={onAct} onAnswer={onAnswer} />
      {answers.length > 0 ? (
        <ol>
          {answers.map((answer) => (
            <li key={answer.id}>
              <One comment={answer} busy={busy} onAct={onAct} onAnswer={onAnswer} />
            </li>
          ))}
        </ol>
      ) : null}
      {first.resolved ? (
        <Tag tone="green">
          {t('resolved', { name: first.resolved.by.name, at: formatInstant(first.resolved.at).slice(5) })}
        </Tag>
      ) : null}
    </li>
  );
}

function One({ comment, busy, onAct, onAnswer }: Omit<Props, 'first' | 'answers'> & { comment: Comment }) {
  const t = useCommentsText();
  const local = useLocal();
  const { by, mine, may } = comment;
  return (
    <article>
      <div className="row small">
        <b>{mine ? t('me') : t('by', { name: by.name, office: local(by.organisationName) })}</b>
        <time dateTime={comment.at}>{formatInstant(comment.at)}</time>
      </div>
      {comment.text === undefined ? (
        <p className="quiet">{t('withdrawn')}</p>
      ) : (
        <p className="comment-text">{comment.text}</p>
      )}
      {comment.mentioned.length > 0 ? <small>{t('mentioned', { names: comment.mentioned.join('、') })}</small> : null}
      {may.length > 0 ? (
        <div className="row comment-acts">
          {may.map((act) => (
            <button
              key={act}
              type="button"
              className="plain-button"
              disabled={busy}
              onClick={() => (act === 'reply' ? onAnswer(comment) : onAct(comment.id, act))}
            >
              {t(act)}
            </button>
          ))}
        </div>
      ) : null}
    </article>
  );
}
