import { defineJob } from '@platform/jobs';
import { Type } from 'typebox';

export const makePackageJob = defineJob('deliveries.make-package', Type.Object({ id: Type.String() }));
export const runQueryJob = defineJob('deliveries.run-query', Type.Object({ id: Type.String() }));
export const sweepJob = defineJob('deliveries.destroy-expired', Type.Object({}));
export const TRIES = 3;
