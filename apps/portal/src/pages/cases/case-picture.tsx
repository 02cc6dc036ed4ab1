import { useLocal, type MyCase } from '@yiwang/ui';
import { lazy, Suspense, useState } from 'react';
import { Loading } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { handlingOf } from './case-handling.ts';

/** Fetched only by who asks for it: the drawing weighs more than the rest of the page. */
const Picture = lazy(() =>
  import('@yiwang/ui/process/process-picture.tsx').then((part) => ({ default: part.ProcessPicture })),
);

/** The picture of the process with where the case is. */
export function CasePicture({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  const [shown, show] = useState(false);
  const { process } = handlingOf(one);
  if (!process || one.state === 'draft') return null;
  return (
    <section className="card">
      <h2>{t('handling.process')}</h2>
      <button type="button" className="yw-button" data-quiet="" aria-expanded={shown} onClick={() => show(!shown)}>
        {t(shown ? 'handling.processHide' : 'handling.processShow')}
      </button>
      {shown ? (
        <Suspense fallback={<Loading />}>
          <div className="case-picture">
            <Picture position={process} label={t('handling.processLabel', { title: local(one.title) })} />
          </div>
        </Suspense>
      ) : null}
    </section>
  );
}
