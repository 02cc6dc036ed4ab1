import '@yiwang/ui/form/form.css';
import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Label, TextArea, TextField } from 'react-aria-components';
import { showAnswer } from '../../data/queries.ts';
import { useSession } from '../../data/session.ts';
import { useText } from '../../texts/index.ts';
import { change, questionQuery, type MyQuestion } from './api.ts';
import { useMyDataText } from './texts/index.ts';

const Sheet = lazy(() => import('@yiwang/ui/components/sheet.tsx').then((module) => ({ default: module.Sheet })));

/** To go on to the authority, once; or to take it back. Both are asked about first. */
export function QuestionActions({ one }: { one: MyQuestion }) {
  const t = useMyDataText();
  const general = useText();
  const local = useLocal();
  const client = useQueryClient();
  const { session } = useSession();
  const [asking, setAsking] = useState<'escalate' | 'withdraw'>();
  const [words, write] = useState('');
  const send = useMutation({
    mutationFn: (what: 'escalate' | 'withdraw') => change(one.id, what, what === 'escalate' ? words.trim() : ''),
    onSuccess: async (after) => {
      await showAnswer(client, questionQuery(one.id).queryKey, after);
      void client.invalidateQueries({ queryKey: ['my-data', 'questions'] });
      setAsking(undefined);
    },
  });
  if (one.allowed.length === 0) return null;
  const begin = (what: 'escalate' | 'withdraw') => {
    send.reset();
    setAsking(what);
  };
  return (
    <div className="case-actions">
      {one.allowed.includes('escalate') ? (
        <button type="button" className="yw-button" onClick={() => begin('escalate')}>
          {t(one.state === 'asked' ? 'escalateOverdue' : 'escalate')}
        </button>
      ) : null}
      {one.allowed.includes('withdraw') ? (
        <button type="button" className="yw-button" data-danger="" onClick={() => begin('withdraw')}>
          {t('withdraw')}
        </button>
      ) : null}
      {asking ? (
        <Suspense fallback={null}>
          <Sheet title={t(`${asking}Title`)} alert onClose={() => setAsking(undefined)}>
            <p>{asking === 'escalate' ? t('escalateText', { city: local(session?.city) }) : t('withdrawText')}</p>
            {asking === 'escalate' ? (
              <TextField className="field" value={words} onChange={write} maxLength={1000}>
                <Label>
                  {t('escalateLabel')} <span className="optional">{general('optional')}</span>
                </Label>
                <TextArea className="input" rows={4} />
              </TextField>
            ) : null}
            {send.isError ? <ErrorNotice level={3} error={send.error} /> : null}
            <div className="buttons">
              <button type="button" className="yw-button" data-quiet="" onClick={() => setAsking(undefined)}>
                {asking === 'withdraw' ? t('keep') : general('cancel')}
              </button>
              <button
                type="button"
                className="yw-button"
                {...(asking === 'withdraw' ? { 'data-danger': '' } : {})}
                disabled={send.isPending}
                onClick={() => send.mutate(asking)}
              >
                {send.isPending ? t('working') : t(`${asking}Do`)}
              </button>
            </div>
          </Sheet>
        </Suspense>
      ) : null}
    </div>
  );
}
