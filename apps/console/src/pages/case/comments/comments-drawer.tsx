import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { Drawer, Segmented } from 'antd';
import { useEffect, useRef, useState } from 'react';
import {
  actOnComment,
  commentsQuery,
  MENTIONS,
  seeComments,
  type Comment,
  type CommentPlace,
  type Comments,
} from '../../../api/work-comments.ts';
import { useFocusBack } from '../../../rail/focus-back.ts';
import { Waiting } from '../../../shell/page.tsx';
import { useCommentsText } from '../../../texts/comments.ts';
import { Composer } from './composer.tsx';
import { Thread, type CommentAct } from './thread.tsx';
import { isOpen } from './use-comments.ts';

type Props = {
  caseId: string;
  found: UseQueryResult<Comments>;
  place: CommentPlace;
  onPlace: (place: CommentPlace) => void;
  onClose: () => void;
};

/** All remarks of a case beside it, and where the next one is written. Opening it is having looked at those that name one. */
export function CommentsDrawer({ caseId, found, place, onPlace, onClose }: Props) {
  const t = useCommentsText();
  const client = useQueryClient();
  const [shows, setShows] = useState<'open' | 'all'>('open');
  const [answering, setAnswering] = useState<Comment>();
  const box = useRef<HTMLDivElement>(null);
  useFocusBack();
  const act = useMutation({
    mutationFn: ({ id, what }: { id: string; what: CommentAct }) => actOnComment(id, what),
    onSuccess: (comments) => client.setQueryData(commentsQuery(caseId).queryKey, comments),
  });
  const latest = found.data?.items.at(-1)?.id;
  useEffect(() => {
    if (latest === undefined) return;
    void seeComments(caseId).then(({ seen }) => {
      if (seen > 0) void client.invalidateQueries({ queryKey: [MENTIONS] });
    });
  }, [caseId, latest, client]);
  const toComposer = () => box.current?.querySelector<HTMLElement>('textarea')?.focus();
  // Chosen anew, the field or the remark to answer is written about at once.
  useEffect(() => toComposer(), [place, answering]);
  const items = found.data?.items ?? [];
  const threads = items.filter((one) => one.replyTo === undefined && (shows === 'all' || isOpen(one)));
  return (
    <Drawer
      open
      title={<h2>{t('title')}</h2>}
      onClose={onClose}
      size={460}
      styles={{ mask: { background: 'transparent' }, body: { padding: 16 } }}
      afterOpenChange={(shown) => shown && toComposer()}
    >
      <div className="comments" ref={box}>
        <p className="quiet">{t('lead')}</p>
        <Segmented<'open' | 'all'>
          aria-label={t('show')}
          size="small"
          value={shows}
          onChange={setShows}
          options={(['open', 'all'] as const).map((value) => ({ value, label: t(`shows.${value}`) }))}
        />
        {found.data ? (
          <ol className="comment-threads">
            {threads.map((first) => (
              <Thread
                key={first.id}
                first={first}
                answers={items.filter(({ replyTo }) => replyTo === first.id)}
                busy={act.isPending}
                onAct={(id, what) => act.mutate({ id, what })}
                onAnswer={setAnswering}
              />
            ))}
          </ol>
        ) : found.error ? (
          <ErrorNotice error={found.error} onRetry={() => void found.refetch()} level={3} />
        ) : (
          <Waiting blocks={2} />
        )}
        {found.data && threads.length === 0 ? (
          <p className="quiet">{items.length > 0 ? t('emptyOpen') : `${t('empty')} ${t('emptyText')}`}</p>
        ) : null}
        {act.error ? <ErrorNotice error={act.error} level={3} /> : null}
        <Composer
          caseId={caseId}
          place={place}
          answering={answering}
          onWhole={() => (answering ? setAnswering(undefined) : onPlace({}))}
          onWritten={() => setAnswering(undefined)}
        />
      </div>
    </Drawer>
  );
}
