import { Type } from 'typebox';
import type { ApplicationResolver, Feature } from '@platform/http';
import { defineJob, jobHandler, type JobHandler, type ScheduledJob } from '@platform/jobs';
import type { Foundations } from '@platform/module';
import { openKeyRing, type KeyRing } from '../application-keys.ts';
import type { InterfaceBook } from '../book.ts';
import { openCallDesk, type CallDeps, type CallDesk } from '../call-interface.ts';
import { TIME_WINDOW_MS } from '../domain/signature.ts';
import { CALLING, callOpenInterface } from '../features/call-open-interface.ts';
import { purgeNonces } from '../store/keys.ts';
import { refusedCall } from './refused-call.ts';

const purgeJob = defineJob('interfaces.purge-nonces', Type.Object({}));
/** For what a process that was killed left packed, when no call comes. */
const unpackJob = defineJob('interfaces.unpack-calls', Type.Object({}));

/** All that answers calls, from the door to the record; the module puts its parts where they belong. */
export type Calls = {
  readonly desk: CallDesk;
  readonly keys: KeyRing;
  readonly resolveApplication: ApplicationResolver;
  readonly features: readonly Feature[];
  readonly jobs: readonly JobHandler[];
  readonly schedules: readonly ScheduledJob[];
  stop(): Promise<void>;
};

export function openCalls(deps: CallDeps & Pick<Foundations, 'sealer'> & { book: InterfaceBook }): Calls {
  const desk = openCallDesk(deps);
  const keys = openKeyRing({
    ...deps,
    defer: CALLING,
    onRefused({ routeOptions, params, body, trace }, actor, error) {
      const { feature } = routeOptions.config as { feature?: string };
      if (feature !== undefined && CALLING.has(feature))
        desk.refuse(refusedCall(params as { id?: string }, body, trace, actor), error);
    },
  });
  return {
    desk,
    keys,
    resolveApplication: keys.resolve,
    features: callOpenInterface({ desk, keys }),
    jobs: [
      jobHandler(purgeJob, async () => {
        await deps.db.transaction((tx) => purgeNonces(tx, new Date(deps.clock.now().getTime() - 2 * TIME_WINDOW_MS)));
      }),
      // Not all at once: each minute of a busy day it would stand in the way of answers.
      jobHandler(unpackJob, async () => desk.lookForPacked()),
    ],
    schedules: [
      { name: purgeJob.name, crontab: '*/5 * * * *' },
      { name: unpackJob.name, crontab: '* * * * *' },
    ],
    stop: () => desk.settle(),
  };
}
