import '@yiwang/ui/form/form.css';
import { ErrorNotice, sendReview, type MyCase } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { FieldError, Label, Radio, RadioGroup, Text, TextArea, TextField } from 'react-aria-components';
import { caseQuery, showAnswer } from '../../data/queries.ts';
import { useText } from '../../texts/index.ts';

const LEVELS = [5, 4, 3, 2, 1] as const;
type Level = (typeof LEVELS)[number];
const RATED = new Set(['approved', 'refused', 'closed']);
const COMMENT_MAX = 500;

/** 好差评: five levels and a few words, once a case. */
export function Rating({ one }: { one: MyCase }) {
  const t = useText();
  const client = useQueryClient();
  const { hash } = useLocation();
  const section = useRef<HTMLElement>(null);
  const [level, setLevel] = useState<Level>();
  const [missing, setMissing] = useState(false);
  const [comment, setComment] = useState('');
  const send = useMutation({
    mutationFn: (stars: Level) =>
      sendReview({ caseId: one.id, stars, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) }),
    onSuccess: async (_answer, stars) => {
      await showAnswer<MyCase>(
        client,
        caseQuery(one.id).queryKey,
        (before) => before && { ...before, review: { stars } },
      );
      void client.invalidateQueries({ queryKey: ['cases'] });
    },
  });
  const wanted = hash === 'rate';
  useEffect(() => {
    if (wanted) section.current?.scrollIntoView({ block: 'start' });
  }, [wanted]);
  if (!one.review && !RATED.has(one.state)) return null;
  const word = (stars: number) => t(`rate.s${Math.min(5, Math.max(1, Math.round(stars))) as Level}`);
  if (one.review)
    return (
      <section className="card" ref={section} id="rate" role="status">
        <h2>{send.isSuccess ? t('rate.thanks') : t('rate.title')}</h2>
        <p>
          {send.isSuccess
            ? t('rate.thanksText', { level: word(one.review.stars) })
            : t('rate.given', { level: word(one.review.stars) })}
        </p>
      </section>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (level === undefined) setMissing(true);
    else send.mutate(level);
  };
  return (
    <section className="card" ref={section} id="rate">
      <h2>{t('rate.title')}</h2>
      <form className="rating" onSubmit={submit} noValidate>
        <RadioGroup
          className="field choices"
          value={level === undefined ? null : String(level)}
          onChange={(value) => {
            setLevel(Number(value) as Level);
            setMissing(false);
          }}
          isRequired
          isInvalid={missing}
          validationBehavior="aria"
        >
          <Label>{t('rate.question')}</Label>
          {LEVELS.map((stars) => (
            <Radio key={stars} value={String(stars)} className="choice">
              <span className="dot" aria-hidden="true" />
              {word(stars)}
            </Radio>
          ))}
          {missing ? <FieldError className="fault">{t('rate.missing')}</FieldError> : null}
        </RadioGroup>
        <TextField className="field" value={comment} onChange={setComment} maxLength={COMMENT_MAX}>
          <Label>
            {t('rate.comment')} <span className="optional">{t('optional')}</span>
          </Label>
          <TextArea className="input" rows={3} />
          <Text slot="description" className="hint">
            {t('rate.commentHint')}
          </Text>
        </TextField>
        {send.isError ? <ErrorNotice level={3} error={send.error} /> : null}
        <div>
          <button type="submit" className="yw-button" disabled={send.isPending}>
            {send.isPending ? t('rate.sending') : t('rate.send')}
          </button>
        </div>
      </form>
    </section>
  );
}
