import { useText } from '../texts/index.ts';
import { Notice } from './notices.tsx';

/** A page that could not be shown: its code did not arrive (a new version was installed), or there is none. */
export function BrokenPage() {
  const t = useText();
  return (
    <Notice title={t('broken')} text={t('brokenText')}>
      <p>
        <button type="button" className="yw-button" onClick={() => window.location.reload()}>
          {t('reload')}
        </button>
      </p>
    </Notice>
  );
}
