import { formatInstant, useLocal } from '@yiwang/ui';
import type { WorkCase } from '../../api/work.ts';
import { AsWritten } from '../../rail/as-written.tsx';
import { useText } from '../../texts/index.ts';

/** What happened, the latest last. */
export function CaseHistory({ file }: { file: Pick<WorkCase, 'history'> }) {
  const t = useText();
  const local = useLocal();
  return (
    <section className="card pad stack-s">
      <h2>{t('case.history')}</h2>
      <ol className="history">
        {file.history.map(({ at, action, by, note }) => (
          <li key={`${at} ${action.en}`}>
            <time dateTime={at}>{formatInstant(at)}</time>
            <div>
              {local(action)} <small>{local(by)}</small>
              {note ? (
                <p className="note">
                  <AsWritten said={note} />
                </p>
              ) : null}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
