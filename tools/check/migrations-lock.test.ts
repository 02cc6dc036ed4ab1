import { expect, test } from 'vitest';
import { formatFault } from './fault.ts';
import { plantTree, type PlantedFiles } from './planted-tree.ts';
import { extendedLock, migrationFaults } from './rules/migrations-lock.ts';
import { readTree } from './source-tree.ts';

const LANDED = 'modules/orchards/migrations/0001-create-orchards.sql';

function found(planted: PlantedFiles): string[] {
  using tree = plantTree(planted);
  return migrationFaults(readTree(tree.root)).map(formatFault);
}

test('a migration that landed and was changed is found', () => {
  expect(found({ [LANDED]: 'create table orchards.orchard (id uuid primary key, name text, colour text);\n' })).toEqual(
    [expect.stringMatching(/0001-create-orchards\.sql.*landed and was changed/)],
  );
});

test('a migration that landed and was removed is found', () => {
  const lock = `${'0'.repeat(64)}  modules/orchards/migrations/0000-gone.sql\n`;
  expect(found({ 'migrations.lock': lock })).toContainEqual(
    expect.stringMatching(/0000-gone\.sql.*landed and was removed/),
  );
});

test('a new migration must be locked, and locking it leaves the others as they are', () => {
  const planted = {
    'modules/orchards/migrations/0002-add-colour.sql': 'alter table orchards.orchard add colour text;\n',
  };
  expect(found(planted)).toEqual([expect.stringMatching(/0002-add-colour\.sql.*--lock-migrations/)]);
  using tree = plantTree(planted);
  const lock = extendedLock(readTree(tree.root));
  expect(lock.split('\n').filter(Boolean)).toHaveLength(2);
  expect(found({ ...planted, 'migrations.lock': lock })).toEqual([]);
});
