import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, in the order in which the workers take them up: what is begun last alone keeps only one worker busy. Browsers need a
 * core each, while the rail's tests mostly wait; so beside two browsers go files that wait. A fresh clone knows no durations of its own, hence this
 * list; a file that comes to take more than ten seconds belongs in it.
 */
export const LONGEST: readonly string[] = [
  'apps/console/test/smoke.test.ts',
  'apps/console/test/railway.test.ts',
  'modules/exchange/rail/nats.test.ts',
  'modules/exchange/rail/rail-replay.test.ts',
  'platform/source-postgres/postgres-source.test.ts',
  'modules/exchange/rail/snapshot-breaks.test.ts',
  'tests/crash/crash.test.ts',
  'modules/exchange/rail/rail-drift.test.ts',
  'apps/portal/test/portal.test.ts',
  'apps/cockpit/test/smoke.test.ts',
  'tests/nodes/nodes.test.ts',
  'modules/exchange/rail/snapshot-rows.test.ts',
  'tests/nodes/shares.test.ts',
  'modules/exchange/rail/network-cut.test.ts',
  'platform/source-mysql/mariadb.test.ts',
  'tools/new-module/new-module.test.ts',
  'tests/journeys/services-cases.test.ts',
  'tests/journeys/story-desk.test.ts',
  'tests/journeys/railway.test.ts',
  'tests/journeys/story-phone.test.ts',
  'tests/journeys/faults.test.ts',
  'tests/journeys/sharing.test.ts',
];

/** Test files in the order of {@link LONGEST}, then the others as Vitest orders them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project, moduleId }: TestSpecification): number => {
      const at = LONGEST.indexOf(relative(project.vitest.config.root, moduleId));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
