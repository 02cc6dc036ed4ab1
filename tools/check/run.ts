import { join } from 'node:path';
import { check } from './check.ts';
import { mendPackages } from './mend-packages.ts';
import { lockMigrations } from './rules/migrations-lock.ts';

const root = join(import.meta.dirname, '../..');

if (process.argv.includes('--lock-migrations')) {
  lockMigrations(root);
} else if (process.argv.includes('--mend-packages')) {
  const changes = mendPackages(root);
  for (const line of changes) console.log(line);
  console.log(changes.length === 0 ? 'every package.json is right' : 'now run npm install');
} else {
  process.exitCode = (await check(root, (line) => console.log(line))) ? 0 : 1;
}
