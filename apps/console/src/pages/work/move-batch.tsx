import { ErrorNotice, formatCount, ProgressBar, useLocal, type LocalText } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import type { RunningVersion } from '../../api/moves.ts';
import { Written } from '../../form/written.tsx';
import { useFocusBack } from '../../rail/focus-back.ts';
import { useMovesText } from '../../texts/moves.ts';
import { MoveEffects, PlaceChoices, VersionChoice } from '../moves/move-choices.tsx';
import { useMoveBatch } from './use-move-batch.ts';

type Named = { caseId: string; caseNo: string; why?: LocalText };

/** Moves the cases of one version together: the version and steps are chosen, the move is tried, and only what the trial showed is done. */
export function MoveBatch({ running, onClose }: { running: RunningVersion; onClose: () => void }) {
  const t = useMovesText();
  const local = useLocal();
  useFocusBack();
  const batch = useMoveBatch(running);
  const { phase, trial, version } = batch;
  const busy = phase === 'trying' || phase === 'moving';
  return (
    <Drawer
      open
      size={880}
      title={<h2>{t('batchTitle')}</h2>}
      // Whoever closes it by accident would not see what became of the cases.
      mask={{ closable: !busy }}
      onClose={() => {
        batch.stop();
        onClose();
      }}
      styles={{ body: { padding: 24 } }}
    >
      <div className="stack">
        <p>
          <b>{local(running.title)}</b> · {t('versions', { from: running.version, to: version })}
        </p>
        {phase === 'over' ? (
          <Over batch={batch} onClose={onClose} />
        ) : (
          <>
            <VersionChoice targets={running.targets} value={version} disabled={busy} onChange={batch.chooseVersion} />
            <PlaceChoices places={trial?.places ?? []} disabled={busy} onMap={batch.map} />
            {phase === 'choosing' ? <p className="quiet">{t(trial ? 'changedSince' : 'tryLead')}</p> : null}
            {phase === 'choosing' || phase === 'tried' ? (
              <p>
                <Button type={phase === 'tried' ? 'default' : 'primary'} onClick={() => void batch.attempt()}>
                  {t(trial ? 'tryAgain' : 'try')}
                </Button>
              </p>
            ) : (
              <Under batch={batch} running={running} />
            )}
            {batch.error ? <ErrorNotice error={batch.error} level={3} /> : null}
            {phase === 'tried' && trial ? <Tried batch={batch} trial={trial} /> : null}
          </>
        )}
      </div>
    </Drawer>
  );
}

type Batch = ReturnType<typeof useMoveBatch>;

/** How far it has come; it can be stopped. */
function Under({ batch, running }: { batch: Batch; running: RunningVersion }) {
  const t = useMovesText();
  const { phase, trial, outcomes, began } = batch;
  const done = phase === 'trying' ? (trial?.results.length ?? 0) : outcomes.length;
  const all =
    phase === 'trying' ? Math.max(running.running, done) : (trial?.results ?? []).filter(({ moves }) => moves).length;
  const rate = done / Math.max(0.001, (Date.now() - began) / 1000);
  const detail =
    done === 0
      ? ''
      : t('cases', {
          done: formatCount(done),
          all: formatCount(all),
          rate: formatCount(Math.max(1, Math.round(rate))),
          left: formatCount(Math.ceil((all - done) / rate)),
        });
  return (
    <>
      <ProgressBar label={t(phase === 'trying' ? 'trying' : 'moving')} done={done} total={all} detail={detail} />
      <p>
        <Button onClick={batch.stop}>{t('stop')}</Button>
      </p>
    </>
  );
}

/** What the trial showed, and the way to do it. */
function Tried({ batch, trial }: { batch: Batch; trial: NonNullable<Batch['trial']> }) {
  const t = useMovesText();
  const local = useLocal();
  const [reason, setReason] = useState('');
  const [complain, setComplain] = useState(false);
  const would = trial.results.filter(({ moves }) => moves);
  const not = trial.results.filter(({ moves }) => !moves);
  const lacksReason = reason.trim() === '';
  return (
    <>
      <section role="status" className="stack-s" data-tried>
        {trial.whole ? null : <p className="fault">{t('stopped', { count: trial.results.length })}</p>}
        <Cases title={t('would', { count: would.length })} cases={would} />
        <Unmoved title={t('wouldNot', { count: not.length })} cases={not} />
      </section>
      {would.length === 0 ? (
        <p>{t('none')}</p>
      ) : (
        <>
          <MoveEffects
            notes={trial.notes.map(({ text, cases }) => t('noteOf', { text: local(text), count: cases }))}
            stays={trial.stays.map(local)}
          />
          <Written
            label={t('reason')}
            max={1000}
            value={reason}
            onChange={setReason}
            fault={complain && lacksReason ? t('lacksReason') : undefined}
          />
          <p>
            <Button type="primary" onClick={() => (lacksReason ? setComplain(true) : void batch.move(reason.trim()))}>
              {t('move', { count: would.length })}
            </Button>
          </p>
        </>
      )}
    </>
  );
}

/** What became of them, each to be opened. */
function Over({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const t = useMovesText();
  const moved = batch.outcomes.filter((one) => one.moved);
  const reached = new Set(batch.outcomes.map(({ caseId }) => caseId));
  const left: Named[] = [
    ...batch.outcomes.filter((one) => !one.moved),
    ...(batch.trial?.results ?? []).filter(({ caseId, moves }) => !moves || !reached.has(caseId)),
  ];
  return (
    <>
      <section role="status" className="stack-s" data-over>
        <Cases title={t('moved', { count: moved.length })} cases={moved} />
        <Unmoved title={t('left', { count: left.length })} cases={left} />
      </section>
      {batch.error ? <ErrorNotice error={batch.error} level={3} /> : null}
      <p>
        <Button type="primary" onClick={onClose}>
          {t('close')}
        </Button>
      </p>
    </>
  );
}

/** Those that stay, together by their reason. */
function Unmoved({ title, cases }: { title: string; cases: readonly Named[] }) {
  const t = useMovesText();
  const local = useLocal();
  if (cases.length === 0) return null;
  const groups = Map.groupBy(cases, ({ why }) => (why ? local(why) : t('notSent')));
  return (
    <div>
      <p>
        <b>{title}</b>
      </p>
      {[...groups].map(([why, some]) => (
        <Cases key={why} title={t('reasonCases', { count: some.length, why })} cases={some} />
      ))}
    </div>
  );
}

/** Few are shown at once, many when they are asked for; each opens beside, so that this stays. */
function Cases({ title, cases }: { title: string; cases: readonly Named[] }) {
  const [open, setOpen] = useState(cases.length <= 10);
  const t = useMovesText();
  if (cases.length === 0) return <p>{title}</p>;
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open ? (
        <ul className="case-links">
          {cases.map(({ caseId, caseNo }) => (
            <li key={caseId}>
              <Link
                to="/work/$caseId"
                params={{ caseId }}
                target="_blank"
                preload={false}
                aria-label={t('opens', { caseNo })}
              >
                {caseNo}
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
    </details>
  );
}
