import { ErrorNotice, useLanguage, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import type { WorkCase } from '../../api/work.ts';
import { caseFileHref, fetchCaseFiles } from '../../api/work-tasks.ts';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

const KIB = 1024;

/** What was handed in as files; opening one is recorded as a look. */
export function CaseFiles({ file }: { file: WorkCase }) {
  const t = useText();
  const local = useLocal();
  const language = useLanguage();
  const files = useQuery({ queryKey: ['work-case-files', file.id, file.revision], queryFn: () => fetchCaseFiles(file.id) });
  const items = files.data?.items ?? [];
  if (!files.error && items.length === 0) return null;
  const size = (bytes: number): string =>
    new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', { maximumFractionDigits: 1 }).format(
      bytes < KIB * KIB ? Math.max(0.1, bytes / KIB) : bytes / KIB / KIB,
    ) + (bytes < KIB * KIB ? ' KB' : ' MB');
  return (
    <section className="card pad stack-s">
      <div className="row">
        <h2 className="grow">{t('inside.files')}</h2>
        <small>{t('inside.filesHint')}</small>
      </div>
      {files.error ? <ErrorNotice error={files.error} level={3} onRetry={() => void files.refetch()} /> : null}
      <ul className="materials">
        {items.map((one) => (
          <li key={one.id}>
            <a href={caseFileHref(file.id, one.id)} target="_blank" rel="noreferrer">
              {one.name}
            </a>
            <span>{size(one.size)}</span>
            <small>
              {local(file.materials.find(({ id }) => id === one.material)?.title)}
              {one.scanned ? null : <Tag tone="amber">{t('inside.notScanned')}</Tag>}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
