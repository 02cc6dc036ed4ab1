import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { EXPORT, importEntries, type ImportReport } from '../../api/entries.ts';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { CATALOGUE } from './queries.ts';

/** The departments' template: a trial with every fault by its cell, then the import. */
export function ImportDrawer({ onClose }: { onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const send = useMutation({
    mutationFn: ({ chosen, commit }: { chosen: File; commit: boolean }) => importEntries(chosen, commit),
    onSuccess: ({ imported }) => (imported ? client.invalidateQueries({ queryKey: [CATALOGUE] }) : undefined),
  });
  const report = send.data;
  const ready = report && !report.imported && report.faults.length === 0 && changed(report) > 0;
  return (
    <DetailDrawer
      detail={{ id: 'import', shown: true, error: null, onRetry: onClose, onClose }}
      title={t('entries.importTitle')}
      wide
    >
      {() => (
        <div className="stack">
          <p>{t('entries.importLead')}</p>
          <div className="row">
            <Button href={`${EXPORT}?template=true`}>{t('entries.template')}</Button>
            <Button
              type={ready ? 'default' : 'primary'}
              loading={send.isPending}
              onClick={() => input.current?.click()}
            >
              {t('entries.chooseFile')}
            </Button>
            {ready && file ? (
              <Button
                type="primary"
                loading={send.isPending}
                onClick={() => send.mutate({ chosen: file, commit: true })}
              >
                {t('entries.commit')}
              </Button>
            ) : null}
            <small>{file?.name}</small>
          </div>
          <input
            ref={input}
            type="file"
            hidden
            accept=".xlsx"
            aria-label={t('entries.chooseFile')}
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

/** Entries that an import would write. */
const changed = ({ entries }: Pick<ImportReport, 'entries'>): number =>
  entries.filter(({ outcome }) => outcome !== 'unchanged').length;

function Report({ report: { imported, entries, faults } }: { report: ImportReport }) {
  const t = useText();
  const local = useLocal();
  const count = changed({ entries });
  return (
    <>
      <p role="status">
        {imported
          ? t('entries.imported', { count })
          : faults.length > 0
            ? t('entries.faultsFound', { count: faults.length })
            : count > 0
              ? t('entries.readyToImport', { count })
              : t('entries.nothingToImport')}
      </p>
      {faults.length > 0 ? (
        <SubTable
          heads={[t('entries.sheet'), t('entries.cell'), t('entries.what')]}
          scrolls={t('entries.faultsFound', { count: faults.length })}
        >
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
      {entries.length > 0 ? (
        <SubTable
          heads={[
            { number: t('entries.row') },
            t('entries.entry'),
            { number: t('catalogue.items') },
            t('entries.outcome'),
          ]}
        >
          {entries.map(({ row, id, title, items, outcome }) => (
            <tr key={`${row} ${id}`}>
              <td className="number">{row}</td>
              <td>
                {local(title)} <small>{id}</small>
              </td>
              <td className="number">{items}</td>
              <td>
                <Tag tone={outcome === 'unchanged' ? 'grey' : 'blue'}>{t(`entries.outcomes.${outcome}`)}</Tag>
              </td>
            </tr>
          ))}
        </SubTable>
      ) : null}
    </>
  );
}
