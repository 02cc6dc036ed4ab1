import { ErrorNotice, formatCount, formatInstant, ProgressBar, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { cancelProof, mendProof, proofGoesOn, type Reconciliation } from '../../api/reconciliations.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { useRailWords } from '../../rail/rail-words.ts';
import { useText } from '../../texts/index.ts';
import { DifferingRanges } from './differing-ranges.tsx';
import { OutcomeMark } from './outcome.tsx';

/** One proof: how far it is, what it found, and the one click that mends it. */
export function ProofFacts({ proof }: { proof: Reconciliation }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const words = useRailWords();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const again = () => {
    setAsking(false);
    return client.invalidateQueries({ queryKey: [RAIL] });
  };
  const mend = useMutation({ mutationFn: () => mendProof(proof.id, undefined), onSuccess: again });
  const cancel = useMutation({ mutationFn: () => cancelProof(proof.id), onSuccess: again });
  const goesOn = proofGoesOn(proof);
  const found = proof.differences.missing + proof.differences.extra + proof.differences.changed;
  const manages = may('exchange.manage-lines');
  const figures = [
    ['sourceRows', proof.sourceRows],
    ['lakeRows', proof.lakeRows],
    ['missing', proof.differences.missing],
    ['extra', proof.differences.extra],
    ['changed', proof.differences.changed],
    ['mended', proof.mended],
  ] as const;
  return (
    <>
      <div className="row">
        <OutcomeMark proof={proof} />
        <span className="quiet">
          {t(`proof.reasons.${proof.reason}`)} · {formatInstant(proof.startedAt ?? proof.createdAt)}
          {proof.finishedAt ? ` – ${formatInstant(proof.finishedAt).slice(11)}` : ''}
        </span>
      </div>
      {goesOn ? (
        <div className="stack-s">
          <ProgressBar
            label={t(`proof.states.${proof.state as 'waiting'}`)}
            done={Math.round(proof.progress * 1000)}
            total={proof.state === 'waiting' ? undefined : 1000}
            detail={[
              proof.rowsPerSecond === undefined ? '' : words.rate(proof.rowsPerSecond),
              proof.secondsLeft === undefined ? '' : t('runs.left', { span: words.span(proof.secondsLeft) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          />
          <div className="row">
            <small className="grow">{t('proof.online')}</small>
            {manages ? (
              <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate()}>
                {t('proof.cancel')}
              </Button>
            ) : null}
          </div>
        </div>
      ) : null}
      {proof.fault ? (
        <div className="fault-box" role="status">
          <p>{local(proof.fault.text)}</p>
        </div>
      ) : null}
      {proof.sourceRows === undefined && goesOn ? null : (
        <dl className="figures">
          {figures.map(([key, value]) => (
            <div
              key={key}
              data-warn={
                (key === 'missing' || key === 'extra' || key === 'changed') && Number(value) > 0 ? '' : undefined
              }
            >
              <dt>{t(`proof.${key}`)}</dt>
              <dd>{value === undefined ? '–' : formatCount(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      <Notes proof={proof} />
      {proof.left > 0 && proof.state === 'done' && manages ? (
        <div className="row">
          <Button
            type="primary"
            onClick={() => {
              mend.reset();
              setAsking(true);
            }}
          >
            {t('proof.mend', { count: proof.left, rows: formatCount(proof.left) })}
          </Button>
        </div>
      ) : null}
      {cancel.error ? <ErrorNotice error={cancel.error} level={3} /> : null}
      {found > 0 ? <DifferingRanges proof={proof} /> : null}
      <Confirm
        open={asking}
        title={t('proof.mendTitle')}
        act={t('proof.mendAct')}
        busy={mend.isPending}
        error={mend.error}
        onAct={() => mend.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>{t('proof.mendText')}</p>
      </Confirm>
    </>
  );
}

/** What to know when reading the figures. */
function Notes({ proof }: { proof: Reconciliation }) {
  const t = useText();
  const notes = [
    proof.outcome === 'equal' && proof.mended === 0
      ? t('proof.notes.equal', { ranges: formatCount(proof.ranges ?? 0) })
      : '',
    proof.inMotion > 0 ? t('proof.notes.inMotion', { count: proof.inMotion }) : '',
    proof.refused > 0 ? t('proof.notes.refused', { count: proof.refused }) : '',
    proof.rejectedRows
      ? t('proof.notes.rejected', { count: proof.rejectedRows, rows: formatCount(proof.rejectedRows) })
      : '',
    proof.state === 'done' && !proof.settled ? t('proof.notes.unsettled') : '',
    proof.outcome === 'too-many' ? t('proof.notes.tooMany') : '',
  ].filter(Boolean);
  if (notes.length === 0) return null;
  return (
    <ul className="notes">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
