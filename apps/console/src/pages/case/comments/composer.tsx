import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Mentions } from 'antd';
import { useState } from 'react';
import {
  commentsQuery,
  readersQuery,
  writeComment,
  type Comment,
  type CommentPlace,
} from '../../../api/work-comments.ts';
import { useCommentsText } from '../../../texts/comments.ts';
import { mentionedIn, nameables } from './mentioned.ts';

type Props = {
  caseId: string;
  place: CommentPlace;
  answering: Comment | undefined;
  /** Back to a remark on the whole case. */
  onWhole: () => void;
  onWritten: () => void;
};

/** Where a remark is written; what was typed stays until it was taken. */
export function Composer({ caseId, place, answering, onWhole, onWritten }: Props) {
  const t = useCommentsText();
  const local = useLocal();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [complain, setComplain] = useState(false);
  const readers = useQuery(readersQuery(caseId));
  const known = (readers.data?.items ?? []).map((one) => ({ ...one, office: local(one.organisationName) }));
  const people = nameables(known);
  const send = useMutation({
    mutationFn: () =>
      writeComment(caseId, {
        text: text.trim(),
        mentions: mentionedIn(text, people),
        ...(answering ? { replyTo: answering.id } : {}),
        ...(!answering && place.field !== undefined ? { field: place.field } : {}),
        ...(!answering && place.file !== undefined ? { file: place.file } : {}),
      }),
    onSuccess: (comments) => {
      client.setQueryData(commentsQuery(caseId).queryKey, comments);
      setText('');
      setComplain(false);
      onWritten();
    },
  });
  const act = () => (text.trim() === '' ? setComplain(true) : send.mutate());
  const special = answering !== undefined || place.title !== undefined;
  return (
    <form
      className="comment-composer"
      onSubmit={(event) => {
        event.preventDefault();
        act();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        act();
      }}
    >
      <div className="row">
        <small className="grow">
          {answering ? t('answering', { name: answering.by.name }) : t('on', { place: place.title ?? t('onCase') })}
        </small>
        {special ? (
          <button type="button" className="plain-button" onClick={onWhole}>
            {t(answering ? 'answerNot' : 'onWhole')}
          </button>
        ) : null}
      </div>
      <Mentions
        className="comment-input"
        aria-label={t('write')}
        aria-invalid={complain && text.trim() === ''}
        placeholder={t('placeholder')}
        autoSize={{ minRows: 3, maxRows: 8 }}
        maxLength={1000}
        value={text}
        onChange={setText}
        options={known.map(({ account, name, office }) => ({
          key: account,
          value: people.find((one) => one.account === account)?.words ?? name,
          label: (
            <span>
              {name} <small>{office}</small>
            </span>
          ),
        }))}
      />
      {complain && text.trim() === '' ? (
        <span className="fault" role="alert">
          {t('missing')}
        </span>
      ) : null}
      {readers.isError ? <small>{t('readersFailed')}</small> : null}
      {send.error ? <ErrorNotice error={send.error} level={3} kept={t('kept')} /> : null}
      <div className="row">
        <small className="grow">{t('sendKeys')}</small>
        <Button type="primary" htmlType="submit" loading={send.isPending}>
          {t('send')}
        </Button>
      </div>
    </form>
  );
}
