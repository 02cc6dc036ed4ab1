import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { isUnderWay, startLoad, type Source } from '../../api/exchange.ts';
import { usePermission } from '../../data/session.ts';
import { useText } from '../../texts/index.ts';

/** The code of a load that stopped because it would have removed more than half of the rows. */
const TOO_MANY_DELETIONS = 'exchange.too-many-deletions';

/** Takes in a source now; after a load that was stopped for removing too much, the removal can be confirmed. */
export function StartLoad({ source }: { source: Source }) {
  const t = useText();
  const may = usePermission();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const start = useMutation({
    mutationFn: (confirmDeletions: boolean) => startLoad(source.id, confirmDeletions),
    onSettled: () => setAsking(false),
    onSuccess: () => client.invalidateQueries({ queryKey: ['exchange'] }),
  });
  if (!may('exchange.run-load')) return null;
  const busy = start.isPending || isUnderWay(source.lastLoad);
  const stopped = source.lastLoad?.state === 'failed' && source.lastLoad.error?.code === TOO_MANY_DELETIONS;
  return (
    <div className="stack-s">
      <div className="row">
        <Button type="primary" disabled={busy} onClick={() => start.mutate(false)}>
          {isUnderWay(source.lastLoad) ? t('sources.running') : t('sources.start')}
        </Button>
        {stopped ? (
          <Button danger disabled={busy} onClick={() => setAsking(true)}>
            {t('sources.confirmDeletions')}
          </Button>
        ) : null}
      </div>
      {start.error ? <ErrorNotice error={start.error} level={3} /> : null}
      <Modal
        open={asking}
        title={t('sources.deletionsTitle')}
        okText={t('sources.confirmDeletions')}
        okButtonProps={{ danger: true }}
        confirmLoading={start.isPending}
        onOk={() => start.mutate(true)}
        onCancel={() => setAsking(false)}
      >
        <p>{t('sources.deletionsText')}</p>
      </Modal>
    </div>
  );
}
