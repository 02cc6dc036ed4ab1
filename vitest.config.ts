import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tools/test/longest-first.ts';

const shared = {
  pool: 'forks',
  // A second, which is the default, is what a browser beside two other suites may need for one step.
  expect: { poll: { timeout: 10_000, interval: 50 } },
  exclude: ['**/node_modules/**', '**/dist/**', 'var/**'],
} as const;

/** Whatever tests put into the temporary folder goes with the run, also when they fail. */
const ownFolder = 'platform/testkit/own-folder.ts';

/** `unit`: the tests beside the code, on one embedded PostgreSQL. `journeys`: people's stories in a real browser. */
export default defineConfig({
  test: {
    // Tests that take the database away also cut the job runner off; it says so in a promise nobody waits for, and goes on.
    onUnhandledError: (error) =>
      !/terminating connection due to administrator command|Connection terminated unexpectedly/.test(error.message),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['{apps,modules,platform,ui,tools,tests}/**/*.test.{ts,tsx}'],
          exclude: [...shared.exclude, 'tests/journeys/**'],
          // More than there are cores: most files wait for a database, a process or a clock most of their time.
          maxWorkers: 4,
          globalSetup: [ownFolder, 'platform/testkit/global-setup.ts'],
          // Files of a worker share what they import: loading it anew for each of two hundred took a quarter of the time. So a test leaves nothing behind in a module.
          isolate: false,
          // A browser beside another suite on two cores may miss a step's time once.
          retry: process.env['CI'] ? 1 : 0,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          globalSetup: [ownFolder],
          // Two cities with their browsers: one alone leaves two cores idle for almost half of its time.
          maxWorkers: 2,
          // After the unit tests, when both are run at once.
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
