import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { fetchMoveTargets } from '../../api/moves.ts';
import type { WorkCase } from '../../api/work.ts';
import { workCaseQuery } from '../../data/queries.ts';
import { usePermission } from '../../data/session.ts';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { useMovesText } from '../../texts/moves.ts';
import { WORK_KEY } from '../work/work-list.ts';
import { MoveDialog } from './move-dialog.tsx';

/** For who answers for how cases are handled: a running case can go by another version of its process. */
export function MoveVersion({ file }: { file: WorkCase }) {
  const may = usePermission();
  return file.goesBy && may('cases.move') ? <Mover file={file} goesBy={file.goesBy} /> : null;
}

function Mover({ file, goesBy }: { file: WorkCase; goesBy: NonNullable<WorkCase['goesBy']> }) {
  const t = useMovesText();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState(false);
  const known = useQuery({
    queryKey: [WORK_KEY, 'move-targets', file.matter],
    queryFn: () => fetchMoveTargets(file.matter),
  });
  const { version: from, inUse: to } = goesBy;
  const targets = (known.data?.items ?? []).filter(({ version }) => version !== from);
  return (
    <>
      <NotLoaded query={known} />
      {done ? (
        <p role="status" className="act-done">
          {t('done')}
        </p>
      ) : null}
      {targets.length > 0 ? (
        <>
          <p className="quiet">{to !== undefined && to !== from ? t('lead', { from, to }) : t('leadSame', { from })}</p>
          <p>
            <Button onClick={() => setAsking(true)}>{t('button')}</Button>
          </p>
        </>
      ) : null}
      {asking ? (
        <MoveDialog
          file={file}
          targets={targets}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            setDone(true);
            void client.invalidateQueries({ queryKey: workCaseQuery(file.id).queryKey });
            void client.invalidateQueries({ queryKey: [WORK_KEY] });
          }}
        />
      ) : null}
    </>
  );
}
