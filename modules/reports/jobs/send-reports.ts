import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { contentOf } from '../content.ts';
import { LIVE_TOPIC, type Own } from '../deps.ts';
import { outcomesOf } from '../domain/outcome.ts';
import { noteOutcomes, takeDue, type Report } from '../store/reports.ts';

/** Sends what is due. Asked for with each event, and every minute for what waits for another try. */
export const SEND_REPORTS = defineJob('reports.send', Type.Object({}));

const BATCH = 100;
/** Batches of one run; the next run goes on. */
const MOST_BATCHES = 100;
/** A batch that nobody heard of again for so long is sent again. */
const LEASE_MS = 60_000;

export function sendReports(own: Own): JobHandler {
  return jobHandler(SEND_REPORTS, async (_payload, { signal }) => {
    for (let batch = 0; batch < MOST_BATCHES && !signal.aborted && own.province.platform(); batch += 1) {
      const due = await own.db.transaction((tx) => takeDue(tx, own.clock.now(), LEASE_MS, BATCH));
      if (due.length === 0) return;
      const answer = await own.province.send('intake', {
        batch_no: own.ids.next(),
        items: due.map((one) => item(own, one)),
      });
      const outcomes = outcomesOf(due, answer, own.province.words);
      await own.db.transaction((tx) => noteOutcomes(tx, due, outcomes, own.clock.now()));
      own.live.publish({ topic: LIVE_TOPIC, data: {} });
      if (answer.means !== 'done') {
        own.log.info(
          { module: 'reports', code: answer.code, reports: due.length },
          'a batch was not taken; it goes again',
        );
        return;
      }
    }
  });
}

/** The serial number stays the same with each try: so a report whose answer was lost arrives once. */
function item(own: Own, report: Report): object {
  return {
    serial_no: report.id,
    case_no: report.caseNo,
    sequence: report.sequence,
    kind: report.kind,
    happened_on: report.day,
    content: contentOf(own, report),
  };
}
