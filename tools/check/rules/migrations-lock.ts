import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../fault.ts';
import { readTree, type SourceTree } from '../source-tree.ts';

/** The committed list of migrations that have landed, a line each: SHA-256, two spaces, path. */
const LOCK_FILE = 'migrations.lock';

/** Migrations only go forward: one that landed is never changed or removed, and each that lands is locked. */
export function migrationFaults(tree: SourceTree): Fault[] {
  const locked = readLock(tree);
  const faults: Fault[] = [];
  const fault = (file: string, message: string): void => void faults.push({ rule: 'migrations', file, message });
  for (const [file, checksum] of locked) {
    if (!tree.files.includes(file))
      fault(file, `This migration landed and was removed: restore it, and write a new one that undoes it.`);
    else if (checksumOf(tree, file) !== checksum)
      fault(file, `This migration landed and was changed: restore it, and write a new one.`);
  }
  for (const file of migrationsOf(tree)) {
    if (!locked.has(file))
      fault(file, `Not in ${LOCK_FILE}: run node tools/check/run.ts --lock-migrations and commit it.`);
  }
  return faults;
}

/** Locks the migrations that are new. */
export function lockMigrations(root: string): void {
  writeFileSync(join(root, LOCK_FILE), extendedLock(readTree(root)));
}

/** The lock with the migrations that are new; those that are in it stay as they are. */
export function extendedLock(tree: SourceTree): string {
  const locked = readLock(tree);
  for (const file of migrationsOf(tree)) if (!locked.has(file)) locked.set(file, checksumOf(tree, file));
  const lines = [...locked].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, checksum]) => `${checksum}  ${file}\n`);
  return lines.join('');
}

function migrationsOf(tree: SourceTree): string[] {
  return tree.files.filter((file) => /(^|\/)migrations\/[^/]+\.sql$/.test(file));
}

function checksumOf(tree: SourceTree, file: string): string {
  return createHash('sha256').update(tree.text(file)).digest('hex');
}

function readLock(tree: SourceTree): Map<string, string> {
  const locked = new Map<string, string>();
  if (!tree.files.includes(LOCK_FILE)) return locked;
  for (const line of tree.text(LOCK_FILE).split('\n')) {
    const [checksum, file] = line.split('  ');
    if (checksum && file) locked.set(file, checksum);
  }
  return locked;
}
