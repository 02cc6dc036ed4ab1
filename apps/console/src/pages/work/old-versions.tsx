import { useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { fetchRunningVersions, type RunningVersion } from '../../api/moves.ts';
import { usePermission } from '../../data/session.ts';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { useMovesText } from '../../texts/moves.ts';
import { MoveBatch } from './move-batch.tsx';
import { WORK_KEY } from './work-list.ts';

/** Running cases by versions that are no longer in use, and those that could go by another; who answers for them may move them together. */
export function OldVersions() {
  const t = useMovesText();
  const may = usePermission();
  const counts = useQuery({ queryKey: [WORK_KEY, 'running-versions'], queryFn: fetchRunningVersions });
  const [chosen, setChosen] = useState<RunningVersion>();
  const all = counts.data?.items ?? [];
  const old = all.filter(({ inUse }) => !inUse);
  const current = may('cases.move') ? all.filter(({ inUse, targets }) => inUse && targets.length > 0) : [];
  if (old.length + current.length === 0 && !chosen) return <NotLoaded query={counts} />;
  return (
    <section className="card pad stack-s">
      {old.length > 0 ? (
        <>
          <h2>{t('old')}</h2>
          <p className="quiet">{t(may('cases.move') ? 'oldLead' : 'oldLeadSeen')}</p>
          <Versions versions={old} onChoose={setChosen} />
        </>
      ) : null}
      {current.length > 0 ? (
        <details>
          <summary>{t('current')}</summary>
          <Versions versions={current} onChoose={setChosen} />
        </details>
      ) : null}
      {chosen ? <MoveBatch running={chosen} onClose={() => setChosen(undefined)} /> : null}
    </section>
  );
}

function Versions({
  versions,
  onChoose,
}: {
  versions: readonly RunningVersion[];
  onChoose: (chosen: RunningVersion) => void;
}) {
  const t = useMovesText();
  const local = useLocal();
  const may = usePermission();
  return (
    <ul className="plain-list">
      {versions.map((one) => (
        <li key={`${one.matter} ${one.version}`} className="row">
          <span>
            {t(one.inUse ? 'inUseMatter' : one.current === undefined ? 'retiredMatter' : 'oldMatter', {
              title: local(one.title),
              count: one.running,
              from: one.version,
              to: one.current ?? '',
            })}
          </span>
          {may('cases.move') && one.targets.length > 0 ? (
            <Button onClick={() => onChoose(one)}>{t('batch')}</Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
