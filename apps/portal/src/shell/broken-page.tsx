import { useText } from '../texts/index.ts';
import { Page } from './page.tsx';

/** A page that could not be shown: its code did not arrive (a new version was installed), or we made a mistake. */
export function BrokenPage() {
  const t = useText();
  return (
    <Page title={t('broken.title')}>
      <div className="yw-error" role="alert">
        <p>{t('broken.text')}</p>
        <div className="yw-error-actions">
          <button type="button" className="yw-button" onClick={() => window.location.reload()}>
            {t('broken.reload')}
          </button>
        </div>
      </div>
    </Page>
  );
}
