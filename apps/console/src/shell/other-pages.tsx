import { EmptyState } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useText } from '../texts/index.ts';
import { Page } from './page.tsx';

export function NotFoundPage() {
  const t = useText();
  return (
    <Page title={t('shell.notFound')}>
      <div className="card">
        <EmptyState title={t('shell.notFoundTitle')} text={t('shell.notFoundText')}>
          <Link to="/">{t('shell.toStart')}</Link>
        </EmptyState>
      </div>
    </Page>
  );
}

/** A page that could not be shown: its code did not arrive (a new version was installed), or we made a mistake. */
export function BrokenPage() {
  const t = useText();
  return (
    <Page title={t('shell.broken')}>
      <div className="yw-error" role="alert">
        <p>{t('shell.brokenText')}</p>
        <div className="yw-error-actions">
          <Button type="primary" onClick={() => window.location.reload()}>
            {t('shell.reload')}
          </Button>
        </div>
      </div>
    </Page>
  );
}
