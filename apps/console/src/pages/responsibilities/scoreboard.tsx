import { useLocal } from '@yiwang/ui';
import { SUPPLY_STATES, type Score } from '../../api/entries.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';

type Props = { board: readonly Score[]; chosen: string | undefined; onChoose: (provider: string) => void };

/** Departments with lines in the list, those who owe most first; a bar of what is supplied, late, never supplied and not due yet. */
export function Scoreboard({ board, chosen, onChoose }: Props) {
  const t = useText();
  const local = useLocal();
  return (
    <section className="card pad stack-s" aria-label={t('responsibilities.boardTitle')}>
      <h2>{t('responsibilities.boardTitle')}</h2>
      <SubTable
        heads={[
          t('responsibilities.department'),
          { number: t('responsibilities.total') },
          ...SUPPLY_STATES.map((state) => ({ number: t(`responsibilities.states.${state}`) })),
          { number: t('responsibilities.share') },
          '',
        ]}
        scrolls={t('responsibilities.boardTitle')}
      >
        {board.map((score) => (
          <tr key={score.provider} {...(score.provider === chosen ? { 'data-open': '' } : {})}>
            <td>
              <button type="button" className="plain-button" onClick={() => onChoose(score.provider)}>
                {local(score.providerName)}
              </button>
            </td>
            <td className="number">{score.total}</td>
            {SUPPLY_STATES.map((state) => (
              <td key={state} className="number">
                {score[state]}
              </td>
            ))}
            <td className="number">
              {score.share === undefined ? t('responsibilities.noneDue') : `${Math.round(score.share * 100)}%`}
            </td>
            <td>
              <span className="score-bar" aria-hidden="true">
                {(['supplied', 'late', 'never', 'due'] as const).map((state) =>
                  score[state] > 0 ? <i key={state} data-state={state} style={{ flex: score[state] }} /> : null,
                )}
              </span>
            </td>
          </tr>
        ))}
      </SubTable>
    </section>
  );
}
