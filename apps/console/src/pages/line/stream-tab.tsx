import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { sendLineAct, type LineDetail } from '../../api/railway.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

/** 数据流: whether others may ride along on the line's changes. */
export function StreamTab({ line }: { line: LineDetail }) {
  const t = useText();
  const may = usePermission();
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: () => sendLineAct(line.id, { act: 'stream', on: !line.streamed }),
    onSuccess: () => client.invalidateQueries({ queryKey: [RAIL] }),
  });
  return (
    <section className="card pad stack">
      <div className="row">
        <h2>{t('stream.title')}</h2>
        <Tag tone={line.streamed ? 'green' : 'grey'}>{line.streamed ? t('stream.on') : t('stream.off')}</Tag>
        <span className="grow" />
        {may('exchange.manage-lines') ? (
          <Button type={line.streamed ? 'default' : 'primary'} loading={send.isPending} onClick={() => send.mutate()}>
            {line.streamed ? t('stream.turnOff') : t('stream.turnOn')}
          </Button>
        ) : null}
      </div>
      <p>{line.streamed ? t('stream.onText') : t('stream.offText')}</p>
      {send.error ? <ErrorNotice error={send.error} level={3} /> : null}
    </section>
  );
}
