import { formatInstant, useLocal } from '@yiwang/ui';
import type { WorkCase } from '../../api/work.ts';
import type { Credit } from '../../api/work-tasks.ts';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

const TONES: Record<Credit['result'], Tone> = { ok: 'green', warn: 'amber', block: 'red', unknown: 'grey' };

/** What the check of the applicant's credit found, and the measure and basis it stands on. */
export function CaseCredit({ file }: { file: WorkCase }) {
  const t = useText();
  const local = useLocal();
  const { credit } = file;
  if (!credit) return null;
  return (
    <section className="card pad stack-s">
      <div className="row">
        <h2 className="grow">{t('inside.credit')}</h2>
        <Tag tone={TONES[credit.result]}>{t(`inside.creditResult.${credit.result}`)}</Tag>
      </div>
      <p>{local(credit.title)}</p>
      {credit.records.length === 0 && credit.result === 'ok' ? <p className="quiet">{t('inside.creditNone')}</p> : null}
      <ul className="plain-list">
        {credit.records.map((record, index) => (
          <li key={index}>
            <b>{local(record.title)}</b>
            {record.measure ? (
              <small>
                {local(record.measure.title)} · {local(record.measure.basis)}
              </small>
            ) : null}
          </li>
        ))}
      </ul>
      <small>{t('inside.creditAt', { at: formatInstant(credit.at) })}</small>
    </section>
  );
}
