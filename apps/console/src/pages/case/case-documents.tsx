import { formatInstant, useLocal } from '@yiwang/ui';
import type { WorkCase } from '../../api/work.ts';
import {
  applicationFormHref,
  deliveryReceiptHref,
  documentHref,
  examinationSheetHref,
  type CaseDocument,
} from '../../api/work-tasks.ts';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

const TONES: Record<CaseDocument['deliveries'][number]['state'], Tone> = {
  waiting: 'grey',
  sending: 'blue',
  sent: 'green',
  failed: 'red',
  unknown: 'amber',
};

type Props = {
  file: Pick<WorkCase, 'id' | 'documents'>;
  /** Whether what they say may be read; who only supervises sees that they were sent. */
  opens?: boolean;
};

/** Numbered documents with their signed PDF, and how each reached the applicant. */
export function CaseDocuments({ file, opens = true }: Props) {
  const t = useText();
  const local = useLocal();
  const { documents } = file;
  return (
    <section className="card pad stack-s">
      <h2>{t('inside.documents')}</h2>
      {opens ? (
        <>
          <div className="row">
            <b className="grow">{t('inside.form')}</b>
            <a href={applicationFormHref(file.id)} target="_blank" rel="noreferrer">
              {t('inside.formPrint')}
            </a>
          </div>
          <div className="row">
            <b className="grow">{t('inside.sheet')}</b>
            <a href={examinationSheetHref(file.id)} target="_blank" rel="noreferrer">
              {t('inside.sheetPrint')}
            </a>
          </div>
          <p className="small">{t('inside.formRecorded')}</p>
        </>
      ) : null}
      {documents.length === 0 ? <p className="quiet">{t('inside.documentsNone')}</p> : null}
      <ul className="documents">
        {documents.map((one) => (
          <li key={one.id}>
            <div className="row">
              <b className="grow">{local(one.title)}</b>
              {opens ? (
                <a
                  href={documentHref(one.id)}
                  target="_blank"
                  rel="noreferrer"
                  aria-label={`${local(one.title)} ${t('inside.pdf')}`}
                >
                  {t('inside.pdf')}
                </a>
              ) : null}
              {opens && one.deliveries.length > 0 ? (
                <a
                  href={deliveryReceiptHref(one.id)}
                  target="_blank"
                  rel="noreferrer"
                  aria-label={`${local(one.title)} ${t('inside.receipt')}`}
                >
                  {t('inside.receipt')}
                </a>
              ) : null}
            </div>
            <div className="row small">
              <span>{one.number}</span>
              <time dateTime={one.at}>{formatInstant(one.at)}</time>
              {one.deliveries.map(({ channel, state, seenAt }) => (
                <span key={channel} className="row">
                  <Tag tone={TONES[state]}>
                    {channelWords(t, channel)} {t(`inside.delivered.${state}`)}
                  </Tag>
                  {seenAt ? <span>{t('inside.seen', { at: formatInstant(seenAt) })}</span> : null}
                </span>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function channelWords(t: ReturnType<typeof useText>, channel: string): string {
  return channel === 'inbox' || channel === 'sms' ? t(`inside.channels.${channel}`) : channel;
}
