import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const globalSetup = join(import.meta.dirname, 'platform/testkit/global-setup.ts');

const shared = {
  pool: 'forks',
  maxWorkers: 2,
  testTimeout: 20_000,
  hookTimeout: 60_000,
} as const;

/** `unit`: the tests beside the code, on one embedded PostgreSQL. `journeys`: people's stories in a real browser. */
export default defineConfig({
  test: {
    exclude: ['**/node_modules/**', '**/dist/**', 'var/**', 'test-output/**'],
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['{apps,modules,platform,ui,tools,tests}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/dist/**', 'var/**', 'tests/journeys/**'],
          globalSetup: existsSync(globalSetup) ? [globalSetup] : [],
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
