import { ErrorNotice, fetchLicenceFile, useLive, useLocal, When, type MyLicence } from '@yiwang/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { licenceQuery } from '../../data/queries.ts';
import { PersonOnly } from '../../shell/gate.tsx';
import { FoundPage } from '../../shell/found-page.tsx';
import { Icon } from '../../shell/icons.tsx';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { LicenceCard } from './licence-card.tsx';
import { SuspensionNotice } from './suspension-notice.tsx';
import { Link } from '../../shell/link.tsx';

/** One e-licence: its face, the code that others scan, the file, and what became of it. */
export function LicencePage() {
  const t = useText();
  const { licenceId } = useParams({ strict: false }) as { licenceId: string };
  return (
    <PersonOnly what={t('licences.what')}>
      <LicenceOf licenceId={licenceId} />
    </PersonOnly>
  );
}

function LicenceOf({ licenceId }: { licenceId: string }) {
  const t = useText();
  const local = useLocal();
  const found = useQuery(licenceQuery(licenceId));
  useLive(['licences'], () => void found.refetch());
  const back = { to: '/licences', label: t('licences.title') } as const;
  const missing = {
    title: t('licences.notFound'),
    text: t('licences.notFoundText'),
    link: (
      <Link to="/licences" className="yw-button">
        {t('licences.title')}
      </Link>
    ),
  };
  return (
    <FoundPage found={found} title={t('licences.title')} back={back} missing={missing}>
      {(licence) => (
        <Page title={local(licence.title)} back={back}>
          <LicenceBody licence={licence} />
        </Page>
      )}
    </FoundPage>
  );
}

function LicenceBody({ licence }: { licence: MyLicence }) {
  const t = useText();
  const local = useLocal();
  const title = local(licence.title);
  return (
    <>
      {licence.notice && licence.status !== 'valid' ? (
        <SuspensionNotice licence={licence} notice={licence.notice} />
      ) : null}
      <LicenceCard licence={licence} />
      <section className="card qr">
        <h2>{t('licences.qr')}</h2>
        {/* As an image the server's SVG can neither run script nor reach the page. */}
        <img
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(licence.qrSvg)}`}
          alt={t('licences.qrAlt', { title })}
          width={340}
          height={340}
        />
        <p className="small">{t('licences.qrText')}</p>
        <p>
          <a href={licence.verifyUrl}>{t('licences.verifyOpen')}</a>
        </p>
      </section>
      <Download licence={licence} />
      <section className="card">
        <h2>{t('licences.history')}</h2>
        {licence.history.length === 0 ? (
          <p className="small">{t('licences.historyNone')}</p>
        ) : (
          <ul className="history">
            {licence.history.map((entry) => (
              <li key={`${entry.at} ${entry.text.zh}`}>
                <span className="small">
                  <When at={entry.at} />
                </span>
                <span>{local(entry.text)}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="card">
        <dl className="fields">
          <div>
            <dt>{t('licences.identifier')}</dt>
            <dd>{licence.identifier}</dd>
          </div>
          <div>
            <dt>{t('licences.case')}</dt>
            <dd>{licence.caseNo}</dd>
          </div>
        </dl>
      </section>
    </>
  );
}

/** Fetches the signed PDF, so that a failure can be told on this page. */
function Download({ licence }: { licence: MyLicence }) {
  const t = useText();
  const local = useLocal();
  const download = useMutation({
    mutationFn: () => fetchLicenceFile(licence.id),
    onSuccess: (file) => {
      const address = URL.createObjectURL(file);
      const link = document.createElement('a');
      link.href = address;
      link.download = `${local(licence.title)}-${licence.identifier.slice(-6)}.pdf`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    },
  });
  return (
    <div className="stack">
      <button type="button" className="yw-button" disabled={download.isPending} onClick={() => download.mutate()}>
        <Icon name="download" size={20} /> {download.isPending ? t('licences.downloading') : t('licences.download')}
      </button>
      {download.isError ? <ErrorNotice error={download.error} onRetry={() => download.mutate()} /> : null}
    </div>
  );
}
