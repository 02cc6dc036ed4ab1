import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildApps, sourceHash } from './build-apps.ts';

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
