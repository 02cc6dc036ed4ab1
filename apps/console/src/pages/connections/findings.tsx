import { useLocal, type LocalText } from '@yiwang/ui';
import type { Finding } from '../../api/connections.ts';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { CopyButton } from '../applications/copy-button.tsx';

const TONES = { blocking: 'red', warning: 'amber', info: 'blue' } as const;
const ORDER = ['blocking', 'warning', 'info'] as const;
type Props = { findings: readonly Finding[]; error?: { code: string; text: LocalText } | undefined };

/** What a look at a source found, the worst first; statements for its administrator stand ready to copy. */
export function Findings({ findings, error }: Props) {
  const t = useText();
  const local = useLocal();
  const sorted = findings.toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
  return (
    <div className="stack-s">
      {error ? (
        <div className="fault-box" role="alert">
          <p>
            <b>{t('connections.notReached')}</b>
          </p>
          <p>{local(error.text)}</p>
          <small>
            <code>{error.code}</code>
          </small>
        </div>
      ) : null}
      {sorted.map(({ code, level, text, remedy }) => (
        <div key={code} className="finding">
          <p>
            <Tag tone={TONES[level]}>{t(`connections.levels.${level}`)}</Tag> {local(text)}
          </p>
          {remedy ? (
            <div className="stack-s">
              <small>{t('connections.remedy')}</small>
              <pre className="code-box" tabIndex={0}>
                {remedy}
              </pre>
              <div className="row">
                <CopyButton text={remedy} label={t('connections.copyRemedy')} />
              </div>
            </div>
          ) : null}
        </div>
      ))}
    </div>
  );
}
