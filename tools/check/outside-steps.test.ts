import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deadCodeFaults, formatFaults, lintFaults, programFaults, typeFaults } from './outside-steps.ts';
import { plantTree, type PlantedFiles } from './planted-tree.ts';

const repository = join(import.meta.dirname, '../..');

/** A sound tree with `planted` over it, under this repository's own settings of `step`'s program. */
async function found(
  step: (root: string) => Promise<string[]>,
  setting: string,
  planted: PlantedFiles,
): Promise<string[]> {
  using tree = plantTree({ '.gitignore': 'node_modules/\n', ...planted });
  copyFileSync(join(repository, setting), join(tree.root, setting));
  // Awaited here: the tree is gone when this function ends.
  return await step(tree.root);
}

test('a dead file and a dead export are found', async () => {
  expect(await found(deadCodeFaults, 'knip.json', {})).toEqual([]);
  const faults = await found(deadCodeFaults, 'knip.json', {
    'modules/orchards/domain/forgotten.ts': 'export const forgotten = 1;\n',
    'modules/orchards/store/orchards.ts': 'export const orchardsOf = 1;\nexport const never = 2;\n',
  });
  expect(faults).toEqual([
    'modules/orchards/domain/forgotten.ts  Dead file: nothing reaches it. Use it or delete it.',
    'modules/orchards/store/orchards.ts:2  Dead export "never": nobody imports it. Drop "export", or the code.',
  ]);
});

test('a promise left alone and a print are found', async () => {
  const planted = { 'ui/index.ts': 'const wait = async (): Promise<void> => {};\nwait();\nconsole.log(1);\n' };
  const faults = await found(lintFaults, '.oxlintrc.json', planted);
  expect(faults.join('\n')).toMatch(/ui\/index\.ts:2:1: .*no-floating-promises/s);
  expect(faults.join('\n')).toMatch(/ui\/index\.ts:3:1: .*no-console/s);
  const allowed = { 'tools/x/run.ts': 'console.log(1);\n' };
  expect(await found(lintFaults, '.oxlintrc.json', allowed)).toEqual([]);
});

test('a wrong type is found', async () => {
  using tree = plantTree({ 'ui/index.ts': "export const count: number = 'one';\n" });
  expect((await typeFaults(tree.root)).join('\n')).toMatch(/ui\/index\.ts\(1,14\): error TS2322/);
});

test('an unformatted file is found', async () => {
  const planted = { 'ui/index.ts': 'export const  ui = "1"\n' };
  expect(await found(formatFaults, 'biome.json', planted)).toEqual(
    expect.arrayContaining(['ui/index.ts  Not formatted: run npm run format.']),
  );
});

test('a program that ends badly without a word is still a fault', async () => {
  expect(await programFaults(repository, ['-e', 'process.exit(3)'])).toEqual([
    '-e ended with code 3 and said nothing.',
  ]);
  expect(await programFaults(repository, ['-e', 'console.log(1)'])).toEqual([]);
});
