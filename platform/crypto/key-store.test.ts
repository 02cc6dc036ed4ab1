import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DomainError, manualClock } from '@platform/kernel';
import { afterAll, describe, expect, test } from 'vitest';
import { openKeyStore } from './key-store.ts';
import { verifySm2 } from './sm2.ts';

const clock = manualClock('2026-11-22T01:00:00Z');
const root = mkdtempSync(join(tmpdir(), 'yiwang-keys-'));
let made = 0;
const newFolder = (): string => join(root, `keys-${(made += 1)}`);
afterAll(() => rmSync(root, { recursive: true, force: true }));

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'no error';
}

test('keys are the same after the store is opened again, and differ by name and by store', () => {
  const folder = newFolder();
  const before = openKeyStore({ folder, clock });
  const key = before.symmetric('sealing').key;
  const signing = before.signing('seal');
  const again = openKeyStore({ folder, clock });
  expect(again.symmetric('sealing').key).toEqual(key);
  expect(again.signing('seal').publicKey).toEqual(signing.publicKey);
  expect(verifySm2(signing.publicKey, Buffer.from('m'), again.signing('seal').sign(Buffer.from('m')))).toBe(true);
  expect(again.symmetric('other').key).not.toEqual(key);
  expect(openKeyStore({ folder: newFolder(), clock }).symmetric('sealing').key).not.toEqual(key);
});

test('the folder and its files are closed to others, and no file shows a key', () => {
  const folder = newFolder();
  const store = openKeyStore({ folder, clock });
  const { key } = store.symmetric('sealing');
  store.signing('seal');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const files = readdirSync(folder);
  expect(files.sort()).toEqual(['master.json', 'register.txt', 'seal.v1.json', 'sealing.v1.json']);
  for (const file of files) {
    expect(statSync(join(folder, file)).mode & 0o777, file).toBe(0o600);
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).not.toContain(key.toString('hex'));
    expect(text).not.toContain(key.toString('base64'));
  }
});

test('rotation makes a new version; the old ones stay', () => {
  const folder = newFolder();
  const store = openKeyStore({ folder, clock });
  const first = store.symmetric('sealing');
  expect(store.rotate('sealing')).toEqual({ name: 'sealing', version: 2, kind: 'symmetric', createdAt: clock.now() });
  expect(store.symmetric('sealing').version).toBe(2);
  expect(store.symmetric('sealing').key).not.toEqual(first.key);
  expect(store.symmetric('sealing', 1).key).toEqual(first.key);
  const again = openKeyStore({ folder, clock });
  expect(again.symmetric('sealing').version).toBe(2);
  expect(again.versions('sealing').map(({ version }) => version)).toEqual([1, 2]);
  expect(again.versions('unused')).toEqual([]);
  expect(codeOf(() => again.rotate('unused'))).toBe('crypto.key-missing');
});

test('a rotation by another process is seen after refresh, and its version at once when asked for', () => {
  const folder = newFolder();
  const mine = openKeyStore({ folder, clock });
  mine.symmetric('sealing');
  const other = openKeyStore({ folder, clock });
  other.rotate('sealing');
  expect(mine.symmetric('sealing').version).toBe(1);
  expect(mine.symmetric('sealing', 2).key).toEqual(other.symmetric('sealing').key);
  mine.refresh();
  expect(mine.symmetric('sealing').version).toBe(2);
});

test('processes that begin at once in an empty folder end with the same keys', async () => {
  const folder = newFolder();
  const script = `
    import { openKeyStore } from '${new URL('./key-store.ts', import.meta.url).href}';
    const store = openKeyStore({ folder: ${JSON.stringify(folder)}, clock: { now: () => new Date() } });
    const secret = Buffer.concat([store.symmetric('sealing').key, store.signing('seal').publicKey]);
    process.stdout.write(secret.toString('hex'));`;
  const node = join(import.meta.dirname, '../../node_modules/.bin/node');
  const runs = Array.from({ length: 4 }, () => promisify(execFile)(node, ['--input-type=module', '-e', script]));
  const seen = (await Promise.all(runs)).map(({ stdout }) => stdout);
  expect(seen[0]).toHaveLength(194);
  expect(new Set(seen).size).toBe(1);
  expect(readdirSync(folder).sort()).toEqual(['master.json', 'register.txt', 'seal.v1.json', 'sealing.v1.json']);
}, 30_000);

describe('what can be wrong with the folder is said, and nothing is made anew', () => {
  const prepared = (): string => {
    const folder = newFolder();
    openKeyStore({ folder, clock }).symmetric('sealing');
    return folder;
  };
  test('the master key is gone', () => {
    const folder = prepared();
    rmSync(join(folder, 'master.json'));
    expect(codeOf(() => openKeyStore({ folder, clock }))).toBe('crypto.master-key-missing');
    expect(readdirSync(folder)).toEqual(['register.txt', 'sealing.v1.json']);
  });
  test.each(['', '{', '[]', '{"kind":"master","key":"AAAA"}'])('the master key is damaged: %j', (content) => {
    const folder = prepared();
    writeFileSync(join(folder, 'master.json'), content);
    expect(codeOf(() => openKeyStore({ folder, clock }))).toBe('crypto.key-file-corrupted');
  });
  test('one digit of the master key differs', () => {
    const folder = prepared();
    const file = join(folder, 'master.json');
    const record = JSON.parse(readFileSync(file, 'utf8')) as { key: string };
    const key = Buffer.from(record.key, 'base64');
    key[5] = (key[5] as number) ^ 1;
    writeFileSync(file, JSON.stringify({ ...record, key: key.toString('base64') }));
    expect(codeOf(() => openKeyStore({ folder, clock }))).toBe('crypto.key-file-corrupted');
  });
  test('a key file is cut, changed, or of another store', () => {
    const folder = prepared();
    const file = join(folder, 'sealing.v1.json');
    const good = readFileSync(file, 'utf8');
    const other = readFileSync(join(prepared(), 'sealing.v1.json'), 'utf8');
    for (const bad of [good.slice(0, 40), good.replace('"createdAt": "2026', '"createdAt": "2025'), other]) {
      writeFileSync(file, bad);
      expect(codeOf(() => openKeyStore({ folder, clock }).symmetric('sealing'))).toBe('crypto.key-file-corrupted');
    }
    expect(readFileSync(file, 'utf8')).toBe(other);
  });
  test('an old version is gone: asked for, it is missing; a new one never takes its number', () => {
    const folder = prepared();
    openKeyStore({ folder, clock }).rotate('sealing');
    rmSync(join(folder, 'sealing.v1.json'));
    const store = openKeyStore({ folder, clock });
    expect(codeOf(() => store.symmetric('sealing', 1))).toBe('crypto.key-missing');
    expect(store.rotate('sealing').version).toBe(3);
  });
  test('the newest or only version is gone: no other key takes its place', () => {
    const folder = prepared();
    rmSync(join(folder, 'sealing.v1.json'));
    const store = openKeyStore({ folder, clock });
    expect(codeOf(() => store.symmetric('sealing'))).toBe('crypto.key-missing');
    expect(codeOf(() => store.rotate('sealing'))).toBe('crypto.key-missing');
    expect(readdirSync(folder).sort()).toEqual(['master.json', 'register.txt']);
  });
  test('others can read a key file or the folder', () => {
    const folder = prepared();
    chmodSync(join(folder, 'sealing.v1.json'), 0o644);
    expect(codeOf(() => openKeyStore({ folder, clock }).symmetric('sealing'))).toBe('crypto.keys-readable-by-others');
    chmodSync(folder, 0o755);
    expect(codeOf(() => openKeyStore({ folder, clock }))).toBe('crypto.keys-readable-by-others');
  });
  test('the folder cannot be made', () => {
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    expect(codeOf(() => openKeyStore({ folder: join(file, 'keys'), clock }))).toBe('crypto.key-folder-unusable');
  });
});

test('an empty folder made by hand is closed', () => {
  const folder = newFolder();
  mkdirSync(folder, { mode: 0o755 });
  openKeyStore({ folder, clock });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('a name is of one kind and of safe characters', () => {
  const store = openKeyStore({ folder: newFolder(), clock });
  store.symmetric('sealing');
  expect(codeOf(() => store.signing('sealing'))).toBe('crypto.key-of-other-kind');
  for (const name of ['', '../x', 'A', 'a/b', 'master', 'a.v1', 'x'.repeat(81)]) {
    expect(
      codeOf(() => store.symmetric(name)),
      name,
    ).toBe('crypto.key-name-invalid');
  }
});
