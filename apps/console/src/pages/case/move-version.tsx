import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { WorkCase } from '../../api/work.ts';
import { workCaseQuery } from '../../data/queries.ts';
import { usePermission } from '../../data/session.ts';
import { useText } from '../../texts/index.ts';
import { WORK_KEY } from '../work/work-list.ts';
import { MoveDialog } from './move-dialog.tsx';

/** For who supervises, where a running case goes by an older version of its process. */
export function MoveVersion({ file }: { file: WorkCase }) {
  const t = useText();
  const may = usePermission();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState(false);
  const { newer } = file;
  if (done && !newer)
    return (
      <p role="status" className="act-done">
        {t('move.done')}
      </p>
    );
  if (!newer || !may('cases.supervise')) return null;
  return (
    <>
      <p className="quiet">{t('move.lead', newer)}</p>
      <p>
        <Button onClick={() => setAsking(true)}>{t('move.button')}</Button>
      </p>
      {asking ? (
        <MoveDialog
          file={file}
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
