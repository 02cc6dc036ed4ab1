import { ErrorNotice, signInAddress, startCase, type Guide } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { caseQuery, showAnswer } from '../../data/queries.ts';
import { useSession } from '../../data/session.ts';
import { useText } from '../../texts/index.ts';
import { Link, useGo } from '../../shell/link.tsx';

/** Begins an application: signs in first where needed, and then goes on by itself (`?start=1`). */
export function StartButton({ matterId, serves }: { matterId: string; serves: Guide['serves'] }) {
  const t = useText();
  const go = useGo();
  const client = useQueryClient();
  const { person, firm, mayServe, state } = useSession();
  const { start: wanted } = useSearch({ strict: false }) as { start?: 1 };
  const fits = firm ? serves.firms && mayServe : serves.persons;
  const begun = useRef(false);
  const start = useMutation({
    mutationFn: () => startCase(matterId),
    onSuccess: async (started) => {
      await showAnswer(client, caseQuery(started.id).queryKey, started);
      void client.invalidateQueries({ queryKey: ['cases'] });
      go({ to: '/apply/$caseId', params: { caseId: started.id }, replace: wanted === 1 });
    },
  });
  const { mutate } = start;
  useEffect(() => {
    // An open draft of the same service is given again, so coming back here twice makes no second case.
    if (wanted && person && fits && !begun.current) {
      begun.current = true;
      mutate();
    }
  }, [wanted, person, fits, mutate]);
  return (
    <div className="bar">
      {start.isError ? <ErrorNotice level={3} error={start.error} onRetry={() => mutate()} /> : null}
      {state === 'in' && !person ? <p className="small">{t('session.staff')}</p> : null}
      {person && !fits ? (
        <>
          <p className="small">
            {!firm
              ? t('acting.onlyFirms')
              : serves.firms
                ? t('acting.outsideText', { firm: firm.name, what: t('cases.what') })
                : t('acting.notForFirms')}
          </p>
          <Link to="/acting" search={{ return: `/matters/${encodeURIComponent(matterId)}` }} className="yw-button wide">
            {t('acting.switch')}
          </Link>
        </>
      ) : person ? (
        <button type="button" className="yw-button wide" disabled={start.isPending} onClick={() => mutate()}>
          {start.isPending ? t('guide.starting') : t('guide.start')}
        </button>
      ) : (
        <a
          className="yw-button wide"
          href={signInAddress('portal', `/matters/${encodeURIComponent(matterId)}?start=1`)}
        >
          {t('guide.startSignIn')}
        </a>
      )}
    </div>
  );
}
