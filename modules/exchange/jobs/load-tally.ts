import type { ModuleDatabase } from '@platform/database';
import type { Foundations } from '@platform/module';
import type { BadRow } from '../domain/row-checker.ts';
import { saveProgress, type Progress } from '../store/loads.ts';
import { keepRejectedRows, rejectedContext } from '../store/rejected-rows.ts';

/** Counts a load while it runs, keeps the rows set aside, and tells about it each second. */
export type LoadTally = {
  expect(rows: number | undefined): void;
  good(): void;
  bad(row: BadRow): void;
  /** Writes what has gathered, when it is time or `now` is true. */
  report(now?: boolean): Promise<void>;
  progress(): Progress;
};

const REPORT_MS = 1_000;
const REJECTED_AT_ONCE = 1_000;

export function loadTally(
  deps: Pick<Foundations, 'ids' | 'live' | 'sealer'> & { database: ModuleDatabase },
  loadId: string,
): LoadTally {
  const started = performance.now();
  let reported = started;
  let expected: number | undefined;
  let good = 0;
  let rejected = 0;
  const reasons: Record<string, number> = {};
  let waiting: { id: string; rowNo: number; reasons: BadRow['reasons']; sealed: Buffer }[] = [];

  const progress = (): Progress => ({
    rowsRead: good + rejected,
    rowsGood: good,
    rowsRejected: rejected,
    rowsExpected: expected,
    runMs: performance.now() - started,
    reasons,
  });

  return {
    expect(rows) {
      expected = rows;
    },
    good() {
      good += 1;
    },
    bad({ row, reasons: why }) {
      rejected += 1;
      for (const code of new Set(why.map((reason) => reason.code))) reasons[code] = (reasons[code] ?? 0) + 1;
      const sealed = deps.sealer.sealJson(row.values, rejectedContext(loadId, row.rowNo));
      waiting.push({ id: deps.ids.next(), rowNo: row.rowNo, reasons: why, sealed });
    },
    async report(now = false) {
      const due = now || performance.now() - reported >= REPORT_MS;
      if (!due && waiting.length < REJECTED_AT_ONCE) return;
      const rows = waiting;
      waiting = [];
      await deps.database.transaction(async (tx) => {
        if (rows.length > 0) await keepRejectedRows(tx, loadId, rows);
        await saveProgress(tx, loadId, progress());
      });
      if (!due) return;
      reported = performance.now();
      deps.live.publish({ topic: 'exchange', data: { loadId } });
    },
    progress,
  };
}
