import { useLocal } from '@yiwang/ui';
import type { QuestionBoard } from '../../api/questions.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { useGuardText } from '../../texts/guard.ts';

const COUNTS = ['asked', 'onTime', 'late', 'waiting', 'escalated', 'upheld', 'corrected', 'withdrawn'] as const;

/** How the offices answer, a row an office. */
export function QuestionBoardTable({ board }: { board: QuestionBoard | undefined }) {
  const t = useGuardText();
  const local = useLocal();
  if (!board) return null;
  const heads = COUNTS.map((name) => ({ number: t(`questions.${name === 'late' ? 'lateCount' : name}`) }));
  return (
    <section className="card pad stack-s" aria-label={t('questions.board')}>
      <h2>{t('questions.board')}</h2>
      {board.items.length === 0 ? (
        <p className="quiet">{t('questions.boardNone')}</p>
      ) : (
        <SubTable scrolls={t('questions.board')} heads={[t('questions.office'), ...heads]}>
          {board.items.map((row) => (
            <tr key={row.organisation}>
              <td>{local(row.organisationName)}</td>
              {COUNTS.map((name) => (
                <td key={name} className="number">
                  {row[name]}
                </td>
              ))}
            </tr>
          ))}
        </SubTable>
      )}
    </section>
  );
}
