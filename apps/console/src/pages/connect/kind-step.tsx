import { EmptyState, ErrorNotice, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { connectorsQuery } from '../../data/railway-queries.ts';
import { Waiting } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import type { StepProps } from './connect-page.tsx';
import { StepFoot } from './step-foot.tsx';

/** 1: what kind of source it is, each with what it was tested against. */
export function KindStep({ draft, onDraft, go }: StepProps) {
  const t = useText();
  const local = useLocal();
  const query = useQuery(connectorsQuery);
  if (query.error && !query.data)
    return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />;
  if (!query.data) return <Waiting blocks={3} />;
  if (query.data.items.length === 0)
    return <EmptyState level={3} title={t('connect.noKinds')} text={t('connect.noKindsText')} />;
  return (
    <>
      {draft.connectionId ? <p className="quiet">{t('connect.kindFixed')}</p> : null}
      <fieldset className="kinds">
        <legend className="yw-visually-hidden">{t('connect.steps.kind')}</legend>
        {query.data.items.map(({ kind, title, tested }) => (
          <label key={kind}>
            <input
              type="radio"
              name="kind"
              value={kind}
              checked={draft.kind === kind}
              disabled={draft.connectionId !== undefined && draft.kind !== kind}
              onChange={() =>
                onDraft((before) => ({ ...before, kind, settings: before.kind === kind ? before.settings : {} }))
              }
            />
            <span>
              <b>{local(title)}</b>
              <small>{local(tested)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <StepFoot
        step="kind"
        go={go}
        ready={draft.kind !== undefined}
        onNext={() => go(draft.connectionId ? 'tables' : 'address')}
      />
    </>
  );
}
