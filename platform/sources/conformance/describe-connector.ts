import { afterAll, beforeAll, describe } from 'vitest';
import type { SourceSession } from '../port.ts';
import { describeCapture } from './capture-tests.ts';
import { describeFaults, describeLimits } from './fault-tests.ts';
import { KIT_APPLICATION, type ConformanceHarness, type ConformanceSource } from './harness.ts';
import { describeJoining } from './joining-tests.ts';
import { describeReading } from './reading-tests.ts';

/** What the tests of one kit share. */
export type Kit = {
  readonly harness: ConformanceHarness;
  source(): ConformanceSource;
  /** A session of the kit, closed at the end; with an application of its own when named. */
  open(options?: { application?: string; connections?: number; rowsPerSecond?: number }): Promise<SourceSession>;
};

/**
 * What every connector must do, as a suite of tests: call it in a `.test.ts` of the connector. What the harness leaves out (a source that
 * cannot be written to, or has no log) is not checked and named in the suite's titles as such.
 */
export function describeConnector(name: string, harness: ConformanceHarness): void {
  if (harness.notRun !== undefined) {
    process.stdout.write(`not run: ${harness.notRun}\n`);
    describe.skip(`${name} (not run: ${harness.notRun})`, () => {});
    return;
  }
  describe(`${name} as a source`, () => {
    let source: ConformanceSource | undefined;
    const sessions: SourceSession[] = [];
    beforeAll(async () => {
      source = await harness.start();
    });
    afterAll(async () => {
      await Promise.all(sessions.map((session) => session.close().catch(() => {})));
      await source?.stop();
    });
    const kit: Kit = {
      harness,
      source() {
        if (source === undefined) throw new Error('the source has not started');
        return source;
      },
      async open(options = {}) {
        const { settings, secret } = this.source();
        const session = await harness.connector.open({
          settings,
          ...(secret === undefined ? {} : { secret }),
          limits: {
            connections: options.connections ?? 4,
            ...(options.rowsPerSecond === undefined ? {} : { rowsPerSecond: options.rowsPerSecond }),
          },
          application: options.application ?? KIT_APPLICATION,
        });
        sessions.push(session);
        return session;
      },
    };
    describeReading(kit);
    describeCapture(kit);
    describeJoining(kit);
    describeLimits(kit);
    describeFaults(kit);
  });
}
