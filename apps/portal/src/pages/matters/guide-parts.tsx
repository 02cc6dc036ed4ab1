import { useLocal, usePunctuation, type Guide, type GuideMaterial, type Limit } from '@yiwang/ui';
import { useText } from '../../texts/index.ts';

/** Office, time, visits, fee and result, side by side. */
export function Facts({ guide }: { guide: Guide }) {
  const t = useText();
  const local = useLocal();
  const days = (limit: Limit) =>
    limit.unit === 'workday' ? t('guide.workdays', { count: limit.days }) : t('guide.days', { count: limit.days });
  const { promise, statutory } = guide.limits;
  const time = guide.projectType === 'instant' ? t('matters.instant') : promise ? days(promise) : t('matters.promise');
  const facts: [string, string, string?][] = [
    [t('guide.time'), time, statutory ? t('guide.statutory', { days: days(statutory) }) : undefined],
    [
      t('guide.visit'),
      guide.visits === 0 ? t('matters.noVisit') : t('matters.visits', { count: guide.visits }),
      local(guide.visitReason),
    ],
    [t('guide.fee'), guide.fee ? local(guide.fee) : t('guide.free')],
    [t('guide.result'), local(guide.result.title)],
    [t('guide.office'), local(guide.organisationName)],
  ].map((fact) => fact as [string, string, string?]);
  return (
    <dl className="facts card">
      {facts.map(([name, value, note]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b>{value}</b>
            {note ? <span className="small">{note}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Papers in two groups: those that need not be brought, with the reason; those that must be prepared. */
export function Papers({ materials }: { materials: GuideMaterial[] }) {
  const t = useText();
  const local = useLocal();
  const avoided = materials.filter((material) => material.avoided);
  const needed = materials.filter((material) => !material.avoided);
  const mark = usePunctuation();
  const necessity = (material: GuideMaterial) => t(`guide.${material.necessity}`);
  return (
    <div className="stack">
      {avoided.length > 0 ? (
        <div className="saved">
          <h3>{t('guide.papersSaved', { count: avoided.length })}</h3>
          <p>{t('guide.papersSavedText')}</p>
          <ul>
            {avoided.map((material) => (
              <li key={material.id}>
                <s>{local(material.title)}</s>
                <span>{material.replacedBy ? local(material.replacedBy) : null}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {needed.length === 0 ? (
        <p>{t('guide.papersNone')}</p>
      ) : (
        <div className="card">
          <h3>{t('guide.papersBring', { count: needed.length })}</h3>
          <ul className="plain">
            {needed.map((material) => (
              <li key={material.id}>
                {local(material.title)} <span className="small">{necessity(material)}</span>
                <p className="small">
                  {[
                    t(`guide.kinds.${material.kind}`),
                    ...(material.copies ? [t('guide.copies', { count: material.copies })] : []),
                    t(`guide.sources.${material.source}`),
                  ].join(mark.comma)}
                </p>
                {material.note ? <p className="small">{local(material.note)}</p> : null}
                {material.basis ? <p className="small">{local(material.basis)}</p> : null}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** The application form on paper: blank, and filled in as a sample where there is one (空白表格、示例样表). */
export function PaperForms({ guide }: { guide: Guide }) {
  const t = useText();
  const at = (which: string) => `/api/matters/${encodeURIComponent(guide.id)}/forms/${which}`;
  return (
    <div className="card paper-forms">
      <h3>{t('guide.formTitle')}</h3>
      <p className="small">{t('guide.formText')}</p>
      <p className="links">
        <a className="yw-button" data-quiet="" href={at('blank')} download>
          {t('guide.formBlank')}
        </a>
        {guide.sampleForm ? (
          <a className="yw-button" data-quiet="" href={at('sample')} download>
            {t('guide.formSample')}
          </a>
        ) : null}
      </p>
    </div>
  );
}
