import { formatSize, request } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { CommentMark } from './comments/comment-mark.tsx';
import { useFocusBack } from '../../rail/focus-back.ts';
import { useText } from '../../texts/index.ts';

/** A file of a case (modules/cases, attachments/attachment-view.ts). */
type CaseFile = { id: string; name: string; size: number; mime?: string; scanned: boolean; scannedBy?: string };

const filesOf = (caseId: string) => `/api/work/cases/${encodeURIComponent(caseId)}/files`;

/** Files of one field. Their names come with the case; looking into one is a read of the person's data, which is recorded and said so. */
export function CaseFiles({ caseId, ids }: { caseId: string; ids: readonly string[] }) {
  const t = useText();
  const [shown, setShown] = useState<CaseFile>();
  const { data, isError } = useQuery({
    queryKey: ['case-files', caseId],
    queryFn: () => request<{ items: CaseFile[] }>('GET', filesOf(caseId)),
    staleTime: 60_000,
  });
  if (isError) return <span className="quiet">{t('case.filesFailed')}</span>;
  return (
    <>
      <ul className="case-files">
        {ids.map((id) => {
          const file = data?.items.find((one) => one.id === id);
          return (
            <li key={id}>
              {file ? (
                <>
                  <Button type="link" size="small" onClick={() => setShown(file)}>
                    {file.name}
                  </Button>
                  <small>
                    {formatSize(file.size)}
                    {' · '}
                    {file.scanned ? t('case.fileScanned', { by: file.scannedBy ?? '' }) : t('case.fileNotScanned')}
                  </small>
                  <CommentMark place={{ file: id, title: file.name }} />
                </>
              ) : (
                <span className="quiet">{data ? t('case.fileGone') : '…'}</span>
              )}
            </li>
          );
        })}
      </ul>
      {shown ? <FileShown caseId={caseId} file={shown} onClose={() => setShown(undefined)} /> : null}
    </>
  );
}

function FileShown({ caseId, file, onClose }: { caseId: string; file: CaseFile; onClose: () => void }) {
  const t = useText();
  useFocusBack();
  const source = `${filesOf(caseId)}/${encodeURIComponent(file.id)}`;
  const isPicture = file.mime?.startsWith('image/') ?? false;
  const isShown = isPicture || file.mime === 'application/pdf';
  return (
    <Modal open title={file.name} onCancel={onClose} footer={null} width={960} destroyOnHidden>
      <p className="quiet">{t('case.fileRecorded')}</p>
      {isPicture ? <img className="case-file" src={source} alt={file.name} /> : null}
      {file.mime === 'application/pdf' ? <iframe className="case-file" src={source} title={file.name} /> : null}
      {isShown ? null : (
        <a href={source} target="_blank" rel="noreferrer">
          {t('case.fileOpen')}
        </a>
      )}
    </Modal>
  );
}
