import { formatCount, formatInstant, ProgressBar } from '@yiwang/ui';
import { goesOn, type Run } from '../api/railway.ts';
import { useText } from '../texts/index.ts';
import { useRailWords } from './rail-words.ts';

/** A whole reading under way: bar, rows, rate, time left, parts done. Nothing once it is over. */
export function RunProgress({ run, label }: { run: Run; label: string }) {
  const t = useText();
  const detail = useRunDetail();
  if (!goesOn(run)) return null;
  return (
    <ProgressBar
      label={run.state === 'waiting' ? t('runs.waitingLabel', { label }) : label}
      done={run.rowsRead}
      total={run.rowsExpected}
      detail={run.state === 'waiting' ? '' : detail(run)}
    />
  );
}

/** Rows, rate, time left and parts of a reading, in one line. */
export function useRunDetail(): (run: Run) => string {
  const t = useText();
  const words = useRailWords();
  return ({ rowsRead, rowsExpected, rate, secondsLeft, chunks, chunksDone }) =>
    [
      rowsExpected === undefined
        ? t('runs.rows', { count: rowsRead, rows: formatCount(rowsRead) })
        : t('runs.rowsOf', { rows: formatCount(rowsRead), expected: formatCount(rowsExpected) }),
      rate === undefined ? '' : words.rate(rate),
      secondsLeft === undefined ? '' : t('runs.left', { span: words.span(secondsLeft) }),
      chunks > 1 ? t('runs.chunks', { done: chunksDone, all: chunks }) : '',
    ]
      .filter(Boolean)
      .join(' · ');
}

/** When a reading began, or was asked for. */
export const runAt = (run: Run): string => formatInstant(run.startedAt ?? run.createdAt);
