import { ApiProblem, formatInstant } from '@yiwang/ui';
import { useText } from '../texts/index.ts';

/** From when the figures are, and, when the server is silent, that they are kept and tried again. */
export function StatusLine({ at, error, again }: { at: string | undefined; error: unknown; again: () => void }) {
  const t = useText();
  const time = at ? formatInstant(at, { seconds: true }) : '';
  const failing = error !== undefined;
  const silent = error instanceof ApiProblem && error.status === 0;
  return (
    <footer className="status" data-failing={failing ? '' : undefined}>
      <p role="status" className="status-words">
        {failing ? t(silent ? 'status.stale' : 'status.staleAnswer', { time }) : ''}
      </p>
      {failing ? (
        <button type="button" className="yw-button" data-quiet="" onClick={again}>
          {t('status.retry')}
        </button>
      ) : at ? (
        <>
          <p>
            <span className="yw-lamp" data-light="green" aria-hidden="true" />
            <time dateTime={at}>{t('status.fresh', { time })}</time>
          </p>
          <p>{t('status.live')}</p>
          <p>{t('status.open')}</p>
        </>
      ) : null}
    </footer>
  );
}
