import { jobHandler, type JobHandler } from '@platform/jobs';
import { tellPages, type Own } from '../deps.ts';
import { destroy, endPackage, outOfTime } from '../store/packages.ts';
import { endQuery, unreviewed } from '../store/queries.ts';
import { sweepJob } from './definitions.ts';

const AT_ONCE = 50;
/** A result that nobody reviewed for so long goes; it can be asked again. */
const REVIEW_DAYS = 14;

/** Destroys what has had its time: files past their expiry or fetched as often as they may be, and results that nobody reviewed. */
export function destroyExpiredHandler(deps: Own): JobHandler {
  return jobHandler(sweepJob, async () => {
    let ended = 0;
    for (let more = true; more; ) {
      const count = await deps.database.transaction(async (tx) => {
        const at = deps.clock.now();
        const packages = await outOfTime(tx, at, AT_ONCE);
        for (const one of packages) await endPackage(tx, one.id, { state: 'expired', at, by: 'deliveries' });
        const lapsed = await unreviewed(tx, new Date(at.getTime() - REVIEW_DAYS * 86_400_000), AT_ONCE);
        for (const one of lapsed) {
          await endQuery(tx, one.id, { state: 'lapsed', at });
          await destroy(tx, one.id);
        }
        return packages.length + lapsed.length;
      });
      ended += count;
      more = count >= AT_ONCE;
    }
    if (ended > 0) tellPages(deps);
  });
}
