import { useLocal, type LocalText } from '@yiwang/ui';
import type { MatterFault } from '../../api/matters.ts';
import { Tag } from '../../table/tag.tsx';
import { useMattersText } from '../../texts/matters.ts';
import { usePlaceWords } from './words.ts';

type Props = {
  faults: readonly MatterFault[];
  heirs: readonly { matter: string; messages: readonly LocalText[] }[];
  /** Checked as it stands on the page, not as it was saved. */
  fresh: boolean;
};

/** Everything wrong with a draft, with its place. */
export function Faults({ faults, heirs, fresh }: Props) {
  const t = useMattersText();
  const local = useLocal();
  const place = usePlaceWords();
  return (
    <section className="card pad stack-s" aria-live="polite">
      <div className="row">
        <Tag tone={faults.length > 0 ? 'red' : 'green'}>
          {faults.length > 0 ? t('edit.faults', { count: faults.length }) : t('edit.noFaults')}
        </Tag>
        {fresh ? <small>{t('edit.checkedNow')}</small> : null}
      </div>
      {faults.length > 0 ? (
        <ul className="matter-faults">
          {faults.map(({ path, file, line, message }) => (
            <li key={`${path} ${message.en}`}>
              <code>{file ? t('edit.line', { file, line: line ?? 1 }) : place(path.split('/').slice(1))}</code>
              <span>{local(message)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {heirs.map(({ matter, messages }) => (
        <div key={matter} className="what-next">
          <b>{t('edit.heirs', { matter })}</b>
          <ul className="change-list">
            {messages.map((message) => (
              <li key={message.en}>{local(message)}</li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
