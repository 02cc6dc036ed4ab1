import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { endMandate } from './api.ts';
import { useActingText } from './texts/index.ts';

const Sheet = lazy(() => import('@yiwang/ui/components/sheet.tsx').then((module) => ({ default: module.Sheet })));

/** Ends a mandate, after asking once: an agent's, or one's own. */
export function EndMandate({
  id,
  label,
  own = false,
  name,
}: {
  id: string;
  label: string;
  own?: boolean;
  name?: string;
}) {
  const t = useActingText();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const end = useMutation({
    mutationFn: () => endMandate(id),
    onSuccess: async () => {
      for (const queryKey of [['mandates'], ['agents'], ['session']]) await client.invalidateQueries({ queryKey });
      setAsking(false);
    },
  });
  return (
    <>
      <button
        type="button"
        className="link-button"
        {...(name ? { 'aria-label': t('endOf', { name }) } : {})}
        onClick={() => setAsking(true)}
      >
        {label}
      </button>
      {asking ? (
        <Suspense fallback={null}>
          <Sheet title={t('endTitle')} alert onClose={() => setAsking(false)}>
            <p>{own ? t('endOwnText') : t('endText')}</p>
            {end.isError ? <ErrorNotice level={3} error={end.error} /> : null}
            <div className="buttons">
              <button type="button" className="yw-button" data-quiet="" onClick={() => setAsking(false)}>
                {t('keep')}
              </button>
              <button
                type="button"
                className="yw-button"
                data-danger=""
                disabled={end.isPending}
                onClick={() => end.mutate()}
              >
                {end.isPending ? t('working') : t('endDo')}
              </button>
            </div>
          </Sheet>
        </Suspense>
      ) : null}
    </>
  );
}
