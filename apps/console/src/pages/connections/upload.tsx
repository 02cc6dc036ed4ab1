import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef } from 'react';
import { uploadFile } from '../../api/connections.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { formatBytes } from '../../rail/rail-words.ts';
import { useText } from '../../texts/index.ts';

/** Sends a file of rows into the connection's own folder; its lines take it from there. */
export function Upload({ connection }: { connection: string }) {
  const t = useText();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const send = useMutation({
    mutationFn: (file: File) => uploadFile(connection, file),
    onSuccess: () => client.invalidateQueries({ queryKey: [RAIL] }),
  });
  return (
    <div className="stack-s">
      <div className="row">
        <Button loading={send.isPending} onClick={() => input.current?.click()}>
          {t('connections.upload')}
        </Button>
        <small>{t('connections.uploadHint')}</small>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.xlsx,.jsonl,.ndjson,.txt"
        aria-label={t('connections.upload')}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) send.mutate(file);
          event.target.value = '';
        }}
      />
      {send.data ? (
        <p role="status">{t('connections.uploaded', { name: send.data.name, size: formatBytes(send.data.size) })}</p>
      ) : null}
      {send.error ? <ErrorNotice error={send.error} level={3} /> : null}
    </div>
  );
}
