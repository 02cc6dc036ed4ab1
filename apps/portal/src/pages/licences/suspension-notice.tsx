import '../../form/form.css';
import { ErrorNotice, formatDate, objectToSuspension, useLocal, type LicenceNotice, type MyLicence } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { FieldError, Label, Text, TextArea, TextField } from 'react-aria-components';
import { licenceQuery } from '../../data/queries.ts';
import { useText } from '../../texts/index.ts';

const SHORTEST = 5;
const LONGEST = 1000;

/** Why a licence is suspended, and the holder's way to object (陈述申辩). */
export function SuspensionNotice({ licence, notice }: { licence: MyLicence; notice: LicenceNotice }) {
  const t = useText();
  const local = useLocal();
  return (
    <section className="notice" aria-labelledby="notice">
      <h2 id="notice">{t('licences.notice')}</h2>
      <p>{local(notice.reason)}</p>
      <p className="small">
        {t('licences.noticeAt', { office: local(notice.organisationName ?? licence.issuerName), date: formatDate(notice.at) })}
        {notice.objectUntil && !notice.objection ? ` · ${t('licences.noticeUntil', { date: formatDate(notice.objectUntil) })}` : null}
      </p>
      {notice.objection ? (
        <p role="status">
          <b>{t('licences.objectionSent', { date: formatDate(notice.objection.at) })}</b>
        </p>
      ) : (
        <ObjectionForm licenceId={licence.id} />
      )}
    </section>
  );
}

function ObjectionForm({ licenceId }: { licenceId: string }) {
  const t = useText();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const [missing, setMissing] = useState(false);
  const object = useMutation({
    mutationFn: () => objectToSuspension(licenceId, words.trim()),
    onSuccess: () => client.invalidateQueries({ queryKey: licenceQuery(licenceId).queryKey }),
  });
  if (!open)
    return (
      <div>
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
      <TextField className="field" value={words} onChange={setWords} isRequired isInvalid={missing} validationBehavior="aria" maxLength={LONGEST}>
        <Label>{t('licences.objectionLabel')}</Label>
        {/* Focus follows the press on the button that opened this form. */}
        <TextArea className="input" rows={4} ref={(area: HTMLTextAreaElement | null) => area?.focus()} />
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
