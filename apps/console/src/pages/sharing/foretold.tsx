import { useLocal, usePunctuation } from '@yiwang/ui';
import type { Options, Preview } from '../../api/sharing.ts';
import { useSharingText } from '../../texts/sharing.ts';

type Props = { preview: Preview | undefined; delivery: string };

/** What happens when the request is handed in: decided at once and by which clause, or by whom and by when. */
export function Foretold({ preview, delivery }: Props) {
  const t = useSharingText();
  const local = useLocal();
  const mark = usePunctuation();
  if (!preview) return <p className="quiet">{t('ask.foretoldWait')}</p>;
  if (preview.faults.length > 0)
    return (
      <div className="fault-box" data-tone="amber">
        <h3>{t('ask.faults')}</h3>
        <ul>
          {preview.faults.map((fault) => (
            <li key={`${fault.path} ${fault.code}`}>{local(fault.message)}</li>
          ))}
        </ul>
      </div>
    );
  const { atOnce } = preview;
  const tone = atOnce === 'agree' ? 'green' : atOnce === 'refuse' ? undefined : 'blue';
  return (
    <div className="fault-box" {...(tone ? { 'data-tone': tone } : {})} role="status">
      <h3>{t(`ask.${atOnce ?? 'human'}`)}</h3>
      {preview.clause ? (
        <p>
          {t('ask.clause')}
          {mark.colon}
          {local(preview.clause)}
        </p>
      ) : null}
      {preview.law ? (
        <p>
          {t('ask.law')}
          {mark.colon}
          {local(preview.law)}
        </p>
      ) : null}
      {preview.by.length > 0 ? (
        <ol className="told-steps">
          {preview.by.map((step) => (
            <li key={step.what}>
              {t(`ask.steps.${step.what}`, { organisation: local(step.organisation), days: step.days })}
            </li>
          ))}
        </ol>
      ) : null}
      {preview.by.length > 0 ? (
        <p>{t(preview.provisional ? 'ask.dueProvisional' : 'ask.due', { date: preview.dueDate })}</p>
      ) : null}
      {delivery === 'interface' && atOnce !== 'refuse' ? (
        <p>
          {preview.interface
            ? t(atOnce === 'agree' ? 'ask.through' : 'ask.throughLater', { title: local(preview.interface.title) })
            : t('ask.throughNone')}
        </p>
      ) : null}
      {preview.noLine && atOnce !== 'refuse' ? <p>{t('ask.noLine')}</p> : null}
    </div>
  );
}

/** What the catalogue says of sharing the resource. */
export function ShareTerms({ options }: { options: Options }) {
  const t = useSharingText();
  const local = useLocal();
  return (
    <div className="stack-s">
      <p>
        <b>{t(`ask.shareTypes.${options.shareType}`)}</b> · {local(options.provider.title)}
      </p>
      {options.shareCondition ? <p>{t('ask.condition', { text: local(options.shareCondition) })}</p> : null}
      {options.byTable ? <p>{t('ask.byTable')}</p> : null}
    </div>
  );
}
