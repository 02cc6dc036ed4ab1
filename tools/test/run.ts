import { join } from 'node:path';
import { testAll } from './test-all.ts';

const well = await testAll({
  root: join(import.meta.dirname, '../..'),
  ci: process.env.CI === 'true' || process.env.CI === '1',
  write: (text) => process.stdout.write(text),
});
process.exitCode = well ? 0 : 1;
