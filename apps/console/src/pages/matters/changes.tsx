import type { FileChange, MatterChange } from '../../api/matters.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { useMattersText } from '../../texts/matters.ts';
import { diffLines } from './diff-lines.ts';
import { usePlaceWords, useValueWords } from './words.ts';

/** What differs between two versions: elements place by place, files line by line. */
export function Changes({ changes, files }: { changes: readonly MatterChange[]; files: readonly FileChange[] }) {
  const t = useMattersText();
  const say = useValueWords();
  const place = usePlaceWords();
  return (
    <div className="stack">
      {changes.length > 0 ? (
        <SubTable heads={[t('edit.field'), t('edit.before'), t('edit.after')]} scrolls={t('edit.changes')}>
          {changes.map(({ path, before, after }) => (
            <tr key={path.join('/')}>
              <td>{place(path)}</td>
              <td className="diff-before">{say(before)}</td>
              <td className="diff-after">{say(after)}</td>
            </tr>
          ))}
        </SubTable>
      ) : null}
      {files.map(({ name, before = '', after = '' }) => (
        <div key={name} className="stack-s">
          <b>{name}</b>
          <pre className="matter-file diff-lines" tabIndex={0} role="region" aria-label={name}>
            {diffLines(before, after).map(({ kind, text, at }) => (
              <span key={`${kind} ${at}`} data-kind={kind}>
                {kind === 'removed' ? '- ' : kind === 'added' ? '+ ' : kind === 'gap' ? '' : '  '}
                {text}
                {'\n'}
              </span>
            ))}
          </pre>
        </div>
      ))}
    </div>
  );
}
