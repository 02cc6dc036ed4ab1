import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { processStopped } from './contract/index.ts';
import type { CaseTools } from './module.ts';
import { insertEscalations } from './store/lights.ts';
import { lockLongStopped } from './store/stopped.ts';

export const WATCH_STOPPED = defineJob('cases.watch-stopped', Type.Object({}));

const AT_ONCE = 200;

/**
 * Tells, once for each stop, that a process has stood too long: first who supervises the office that handles the case and may let it go on,
 * later the office of inspection (效能监察).
 */
export function watchStopped(tools: CaseTools): JobHandler {
  return jobHandler(WATCH_STOPPED, async (_payload, { jobId }) => {
    for (const told of ['supervisor', 'inspection'] as const) {
      for (let found = AT_ONCE; found === AT_ONCE; ) {
        found = await tools.db.transaction(async (tx) => {
          const now = tools.clock.now();
          const cases = await lockLongStopped(tx, now, tools.limits.stoppedHours[told], AT_ONCE);
          const rows = cases.map(({ record, limitAt }) => ({
            id: tools.ids.next(),
            case_id: record.id,
            organisation: record.organisation,
            light: 'stopped' as const,
            told,
            limit_at: limitAt,
            at: now,
          }));
          const fresh = await insertEscalations(tx, rows);
          for (const [index, { record, since }] of cases.entries()) {
            if (!fresh.has(rows[index]?.id ?? '')) continue;
            const { id: caseId, caseNo, matter, organisation, subject } = record;
            await tools.outbox.append(
              tx,
              processStopped,
              `case:${caseId}`,
              { caseId, caseNo, matter, organisation, subject, told, since: since.toISOString() },
              `job:${jobId}`,
            );
            tools.live.announceSoon({ topic: 'cases', data: { caseId }, subject });
          }
          return cases.length;
        });
      }
    }
  });
}
