import { useLocal } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { WorkCase } from '../../api/work.ts';
import { workCaseQuery } from '../../data/queries.ts';
import { usePermission } from '../../data/session.ts';
import { useText } from '../../texts/index.ts';
import { WORK_KEY } from '../work/work-list.ts';
import { ResumeDialog } from './resume-dialog.tsx';

/** Where and why the process has stopped, and for who supervises the way to let it go on. */
export function CaseStopped({ file }: { file: WorkCase }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const may = usePermission();
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState<'done' | 'doneElsewhere'>();
  const { stopped } = file;
  if (!stopped && !done) return null;
  return (
    <section className="card pad stack-s" data-stopped={stopped ? '' : undefined}>
      {done ? (
        <p role="status" className="act-done">
          {t(`stopped.${done}`)}
        </p>
      ) : null}
      {stopped ? (
        <>
          <h2>{t('stopped.title')}</h2>
          <p className="quiet">{t('stopped.lead')}</p>
          <ul className="plain-list">
            {stopped.places.map(({ node, title, why }) => (
              <li key={node}>
                <b>{t('stopped.at', { title: local(title) })}</b>
                <p className="fault">{local(why)}</p>
              </li>
            ))}
          </ul>
          {may('cases.move') ? (
            <p>
              <Button type="primary" onClick={() => setAsking(true)}>
                {t('stopped.resume')}
              </Button>
            </p>
          ) : null}
        </>
      ) : null}
      {stopped && asking ? (
        <ResumeDialog
          file={file}
          stopped={stopped}
          onClose={() => setAsking(false)}
          onDone={(elsewhere) => {
            setAsking(false);
            setDone(elsewhere ? 'doneElsewhere' : 'done');
            void client.invalidateQueries({ queryKey: workCaseQuery(file.id).queryKey });
            void client.invalidateQueries({ queryKey: [WORK_KEY] });
          }}
        />
      ) : null}
    </section>
  );
}
