import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildApps, sourceHash } from './build-apps.ts';
import { builtAsServed } from './built-as-served.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'yiwang-build-'));
  write('package-lock.json', '{}');
  write(
    'apps/square/package.json',
    JSON.stringify({ name: '@apps/square', type: 'module', dependencies: { '@yiwang/ui': '*' } }),
  );
  write('apps/square/vite.config.ts', 'export default {};\n');
  write('apps/square/index.html', '<script type="module" src="/main.ts"></script>\n');
  write('apps/square/main.ts', "document.title = 'first';\n");
  write('apps/server/package.json', '{}');
  write('ui/package.json', '{}');
  write('ui/index.ts', 'export const ui = 1;\n');
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test('an app is built once, and again only when its sources or those of what it uses change', async () => {
  expect(await buildApps({ root })).toEqual(['square']);
  expect(readFileSync(join(root, 'apps/square/dist/index.html'), 'utf8')).toContain('<script');
  expect(await buildApps({ root })).toEqual([]);
  expect(await buildApps({ root, force: true })).toEqual(['square']);

  const before = sourceHash(root, 'apps/square');
  write('ui/index.test.ts', 'tests are no part of the build');
  expect(sourceHash(root, 'apps/square')).toBe(before);
  for (const path of ['ui/index.ts', 'apps/square/main.ts', 'package-lock.json']) {
    const earlier = sourceHash(root, 'apps/square');
    write(path, `document.title = '${path}';\n`);
    expect(sourceHash(root, 'apps/square'), path).not.toBe(earlier);
  }
});

test("a build that fails says so in Vite's words and leaves no stamp", async () => {
  await buildApps({ root });
  write('apps/square/main.ts', "import './nowhere.ts';\n");
  await expect(buildApps({ root })).rejects.toThrow(/apps\/square failed[\s\S]*nowhere\.ts/);
  expect(existsSync(join(root, 'apps/square/dist/.stamp'))).toBe(false);
});

test('a test is given dist while it is up to date, else a production build beside it that leaves dist alone', async () => {
  const dist = join(root, 'apps/square/dist');
  await buildApps({ root });
  expect(await builtAsServed('square', root)).toBe(dist);

  write('apps/square/main.ts', "document.title = process.env.NODE_ENV ?? '';\n");
  const served = readFileSync(join(dist, 'index.html'), 'utf8');
  const [first, second] = await Promise.all([builtAsServed('square', root), builtAsServed('square', root)]);
  expect(first).toBe(second);
  expect(first).not.toBe(dist);
  const scripts = readdirSync(join(first, 'assets')).map((name) => readFileSync(join(first, 'assets', name), 'utf8'));
  expect(scripts.join('')).toContain('production');
  expect(readFileSync(join(dist, 'index.html'), 'utf8'), 'dist as it was').toBe(served);

  write('apps/square/main.ts', "document.title = 'third';\n");
  const third = await builtAsServed('square', root);
  expect(existsSync(first), 'what is out of date is cleared away').toBe(false);
  expect(await builtAsServed('square', root)).toBe(third);
});
