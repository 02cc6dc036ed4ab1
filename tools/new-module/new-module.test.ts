import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { formatFault, formatFaults, lintFaults, readTree, RULES, typeFaults } from '@tools/check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newModule } from './new-module.ts';

const require = createRequire(import.meta.url);
const repository = join(import.meta.dirname, '../..');
let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'yiwang-module-'));
  for (const file of ['package.json', 'tsconfig.json', 'biome.json', '.oxlintrc.json', '.gitignore']) {
    copyFileSync(join(repository, file), join(root, file));
  }
  for (const path of globSync('platform/*/package.json', { cwd: repository })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(join(repository, path), join(root, path));
  }
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  await newModule(root, 'ferry-landings');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a new module passes the check as it stands', async () => {
  const tree = readTree(root);
  const faults = RULES.flatMap((rule) => rule.faults(tree)).filter(({ file }) => file.startsWith('modules/'));
  expect(faults.map(formatFault)).toEqual([]);
  expect(await formatFaults(root)).toEqual([]);
  expect((await lintFaults(root)).filter((line) => line.startsWith('modules/'))).toEqual([]);
  expect((await typeFaults(root)).filter((line) => line.startsWith('modules/'))).toEqual([]);
});

test('its own test runs green', async () => {
  writeFileSync(
    join(root, 'vitest.config.ts'),
    `export default { test: { globalSetup: ${JSON.stringify(join(repository, 'platform/testkit/global-setup.ts'))} } };\n`,
  );
  const runner = join(require.resolve('vitest/package.json'), '../vitest.mjs');
  const env = { ...process.env, NO_COLOR: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, [runner, 'run', '--root', root], { cwd: root, env });
  expect(stdout).toMatch(/Tests\s+2 passed/);
}, 60_000);

test('a name that is taken or no name is refused', async () => {
  await expect(newModule(root, 'ferry-landings')).rejects.toThrow('modules/ferry-landings exists already');
  await expect(newModule(root, 'Seals')).rejects.toThrow('small letters');
  await expect(newModule(root, '../seals')).rejects.toThrow('small letters');
  await expect(newModule(root, 'lake')).rejects.toThrow('exists already: take another');
});
