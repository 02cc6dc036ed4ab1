import { useLocal, type Guide, usePunctuation } from '@yiwang/ui';
import { useText } from '../../texts/index.ts';

/** What only some services have: scenarios, links with their days, special procedures, places to come to. */
export function GuideMore({ guide }: { guide: Guide }) {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const { scenarios, links, specialProcedures, windows, quota } = guide;
  const paper = (id: string): string => local(guide.materials.find((one) => one.id === id)?.title);
  return (
    <>
      {scenarios.length > 0 ? (
        <section>
          <h2>{t('guide.scenarios')}</h2>
          <ul className="plain">
            {scenarios.map(({ code, title, materials }) => (
              <li key={code}>
                {local(title)}
                <p className="small">
                  {materials
                    ? t('guide.scenarioPapers', { papers: materials.map(paper).join(mark.list) })
                    : t('guide.scenarioAll')}
                </p>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {links.length > 0 ? (
        <section>
          <h2>{t('guide.links')}</h2>
          <ol className="numbered">
            {links.map(({ title, organisationName, days }) => (
              <li key={title.zh}>
                {local(title)} <span className="small">{local(organisationName)}</span>
                {days ? <span className="small"> · {t('guide.workdays', { count: days })}</span> : null}
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      {specialProcedures.length > 0 ? (
        <section>
          <h2>{t('guide.special')}</h2>
          <p>{t('guide.specialText')}</p>
          <ul className="plain">
            {specialProcedures.map(({ title, days, basis }) => (
              <li key={title.zh}>
                {local(title)}
                {mark.comma}
                {t('guide.workdays', { count: days })}
                <p className="small">{local(basis)}</p>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {quota ? (
        <section>
          <h2>{t('guide.quota')}</h2>
          <p>{local(quota)}</p>
        </section>
      ) : null}
      {windows.length > 0 ? (
        <section>
          <h2>{t('guide.where')}</h2>
          <ul className="plain">
            {windows.map(({ name, address, hours, phone }) => (
              <li key={name.zh}>
                {local(name)}
                <p className="small">
                  {[local(address), local(hours)].join(mark.comma)}
                  {phone ? (
                    <>
                      {' '}
                      <a href={`tel:${phone}`}>{phone}</a>
                    </>
                  ) : null}
                </p>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
