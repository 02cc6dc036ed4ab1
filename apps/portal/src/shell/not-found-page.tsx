import { EmptyState } from '@yiwang/ui';
import { useText } from '../texts/index.ts';
import { Page } from './page.tsx';
import { Link } from './link.tsx';

export function NotFoundPage() {
  const t = useText();
  return (
    <Page title={t('notFound.title')}>
      <div className="card">
        <EmptyState title="404" text={t('notFound.text')}>
          <div className="buttons">
            <Link to="/" className="yw-button">
              {t('notFound.home')}
            </Link>
            <Link to="/matters" className="yw-button" data-quiet="">
              {t('notFound.search')}
            </Link>
          </div>
        </EmptyState>
      </div>
    </Page>
  );
}
