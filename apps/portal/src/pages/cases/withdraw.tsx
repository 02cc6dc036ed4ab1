import { ErrorNotice, withdrawCase, type MyCase } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { caseQuery, showAnswer } from '../../data/queries.ts';
import { useText } from '../../texts/index.ts';

const Sheet = lazy(() => import('@yiwang/ui/components/sheet.tsx').then((module) => ({ default: module.Sheet })));

/** Takes a case back, after asking once. */
export function Withdraw({ one }: { one: MyCase }) {
  const t = useText();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const withdraw = useMutation({
    mutationFn: () => withdrawCase(one.id),
    onSuccess: async (after) => {
      await showAnswer(client, caseQuery(one.id).queryKey, after);
      void client.invalidateQueries({ queryKey: ['cases'] });
      setAsking(false);
    },
  });
  if (one.state === 'draft' || !one.allowed.includes('withdraw')) return null;
  return (
    <div className="case-actions">
      <button type="button" className="yw-button" data-danger="" onClick={() => setAsking(true)}>
        {t('cases.withdraw')}
      </button>
      {asking ? (
        <Suspense fallback={null}>
          <Sheet title={t('cases.withdrawTitle')} alert onClose={() => setAsking(false)}>
            <p>{t('cases.withdrawText')}</p>
            {withdraw.isError ? <ErrorNotice level={3} error={withdraw.error} /> : null}
            <div className="buttons">
              <button type="button" className="yw-button" data-quiet="" onClick={() => setAsking(false)}>
                {t('cases.withdrawKeep')}
              </button>
              <button
                type="button"
                className="yw-button"
                data-danger=""
                disabled={withdraw.isPending}
                onClick={() => withdraw.mutate()}
              >
                {withdraw.isPending ? t('cases.withdrawing') : t('cases.withdrawDo')}
              </button>
            </div>
          </Sheet>
        </Suspense>
      ) : null}
    </div>
  );
}
