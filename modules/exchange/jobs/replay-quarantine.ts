import type { Foundations } from '@platform/module';
import { jobHandler, type JobHandler } from '@platform/jobs';
import type { TakeDeps, GivenChange } from '../rail/take-changes.ts';
import { noteEvent } from '../store/line-events.ts';
import { lockLine } from '../store/lines.ts';
import { takeQuarantined } from '../store/quarantine.ts';
import { checkAgain, checkerOf, contentOf, keepReasons, takeMended, withRetries, type KeptRow } from './replay-rows.ts';
import { replayQuarantineJob } from './replay-quarantine-job.ts';

const ROWS_AT_ONCE = 500;

/** Pages through the kept rows of a line; those that pass go into the lake, the others stay with what is wrong now. */
export function replayQuarantineHandler(deps: TakeDeps & Pick<Foundations, 'live' | 'log'>): JobHandler {
  return jobHandler(replayQuarantineJob, async ({ lineId, reason, actor, trace }, { signal }) => {
    let after: string | undefined;
    let [replayed, kept] = [0, 0];
    for (;;) {
      signal.throwIfAborted();
      const page = await withRetries(() =>
        deps.database.transaction(async (tx) => {
          const line = await lockLine(tx, lineId);
          if (!line) return undefined;
          const rows = await takeQuarantined(tx, { lineId, reason, after, limit: ROWS_AT_ONCE });
          const checker = checkerOf(deps, line);
          const good: { row: KeptRow; change: GivenChange }[] = [];
          for (const row of rows) {
            const checked = checkAgain(checker, line, row, contentOf(deps, row));
            if ('change' in checked) good.push({ row, change: checked.change });
            else await keepReasons(tx, row, checked.reasons);
          }
          await takeMended(deps, tx, line, good, { actor, trace });
          return { line, last: rows.at(-1)?.id, good: good.length, bad: rows.length - good.length };
        }),
      );
      if (!page) return;
      replayed += page.good;
      kept += page.bad;
      after = page.last;
      deps.live.publish({ topic: 'exchange', data: { lineId } });
      if (after !== undefined) continue;
      await deps.database.transaction((tx) =>
        noteEvent(tx, {
          id: deps.ids.next(),
          connectionId: page.line.connectionId,
          lineId,
          at: deps.clock.now(),
          kind: 'replay-done',
          text: {
            zh: `隔离区重新校验完毕：${replayed} 行入湖，${kept} 行仍不通过`,
            en: `Quarantine was checked again: ${replayed} rows taken in, ${kept} still do not pass`,
          },
          actor,
        }),
      );
      deps.log.info({ module: 'exchange', line: lineId, replayed, kept }, 'quarantine was checked again');
      return;
    }
  });
}
