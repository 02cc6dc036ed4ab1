import { defineConfig } from 'vitest/config';

const shared = {
  pool: 'forks',
  maxWorkers: 2,
  exclude: ['**/node_modules/**', '**/dist/**', 'var/**'],
} as const;

/** `unit`: the tests beside the code, on one embedded PostgreSQL. `journeys`: people's stories in a real browser. */
export default defineConfig({
  test: {
    // Tests that take the database away also cut the job runner off; it says so in a promise nobody waits for, and goes on.
    onUnhandledError: (error) =>
      !/terminating connection due to administrator command|Connection terminated unexpectedly/.test(error.message),
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['{apps,modules,platform,ui,tools,tests}/**/*.test.{ts,tsx}'],
          exclude: [...shared.exclude, 'tests/journeys/**'],
          globalSetup: ['platform/testkit/global-setup.ts'],
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
          // One city and one browser at a time: two of them would only measure each other.
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
