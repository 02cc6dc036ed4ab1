import '@yiwang/ui/form/form.css';
import {
  AsWritten,
  ErrorNotice,
  formatDate,
  formatInstant,
  objectToSuspension,
  useLocal,
  type LicenceNotice,
  type MyLicence,
} from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { FieldError, Label, Text, TextArea, TextField } from 'react-aria-components';
import { licenceQuery, showAnswer } from '../../data/queries.ts';
import { useText } from '../../texts/index.ts';

const SHORTEST = 5;
const LONGEST = 1000;

/** What was decided against a licence and why, what the holder can do, and the form to object (陈述申辩). */
export function SuspensionNotice({ licence, notice }: { licence: MyLicence; notice: LicenceNotice }) {
  const t = useText();
  const local = useLocal();
  return (
    <section className="notice" aria-labelledby="notice">
      <h2 id="notice">{notice.kind === 'suspended' ? t('licences.notice') : t('licences.noticeRevoked')}</h2>
      <p>{local(notice.reason)}</p>
      <p className="small">
        {t('licences.noticeAt', { office: local(notice.organisationName), date: formatInstant(notice.at) })}
      </p>
      <dl className="fields">
        <div>
          <dt>{t('licences.evidence')}</dt>
          <dd>{local(notice.evidence)}</dd>
        </div>
        {notice.finding === '' ? null : (
          <div>
            <dt>{t('licences.finding')}</dt>
            <dd>
              <AsWritten said={notice.finding} />
            </dd>
          </div>
        )}
      </dl>
      <ul className="rules">
        {notice.remedies.map((remedy) => (
          <li key={remedy.zh}>{local(remedy)}</li>
        ))}
      </ul>
      {notice.objection ? (
        <blockquote>
          <b>{t('licences.objectionSent', { date: formatInstant(notice.objection.at) })}</b>
          <p>
            <AsWritten said={notice.objection.text} />
          </p>
        </blockquote>
      ) : null}
      {notice.mayObject ? <ObjectionForm licenceId={licence.id} until={notice.objectUntil} /> : null}
    </section>
  );
}

function ObjectionForm({ licenceId, until }: { licenceId: string; until: string }) {
  const t = useText();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const [missing, setMissing] = useState(false);
  const object = useMutation({
    mutationFn: () => objectToSuspension(licenceId, words.trim()),
    onSuccess: async (licence) => {
      await showAnswer<MyLicence>(client, licenceQuery(licenceId).queryKey, licence);
      setOpen(false);
      setWords('');
    },
  });
  if (!open)
    return (
      <div>
        <p className="small">{t('licences.noticeUntil', { date: formatDate(until) })}</p>
        <button type="button" className="yw-button" data-quiet="" onClick={() => setOpen(true)}>
          {t('licences.objection')}
        </button>
      </div>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const short = words.trim().length < SHORTEST;
    setMissing(short);
    if (!short) object.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextField
        className="field"
        value={words}
        onChange={setWords}
        autoFocus
        isRequired
        isInvalid={missing}
        validationBehavior="aria"
        maxLength={LONGEST}
      >
        <Label>{t('licences.objectionLabel')}</Label>
        <TextArea className="input" rows={4} />
        <Text slot="description" className="hint">
          {t('licences.objectionText')}
        </Text>
        {missing ? <FieldError className="fault">{t('licences.objectionMissing')}</FieldError> : null}
      </TextField>
      {object.isError ? <ErrorNotice level={3} error={object.error} kept={t('apply.draftKept')} /> : null}
      <div className="buttons">
        <button type="submit" className="yw-button" disabled={object.isPending}>
          {t('licences.objectionSend')}
        </button>
        <button type="button" className="yw-button" data-quiet="" onClick={() => setOpen(false)}>
          {t('cancel')}
        </button>
      </div>
    </form>
  );
}
