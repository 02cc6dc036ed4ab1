import { useLocal } from '@yiwang/ui';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { WorkCase } from '../../api/work.ts';
import { Waiting } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { MoveVersion } from './move-version.tsx';

const Picture = lazy(() =>
  import('@yiwang/ui/process/process-picture.tsx').then((part) => ({ default: part.ProcessPicture })),
);

/** The picture of the process with where the case is, and what moves it. */
export function CaseProcess({ file }: { file: WorkCase }) {
  return (
    <ProcessSection file={file}>
      <MoveVersion file={file} />
    </ProcessSection>
  );
}

type SectionProps = { file: Pick<WorkCase, 'title' | 'process'>; children?: ReactNode };

/** The picture of the process with where the case is; drawn once someone asks for it. */
export function ProcessSection({ file, children }: SectionProps) {
  const t = useText();
  const local = useLocal();
  const [shown, show] = useState(false);
  return (
    <section className="card pad stack-s">
      <h2>{t('inside.process')}</h2>
      <details onToggle={(event) => event.currentTarget.open && show(true)}>
        <summary>{t('inside.processShow')}</summary>
        {shown ? (
          <Suspense fallback={<Waiting blocks={1} />}>
            <Picture position={file.process} label={t('inside.processLabel', { title: local(file.title) })} />
          </Suspense>
        ) : null}
      </details>
      {children}
    </section>
  );
}
