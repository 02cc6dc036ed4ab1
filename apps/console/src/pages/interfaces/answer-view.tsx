import { useLocal } from '@yiwang/ui';
import type { CallAnswer } from '../../api/interfaces.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useInterfaceText } from '../../texts/interfaces.ts';

type Props = { answer: CallAnswer; titleOf: (field: string) => string };

/** An answer as people read it, by its mode. */
export function AnswerView({ answer, titleOf }: Props) {
  const it = useInterfaceText();
  return (
    <div className="stack-s">
      {answer.mode === 'rows' ? <Rows answer={answer} titleOf={titleOf} /> : null}
      {answer.mode === 'aggregate' ? <Groups answer={answer} titleOf={titleOf} /> : null}
      {answer.result ? (
        <p>
          <Tag tone={answer.result === 'match' || answer.result === 'scored' ? 'green' : 'grey'}>
            {it(`results.${answer.result}`)}
          </Tag>
        </p>
      ) : null}
      {answer.score === undefined ? null : <Score answer={answer} />}
      {answer.receipt ? (
        <small>
          {it('receipt')} <code>{answer.receipt.id}</code>
        </small>
      ) : null}
    </div>
  );
}

function Score({ answer: { score, band } }: { answer: CallAnswer }) {
  const it = useInterfaceText();
  const local = useLocal();
  return (
    <dl className="facts">
      <dt>{it('score')}</dt>
      <dd>{score}</dd>
      {band ? (
        <>
          <dt>{it('band')}</dt>
          <dd>{local(band.title)}</dd>
        </>
      ) : null}
    </dl>
  );
}

function Rows({ answer: { rows = [] }, titleOf }: Props) {
  const it = useInterfaceText();
  const names = Object.keys(rows[0]?.values ?? {});
  if (rows.length === 0) return <p>{it('noRows')}</p>;
  return (
    <SubTable heads={names.map(titleOf)} scrolls={it('answer')}>
      {rows.map((row, index) => (
        // Rows of an answer have no name of their own and never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <tr key={index}>
          {names.map((name) => (
            <td key={name}>{row.values[name] ?? '–'}</td>
          ))}
        </tr>
      ))}
    </SubTable>
  );
}

function Groups({ answer: { groups = [], hidden = 0, protection }, titleOf }: Props) {
  const it = useInterfaceText();
  const local = useLocal();
  const by = Object.keys(groups[0]?.by ?? {});
  const measures = Object.keys(groups[0]?.values ?? {});
  return (
    <>
      {groups.length === 0 ? (
        <p>{it('noGroups')}</p>
      ) : (
        <SubTable heads={[...by.map(titleOf), ...measures.map((name) => ({ number: name }))]} scrolls={it('answer')}>
          {groups.map((group) => (
            <tr key={JSON.stringify(group.by)}>
              {by.map((name) => (
                <td key={name}>{group.by[name] ?? '–'}</td>
              ))}
              {measures.map((name) => (
                <td key={name} className="number">
                  {group.values[name] ?? '–'}
                </td>
              ))}
            </tr>
          ))}
        </SubTable>
      )}
      {hidden > 0 ? <small>{it('hiddenGroups', { count: hidden })}</small> : null}
      {protection ? <small>{local(protection.text)}</small> : null}
    </>
  );
}
