import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files of a small tree, by path; an object is written as JSON. */
export type PlantedFiles = Record<string, string | object>;

/** A sound tree of one platform package, two modules, a server, ui and a pack, with `planted` over it, in a folder of its own. */
export function plantTree(planted: PlantedFiles): { root: string; [Symbol.dispose](): void } {
  const root = mkdtempSync(join(tmpdir(), 'yiwang-check-'));
  for (const [path, content] of Object.entries({ ...SOUND, ...planted })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

/** A workspace's package.json; `imports` are declared as dependencies. */
export function manifest(name: string, imports: readonly string[] = [], exports?: Record<string, string>): object {
  const dependencies = Object.fromEntries(imports.map((each) => [each, '*']));
  return { name, version: '0.1.0', private: true, type: 'module', ...(exports ? { exports } : {}), dependencies };
}

const MODULE_EXPORTS = { '.': './module.ts', './contract': './contract/index.ts' };

const SOUND: PlantedFiles = {
  'package.json': {
    name: 'planted',
    version: '0.1.0',
    private: true,
    type: 'module',
    workspaces: ['apps/*', 'modules/*', 'platform/*', 'ui'],
    devDependencies: { vitest: '*' },
  },
  'tsconfig.json': {
    compilerOptions: { module: 'nodenext', noEmit: true, allowImportingTsExtensions: true, strict: true },
  },
  'platform/kernel/package.json': manifest('@platform/kernel', [], { '.': './index.ts' }),
  'platform/kernel/index.ts': 'export const kernel = 1;\n',
  'modules/orchards/package.json': manifest(
    '@modules/orchards',
    ['@platform/kernel', '@modules/road-signs'],
    MODULE_EXPORTS,
  ),
  'modules/orchards/module.ts': [
    "import { kernel } from '@platform/kernel';",
    "import type { RoadSign } from '@modules/road-signs/contract';",
    "import { orchardsOf } from './store/orchards.ts';",
    'export const createOrchards = (sign: RoadSign) => ({ kernel, sign, orchardsOf });\n',
  ].join('\n'),
  'modules/orchards/contract/index.ts': 'export type Orchard = { name: string };\n',
  'modules/orchards/store/orchards.ts':
    'export const orchardsOf = `select name from orchards.orchard where id = $1`;\n',
  'modules/orchards/migrations/0001-create-orchards.sql':
    'create table orchards.orchard (id uuid primary key, name text);\n',
  'migrations.lock':
    '527e838cd9cd30189310632d6bbda1da9888470e73683f481e699edbb32242ec  modules/orchards/migrations/0001-create-orchards.sql\n',
  'modules/road-signs/package.json': manifest('@modules/road-signs', [], MODULE_EXPORTS),
  'modules/road-signs/module.ts': 'export const createRoadSigns = () => 1;\n',
  'modules/road-signs/contract/index.ts': 'export type RoadSign = { text: string };\n',
  'apps/server/package.json': manifest('@apps/server', ['@modules/orchards', '@modules/road-signs']),
  'apps/server/compose.ts': [
    "import { createOrchards } from '@modules/orchards';",
    "import { createRoadSigns } from '@modules/road-signs';",
    'export const compose = () => [createOrchards, createRoadSigns];\n',
  ].join('\n'),
  'apps/server/main.ts': "import { compose } from './compose.ts';\n\ncompose();\n",
  'ui/package.json': manifest('@yiwang/ui', [], { '.': './index.ts' }),
  'ui/index.ts': 'export const ui = 1;\n',
  'packs/apple-day/pack.yaml': 'id: apple-day\nversion: 1.0.0\n',
};
