import { ApiProblem } from '../api/client.ts';
import { useUiText } from '../i18n/texts.ts';

type Props = {
  error: unknown;
  /** What of the person's work is safe, in words. */
  kept?: string;
  onRetry?: () => void;
  /** Where to sign in again; offered when the session has ended. */
  signInHref?: string;
  level?: 2 | 3;
};

/** What happened, what is kept, what to do, and a number to quote. */
export function ErrorNotice({ error, kept, onRetry, signInHref, level = 2 }: Props) {
  const t = useUiText();
  const Heading = level === 2 ? 'h2' : 'h3';
  const told = useErrorWords()(error);
  const problem = error instanceof ApiProblem ? error : undefined;
  return (
    <div className="yw-error" role="alert">
      <Heading>{told.title}</Heading>
      {told.advice ? <p>{told.advice}</p> : null}
      {problem && problem.errors.length > 0 ? (
        <ul>
          {problem.errors.map((fault) => (
            <li key={`${fault.pointer} ${fault.code}`}>{fault.detail}</li>
          ))}
        </ul>
      ) : null}
      {kept ? <p>{t('error.kept', { what: kept })}</p> : null}
      {problem?.requestId ? (
        <p className="yw-error-number">
          {t('error.number')}
          <code>{problem.requestId}</code>
        </p>
      ) : null}
      {onRetry || (problem?.status === 401 && signInHref) ? (
        <div className="yw-error-actions">
          {problem?.status === 401 && signInHref ? (
            <a className="yw-button" href={signInHref}>
              {t('error.signInAgain')}
            </a>
          ) : null}
          {onRetry ? (
            <button type="button" className="yw-button" data-quiet="" onClick={onRetry}>
              {t('error.retry')}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

/** An error as a title and, where we know one, what to do. The server's own words come first. */
export function useErrorWords(): (error: unknown) => { title: string; advice?: string } {
  const t = useUiText();
  return (error) => {
    if (!(error instanceof ApiProblem)) return { title: t('error.title'), advice: t('error.serverDo') };
    if (error.code === 'client.network') return { title: t('error.network'), advice: t('error.networkDo') };
    if (error.code === 'client.slow') return { title: t('error.slow'), advice: t('error.networkDo') };
    switch (error.status) {
      case 401:
        return { title: error.message || t('error.signIn'), advice: t('error.signInDo') };
      case 403:
        return { title: error.message || t('error.forbidden') };
      case 404:
        return { title: error.message || t('error.notFound') };
      case 429:
        return { title: error.message || t('error.busy') };
      default:
        if (error.status >= 500) return { title: error.message || t('error.server'), advice: t('error.serverDo') };
        return { title: error.message || t('error.title') };
    }
  };
}
