import type { ModuleDatabase } from '@platform/database';
import { jobHandler, type JobHandler } from '@platform/jobs';
import { askSource, openable, type OpenSourceDeps } from '../adapters/open-source.ts';
import { findAnyConnection, forgetCapture } from '../store/connections.ts';
import { releaseSourceJob } from './release-source-job.ts';

/**
 * When no captured line of a connection is in use any more, gives up its place in the source's log, so that the source need not keep
 * it for nobody. While the rail still reads, the source refuses and the job is tried again.
 */
export function releaseSourceHandler(deps: OpenSourceDeps & { database: ModuleDatabase }): JobHandler {
  return jobHandler(releaseSourceJob, async ({ connectionId }) => {
    const found = await deps.database.read((tx) => findAnyConnection(tx, connectionId));
    if (!found || (!found.removed && found.captured > 0)) return;
    const { captureName, connection } = found;
    if (captureName !== null)
      await askSource(deps, openable(deps, connection), async (session) => session.capture?.drop(captureName));
    await deps.database.transaction((tx) => forgetCapture(tx, connectionId));
  });
}
