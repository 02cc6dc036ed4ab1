import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { importMatters, MATTERS_EXPORT, type MatterImport } from '../../api/matters.ts';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useMattersText } from '../../texts/matters.ts';
import { MATTERS } from './queries.ts';

/** The departments' template: a trial with every fault by its cell, then the import. */
export function ImportDrawer({ onClose }: { onClose: () => void }) {
  const t = useMattersText();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const send = useMutation({
    mutationFn: ({ chosen, commit }: { chosen: File; commit: boolean }) => importMatters(chosen, commit),
    onSuccess: ({ imported }) => (imported ? client.invalidateQueries({ queryKey: [MATTERS] }) : undefined),
  });
  const report = send.data;
  const ready = report && !report.imported && report.faults.length === 0 && changed(report) > 0;
  return (
    <DetailDrawer
      detail={{ id: 'import', shown: true, error: null, onRetry: onClose, onClose }}
      title={t('imp.title')}
      wide
    >
      {() => (
        <div className="stack">
          <p>{t('imp.lead')}</p>
          <div className="row">
            <Button href={`${MATTERS_EXPORT}?template=true`}>{t('list.template')}</Button>
            <Button
              type={ready ? 'default' : 'primary'}
              loading={send.isPending}
              onClick={() => input.current?.click()}
            >
              {t('imp.choose')}
            </Button>
            {ready && file ? (
              <Button
                type="primary"
                loading={send.isPending}
                onClick={() => send.mutate({ chosen: file, commit: true })}
              >
                {t('imp.commit')}
              </Button>
            ) : null}
            <small>{file?.name}</small>
          </div>
          <input
            ref={input}
            type="file"
            hidden
            accept=".xlsx"
            aria-label={t('imp.choose')}
            onChange={(event) => {
              const [chosen] = event.target.files ?? [];
              event.target.value = '';
              if (!chosen) return;
              setFile(chosen);
              send.mutate({ chosen, commit: false });
            }}
          />
          {send.error ? <ErrorNotice error={send.error} level={3} /> : null}
          {report ? <Report report={report} /> : null}
        </div>
      )}
    </DetailDrawer>
  );
}

/** Matters that an import would write. */
const changed = ({ matters }: Pick<MatterImport, 'matters'>): number =>
  matters.filter(({ outcome }) => outcome !== 'unchanged').length;

function Report({ report: { imported, matters, faults } }: { report: MatterImport }) {
  const t = useMattersText();
  const local = useLocal();
  const count = changed({ matters });
  const words = imported
    ? t('imp.imported', { count })
    : faults.length > 0
      ? t('imp.faults', { count: faults.length })
      : count > 0
        ? t('imp.ready', { count })
        : t('imp.nothing');
  return (
    <>
      <p role="status">{words}</p>
      {faults.length > 0 ? (
        <SubTable heads={[t('imp.sheet'), t('imp.cell'), t('imp.what')]} scrolls={words}>
          {faults.map(({ sheet, cell, code, message }, index) => (
            // One cell may have several faults of one kind.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={`${sheet} ${cell} ${code} ${index}`}>
              <td>{sheet}</td>
              <td>
                <code>{cell}</code>
              </td>
              <td>{local(message)}</td>
            </tr>
          ))}
        </SubTable>
      ) : null}
      {matters.length > 0 ? (
        <SubTable heads={[{ number: t('imp.row') }, t('list.matter'), t('imp.outcome')]}>
          {matters.map(({ row, id, title, outcome }) => (
            <tr key={`${row} ${id}`}>
              <td className="number">{row}</td>
              <td>
                {local(title)} <small>{id}</small>
              </td>
              <td>
                <Tag tone={outcome === 'unchanged' ? 'grey' : 'blue'}>{t(`imp.outcomes.${outcome}`)}</Tag>
              </td>
            </tr>
          ))}
        </SubTable>
      ) : null}
    </>
  );
}
