import { Type } from 'typebox';
import type { Tx } from '@platform/database';
import { defineJob, enqueue } from '@platform/jobs';

/** Has the source forget us: its log need no longer be kept when no line follows it. */
export const releaseSourceJob = defineJob('exchange.release-source', Type.Object({ connectionId: Type.String() }));

export async function releaseSource(tx: Tx, connectionId: string): Promise<void> {
  await enqueue(tx, releaseSourceJob, { connectionId }, { key: `exchange.release:${connectionId}`, maxAttempts: 20 });
}
