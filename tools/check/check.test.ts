import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check } from './check.ts';
import { mendPackages } from './mend-packages.ts';
import { manifest, plantTree, type PlantedFiles } from './planted-tree.ts';

const repository = join(import.meta.dirname, '../..');

/** The whole check of a planted tree under this repository's settings. */
async function checked(planted: PlantedFiles): Promise<{ well: boolean; lines: string[] }> {
  using tree = plantTree({ '.gitignore': 'node_modules/\n', ...planted });
  for (const setting of ['knip.json', 'biome.json', '.oxlintrc.json'])
    copyFileSync(join(repository, setting), join(tree.root, setting));
  const lines: string[] = [];
  const well = await check(tree.root, (line) => lines.push(line));
  return { well, lines };
}

test('each step is named, all faults are told, and one fault is enough to fail', async () => {
  const { well, lines } = await checked({
    'modules/orchards/features/pick.ts': "export { createRoadSigns } from '@modules/road-signs';\n",
    'ui/index.ts': 'export const ui = 1;\nPromise.resolve();\n',
  });
  expect(well).toBe(false);
  const said = lines.join('\n');
  expect(said).toMatch(/FAILED {2}boundaries .*\n +modules\/orchards\/features\/pick\.ts:1 .*inside of another module/);
  expect(said).toMatch(/FAILED {2}lint .*\n +ui\/index\.ts:2:1: .*no-floating-promises/);
  expect(said).toMatch(/FAILED {2}dead code .*\n +modules\/orchards\/features\/pick\.ts {2}Dead file/);
  expect(said).toMatch(/ok {6}static SQL/);
  expect(lines.at(-1)).toMatch(/^check: \d+ lines of faults in boundaries, .*lint/);
});

test('packages are mended: unused dropped, used added where the range is known', () => {
  using tree = plantTree({
    'ui/package.json': manifest('@yiwang/ui', ['react'], { '.': './index.ts' }),
    'ui/index.ts':
      "import type { Orchard } from '@modules/orchards/contract';\nimport 'typebox';\nimport 'unheard-of';\n",
    'platform/forms/package.json': { name: '@platform/forms', dependencies: { typebox: '^1.4.3' } },
    'platform/forms/index.ts': "import 'typebox';\n",
    'platform/kernel/clock.test.ts': "import 'typebox';\nimport '@platform/forms';\n",
  });
  expect(mendPackages(tree.root)).toEqual([
    'platform/kernel: added typebox ^1.4.3 for its tests',
    'platform/kernel: added @platform/forms * for its tests',
    'ui: dropped react',
    'ui: added @modules/orchards *',
    'ui: added typebox ^1.4.3',
  ]);
  const mended = JSON.parse(readFileSync(join(tree.root, 'ui/package.json'), 'utf8')) as { dependencies: object };
  expect(mended.dependencies).toEqual({ '@modules/orchards': '*', typebox: '^1.4.3' });
  expect(mendPackages(tree.root)).toEqual([]);
});
