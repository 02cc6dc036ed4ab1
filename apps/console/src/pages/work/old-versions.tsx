import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { fetchRunningVersions, moveCases, type MoveBatch, type RunningVersion } from '../../api/work.ts';
import { Written } from '../../form/written.tsx';
import { useText } from '../../texts/index.ts';
import { WORK_KEY } from './work-list.ts';

/** Running cases by versions that are no longer in use, and the way to move them some at a time. */
export function OldVersions() {
  const t = useText();
  const local = useLocal();
  const counts = useQuery({ queryKey: [WORK_KEY, 'running-versions'], queryFn: fetchRunningVersions });
  const [chosen, setChosen] = useState<RunningVersion>();
  const old = (counts.data?.items ?? []).filter(({ inUse, current }) => !inUse && current !== undefined);
  if (old.length === 0 && !chosen) return null;
  return (
    <section className="card pad stack-s">
      <h2>{t('move.old')}</h2>
      <p className="quiet">{t('move.oldLead')}</p>
      <ul className="plain-list">
        {old.map((one) => (
          <li key={`${one.matter} ${one.version}`} className="row">
            <span>
              {t('move.oldMatter', {
                title: local(one.title),
                count: one.running,
                from: one.version,
                to: one.current ?? '',
              })}
            </span>
            <Button onClick={() => setChosen(one)}>{t('move.batch')}</Button>
          </li>
        ))}
      </ul>
      {chosen ? <BatchDialog version={chosen} onClose={() => setChosen(undefined)} /> : null}
    </section>
  );
}

function BatchDialog({ version, onClose }: { version: RunningVersion; onClose: () => void }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [complain, setComplain] = useState(false);
  const [batches, setBatches] = useState<readonly MoveBatch[]>([]);
  const lacksReason = reason.trim() === '';
  const after = batches.at(-1)?.next;
  const over = batches.length > 0 && after === undefined;
  const send = useMutation({
    mutationFn: () =>
      moveCases(version.matter, {
        from: version.version,
        version: version.current as string,
        reason: reason.trim(),
        ...(after === undefined ? {} : { after }),
      }),
    onSuccess: (batch) => {
      setBatches((before) => [...before, batch]);
      void client.invalidateQueries({ queryKey: [WORK_KEY] });
    },
  });
  const left = batches.flatMap(({ results }) => results.filter(({ moved }) => !moved));
  return (
    <Modal
      open
      width={640}
      title={t('move.batch')}
      okText={t(batches.length === 0 ? 'move.batch' : 'move.next')}
      okButtonProps={{ disabled: over }}
      cancelText={t('stopped.cancel')}
      confirmLoading={send.isPending}
      onOk={() => (lacksReason ? setComplain(true) : send.mutate())}
      onCancel={onClose}
    >
      <div className="stack">
        <p>
          <b>{local(version.title)}</b> · {t('move.versions', { from: version.version, to: version.current ?? '' })}
        </p>
        <Written
          label={t('move.reason')}
          max={1000}
          value={reason}
          onChange={setReason}
          fault={complain && lacksReason ? t('move.lacksReason') : undefined}
        />
        {batches.length > 0 ? (
          <div role="status">
            <p>{t('move.result', { count: batches.reduce((sum, { moved }) => sum + moved, 0) })}</p>
            {left.length > 0 ? (
              <>
                <p>{t('move.left', { count: left.length })}</p>
                <ul>
                  {left.map(({ caseId, caseNo, why }) => (
                    <li key={caseId}>
                      <b>{caseNo}</b> {why ? local(why) : null}
                    </li>
                  ))}
                </ul>
              </>
            ) : null}
          </div>
        ) : null}
        {send.error ? <ErrorNotice error={send.error} level={3} /> : null}
      </div>
    </Modal>
  );
}
