import { ErrorNotice, useLocal, type LocalText } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef, useState } from 'react';

import { useText } from '../texts/index.ts';
import { DetailDrawer } from './detail-drawer.tsx';
import { SubTable } from './sub-table.tsx';
import { Tag } from './tag.tsx';

/** What came of one workbook: a trial writes nothing. */
export type WorkbookReport = {
  imported: boolean;
  rows: {
    row: number;
    id: string;
    title: LocalText;
    /** How many items it has, where that is told. */
    items?: number;
    outcome: 'new' | 'revised' | 'unchanged';
  }[];
  faults: { sheet: string; cell: string; code: string; message: LocalText }[];
};

type Props = {
  title: string;
  lead: string;
  /** Head of the column that names a row, and of its number of items. */
  subject: string;
  items?: string;
  /** Address of the empty workbook. */
  template: string;
  send: (file: File, commit: boolean) => Promise<WorkbookReport>;
  /** First part of the keys of the queries that an import makes old. */
  changes: string;
  onClose: () => void;
};

/** The departments' workbook: a trial with every fault by its cell, then the import, all rows or none. */
export function WorkbookDrawer({ title, lead, subject, items, template, send, changes, onClose }: Props) {
  const t = useText();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const sending = useMutation({
    mutationFn: ({ chosen, commit }: { chosen: File; commit: boolean }) => send(chosen, commit),
    onSuccess: ({ imported }) => (imported ? client.invalidateQueries({ queryKey: [changes] }) : undefined),
  });
  const report = sending.data;
  const ready = report && !report.imported && report.faults.length === 0 && changed(report) > 0;
  return (
    <DetailDrawer detail={{ id: 'import', shown: true, error: null, onRetry: onClose, onClose }} title={title} wide>
      {() => (
        <div className="stack">
          <p>{lead}</p>
          <div className="row">
            <Button href={template}>{t('workbook.template')}</Button>
            <Button
              type={ready ? 'default' : 'primary'}
              loading={sending.isPending}
              onClick={() => input.current?.click()}
            >
              {t('workbook.choose')}
            </Button>
            {ready && file ? (
              <Button
                type="primary"
                loading={sending.isPending}
                onClick={() => sending.mutate({ chosen: file, commit: true })}
              >
                {t('workbook.commit')}
              </Button>
            ) : null}
            <small>{file?.name}</small>
          </div>
          <input
            ref={input}
            type="file"
            hidden
            accept=".xlsx"
            aria-label={t('workbook.choose')}
            onChange={(event) => {
              const [chosen] = event.target.files ?? [];
              event.target.value = '';
              if (!chosen) return;
              setFile(chosen);
              sending.mutate({ chosen, commit: false });
            }}
          />
          {sending.error ? <ErrorNotice error={sending.error} level={3} /> : null}
          {report ? <Report report={report} subject={subject} items={items} /> : null}
        </div>
      )}
    </DetailDrawer>
  );
}

/** Rows that an import would write. */
const changed = ({ rows }: Pick<WorkbookReport, 'rows'>): number =>
  rows.filter(({ outcome }) => outcome !== 'unchanged').length;

function Report({ report, subject, items }: { report: WorkbookReport; subject: string; items: string | undefined }) {
  const t = useText();
  const local = useLocal();
  const { imported, rows, faults } = report;
  const count = changed(report);
  const words = imported
    ? t('workbook.imported', { count })
    : faults.length > 0
      ? t('workbook.faults', { count: faults.length })
      : count > 0
        ? t('workbook.ready', { count })
        : t('workbook.nothing');
  return (
    <>
      <p role="status">{words}</p>
      {faults.length > 0 ? (
        <SubTable heads={[t('workbook.sheet'), t('workbook.cell'), t('workbook.what')]} scrolls={words}>
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
      {rows.length > 0 ? (
        <SubTable
          heads={[{ number: t('workbook.row') }, subject, ...(items ? [{ number: items }] : []), t('workbook.outcome')]}
        >
          {rows.map(({ row, id, title, items: how, outcome }) => (
            <tr key={`${row} ${id}`}>
              <td className="number">{row}</td>
              <td>
                {local(title)} <small>{id}</small>
              </td>
              {items ? <td className="number">{how}</td> : null}
              <td>
                <Tag tone={outcome === 'unchanged' ? 'grey' : 'blue'}>{t(`workbook.outcomes.${outcome}`)}</Tag>
              </td>
            </tr>
          ))}
        </SubTable>
      ) : null}
    </>
  );
}
