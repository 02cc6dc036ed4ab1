import { describe, expect, test } from 'vitest';
import { formatFault, type Fault } from './fault.ts';
import { manifest, plantTree, type PlantedFiles } from './planted-tree.ts';
import { boundaryFaults } from './rules/boundaries.ts';
import { componentTextFaults } from './rules/component-texts.ts';
import { packageFaults } from './rules/declared-packages.ts';
import { fileNameFaults, longFileFaults } from './rules/file-shape.ts';
import { RULES } from './rules/index.ts';
import { packNameFaults } from './rules/pack-names.ts';
import { looksLikeSql, schemasIn, sqlFaults } from './rules/static-sql.ts';
import { readTree, type SourceTree } from './source-tree.ts';

/** What a rule says of the sound tree with `planted` over it. */
function found(rule: (tree: SourceTree) => Fault[], planted: PlantedFiles): string[] {
  using tree = plantTree(planted);
  return rule(readTree(tree.root)).map(formatFault);
}

test('the sound tree breaks no rule', () => {
  using tree = plantTree({});
  const faults = RULES.flatMap((rule) => rule.faults(readTree(tree.root)).map(formatFault));
  expect(faults).toEqual([]);
});

describe('boundaries', () => {
  const cases: { what: string; planted: PlantedFiles; says: RegExp }[] = [
    {
      what: "a module importing another's inside",
      planted: { 'modules/orchards/features/pick.ts': "import { x } from '@modules/road-signs/store/signs.ts';\n" },
      says: /^modules\/orchards\/features\/pick\.ts:1 {2}"@modules\/road-signs\/store\/signs\.ts" is the inside of another module: import "@modules\/road-signs\/contract"/,
    },
    {
      what: "a module importing another's module.ts",
      planted: { 'modules/orchards/features/pick.ts': "export * from '@modules/road-signs';\n" },
      says: /is the inside of another module/,
    },
    {
      what: 'a relative import into another module',
      planted: { 'modules/orchards/features/pick.ts': "\nawait import('../../road-signs/contract/index.ts');\n" },
      says: /^modules\/orchards\/features\/pick\.ts:2 .*leaves its own workspace modules\/orchards/,
    },
    {
      what: 'an upward import of the platform',
      planted: { 'platform/kernel/index.ts': "export type T = import('@modules/orchards/contract').Orchard;\n" },
      says: /^platform\/kernel\/index\.ts:1 {2}Upward import: platform\/\* imports only platform\/\*/,
    },
    {
      what: 'an upward import of a module',
      planted: { 'modules/orchards/features/pick.ts': "import '@apps/server';\n" },
      says: /Upward import: a module imports platform/,
    },
    {
      what: 'a contract importing more than the kernel',
      planted: { 'modules/orchards/contract/port.ts': "import type { Db } from '@platform/database';\n" },
      says: /^modules\/orchards\/contract\/port\.ts:1 {2}A contract imports only @platform\/kernel, typebox/,
    },
    {
      what: 'a contract importing its own inside',
      planted: { 'modules/orchards/contract/port.ts': "import type { x } from '../store/orchards.ts';\n" },
      says: /A contract imports only its own files/,
    },
    {
      what: 'contracts in a circle',
      planted: {
        'modules/orchards/contract/index.ts': "export type { RoadSign } from '@modules/road-signs/contract';\n",
        'modules/road-signs/contract/index.ts': "import type {} from '@modules/orchards/contract';\n",
      },
      says: /Contracts in a circle: modules\/orchards -> modules\/road-signs -> modules\/orchards/,
    },
    {
      what: 'code in a pack',
      planted: { 'packs/apple-day/matters/rules.ts': 'export const x = 1;\n' },
      says: /^packs\/apple-day\/matters\/rules\.ts {2}A pack is data only/,
    },
    {
      what: 'ui importing the platform',
      planted: { 'ui/button.tsx': "import { kernel } from '@platform/kernel';\n" },
      says: /^ui\/button\.tsx:1 {2}ui\/ imports only ui/,
    },
    {
      what: "an app importing another app's inside",
      planted: {
        'apps/portal/package.json': manifest('@apps/portal'),
        'apps/portal/main.ts': "import '@apps/server/main.ts';\n",
      },
      says: /inside of another app/,
    },
    {
      what: 'module.ts imported elsewhere than in compose.ts',
      planted: { 'apps/server/routes.ts': "import { createOrchards } from '@modules/orchards';\n" },
      says: /^apps\/server\/routes\.ts:1 {2}Only apps\/server\/compose\.ts imports module\.ts/,
    },
    {
      what: 'product code importing the testkit',
      planted: {
        'platform/testkit/package.json': manifest('@platform/testkit'),
        'modules/orchards/features/pick.ts': "import '@platform/testkit';\n",
      },
      says: /for tests \(\*\.test\.ts\) only/,
    },
  ];
  test.each(cases)('$what is refused', ({ planted, says }) => {
    expect(found(boundaryFaults, planted)).toEqual([expect.stringMatching(says)]);
  });

  test('a test may use the testkit, an app any contract', () => {
    const planted = {
      'platform/testkit/package.json': manifest('@platform/testkit'),
      'modules/orchards/features/pick.test.ts': "import '@platform/testkit';\n",
      'apps/server/routes.ts': "import type { Orchard } from '@modules/orchards/contract';\n",
    };
    expect(found(boundaryFaults, planted)).toEqual([]);
  });
});

describe('packages', () => {
  test('an undeclared package is refused, also from a style sheet', () => {
    const planted = {
      'modules/orchards/features/pick.ts': "import type { Pool } from 'pg';\n",
      'ui/fonts.css': "@import '@fontsource/noto-sans-sc/400.css';\n",
    };
    expect(found(packageFaults, planted)).toEqual([
      'modules/orchards/features/pick.ts:1  The package "pg" is not declared in modules/orchards/package.json: add it to its dependencies.',
      'ui/fonts.css:1  The package "@fontsource/noto-sans-sc" is not declared in ui/package.json: add it to its dependencies.',
    ]);
  });

  test('a declared package that nothing uses is refused', () => {
    const planted = { 'ui/package.json': manifest('@yiwang/ui', ['react'], { '.': './index.ts' }) };
    expect(found(packageFaults, planted)).toEqual([
      expect.stringMatching(/^ui\/package\.json:\d+ {2}The dependency "react" is declared but nothing in ui uses it/),
    ]);
  });

  test('a peer of a used package counts as used', () => {
    const planted = {
      'ui/package.json': manifest('@yiwang/ui', ['antd', 'react-dom'], { '.': './index.ts' }),
      'ui/index.ts': "export { Button } from 'antd';\n",
      'node_modules/antd/package.json': { name: 'antd', peerDependencies: { 'react-dom': '*' } },
    };
    expect(found(packageFaults, planted)).toEqual([]);
  });

  test("root's test packages are for tests only", () => {
    const planted = {
      'ui/button.test.tsx': "import { test } from 'vitest';\n",
      'ui/button.tsx': "import { test } from 'vitest';\n",
    };
    expect(found(packageFaults, planted)).toEqual([
      expect.stringMatching(/^ui\/button\.tsx:1 {2}The package "vitest"/),
    ]);
  });
});

describe('static SQL', () => {
  const refused: { what: string; planted: PlantedFiles; says: RegExp }[] = [
    {
      what: "a query of another module's table",
      planted: { 'modules/orchards/store/signs.ts': '\n\nexport const q = `select s.text\nfrom road_signs.sign s`;\n' },
      says: /^modules\/orchards\/store\/signs\.ts:4 {2}SQL names the schema "road_signs" of modules\/road-signs/,
    },
    {
      what: "a join to another module's table in a tagged fragment",
      planted: { 'modules/orchards/store/signs.ts': 'export const q = sql`join "road_signs"."sign" s on true`;\n' },
      says: /schema "road_signs"/,
    },
    {
      what: "another module's schema as a quoted name",
      planted: { 'modules/orchards/store/signs.ts': "export const q = identifier('road_signs', 'sign');\n" },
      says: /schema "road_signs"/,
    },
    {
      what: "a foreign key to another module's table",
      planted: {
        'modules/orchards/migrations/0002-add-sign.sql':
          '-- road_signs.sign\nalter table orchards.orchard\n  add sign uuid references road_signs.sign (id);\n',
      },
      says: /^modules\/orchards\/migrations\/0002-add-sign\.sql:3 {2}SQL names the schema "road_signs"/,
    },
    {
      what: "a table of the platform's",
      planted: {
        'modules/orchards/store/outbox.ts': "export const q = 'insert into platform.outbox (id) values ($1)';\n",
      },
      says: /table of the platform's schema "platform"/,
    },
    {
      what: 'an app reading a module',
      planted: { 'apps/server/count.ts': "export const q = 'select count(*) from orchards.orchard';\n" },
      says: /^apps\/server\/count\.ts:1 {2}SQL names the schema "orchards" of modules\/orchards/,
    },
    {
      what: 'SQL outside store/',
      planted: { 'modules/orchards/features/pick.ts': "export const q = 'update orchards.orchard set name = $1';\n" },
      says: /^modules\/orchards\/features\/pick\.ts:1 {2}SQL outside store\/: move it to modules\/orchards\/store\//,
    },
    {
      what: 'a changed search path',
      planted: { 'modules/orchards/store/path.ts': "export const q = 'set local search_path to orchards';\n" },
      says: /set by platform\/database only/,
    },
  ];
  test.each(refused)('$what is refused', ({ planted, says }) => {
    expect(found(sqlFaults, planted)).toEqual([expect.stringMatching(says)]);
  });

  test('functions of the platform, and columns of an own table named like a module, are allowed', () => {
    const planted = {
      'modules/orchards/store/emit.ts': [
        "export const a = 'select platform.emit($1, $2)';",
        "export const b = 'select * from lake.rows_of($1)';",
        'export const c = `select road_signs.id from orchards.road_signs where road_signs.id = $1`;',
        "export const d = `select 'road_signs.sign' as text`;\n",
      ].join('\n'),
    };
    expect(found(sqlFaults, planted)).toEqual([]);
  });

  test('sentences are not SQL', () => {
    for (const text of [
      'Select a file from your phone',
      'Update the form, then set a date',
      'with love',
      'create',
      'delete',
    ]) {
      expect(looksLikeSql(text), text).toBe(false);
    }
    for (const text of [
      'select 1',
      ' with a as (select 1) select * from a',
      'DELETE FROM x.y',
      'create table x.y (id int)',
    ]) {
      expect(looksLikeSql(text), text).toBe(true);
    }
  });

  test('quoted names, capitals and lists of tables are seen through', () => {
    for (const text of [
      'SELECT 1 FROM "CASES"."x"',
      'select 1 from a, cases.b',
      'grant usage on schema cases to x',
      'select cases.fn(1)',
    ]) {
      expect(schemasIn(text, ['cases']), text).toEqual([{ schema: 'cases', line: 0 }]);
    }
  });
});

describe('files', () => {
  const long = 'export const x = 1;\n'.repeat(401);

  test('over 400 lines need a stated reason', () => {
    expect(found(longFileFaults, { 'ui/big.ts': long, 'ui/big.css': 'a{}\n'.repeat(400) })).toEqual([
      'ui/big.ts  401 lines: split it (files stay near 150), or state the reason at its top: "// long-file: reason".',
    ]);
    expect(found(longFileFaults, { 'ui/big.ts': `// long-file: one table of the standard\n${long}` })).toEqual([]);
    expect(found(longFileFaults, { 'ui/big.ts': `// long-file:\n${long}` })).toHaveLength(1);
    expect(found(longFileFaults, { 'ui/big.ts': `// Generated by npm run generate.\n${long}` })).toEqual([]);
  });

  test('names are kebab-case and say something', () => {
    const planted = {
      'ui/BigButton.tsx': '',
      'ui/date-utils.ts': '',
      'platform/kernel/common/x.ts': '',
      'ui/vite.config.ts': '',
    };
    expect(found(fileNameFaults, planted)).toEqual([
      'ui/BigButton.tsx  "BigButton" is not kebab-case (a-z, 0-9, single hyphens).',
      'ui/date-utils.ts  "date-utils" says nothing: name the file by what it does.',
      'platform/kernel/common  "common" says nothing: name the file by what it does.',
    ]);
  });
});

test('code names no pack and nothing in one', () => {
  const planted = {
    'packs/apple-day/matters/free-cider/matter.yaml': 'id: free-cider\nmaterials: [{ id: letter }]\n',
    'packs/apple-day/organisations/offices.yaml': 'organisations:\n  - id: cider-office\n',
    'packs/tennis-club/pack.yaml': 'id: tennis-club\n',
    'modules/orchards/features/pick.ts': [
      "export const a = ['apple-day', 'letter'];",
      'export const b = `/matters/free-cider/guide`;',
      "export const c = 'apple-days';",
      "export const d = 'tennis-club';\n",
    ].join('\n'),
    'modules/orchards/features/pick.test.ts': "export const a = ['tennis-club', 'cider-office'];\n",
    'tools/city/run.ts': "export const a = 'apple-day';\n",
  };
  expect(found(packNameFaults, planted)).toEqual([
    expect.stringMatching(
      /^modules\/orchards\/features\/pick\.test\.ts:1 {2}Code names "cider-office" of packs\/apple-day/,
    ),
    expect.stringMatching(/^modules\/orchards\/features\/pick\.ts:1 {2}Code names "apple-day" of packs\/apple-day/),
    expect.stringMatching(/^modules\/orchards\/features\/pick\.ts:2 {2}Code names "free-cider" of packs\/apple-day/),
    expect.stringMatching(/^modules\/orchards\/features\/pick\.ts:4 {2}Code names "tennis-club" of packs\/tennis-club/),
  ]);
});

test('no text stands in a component', () => {
  const planted = {
    'ui/button.tsx': 'export const B = () => (\n  <a title="Go" className="big">\n    {t(\'go\')} · 提交\n  </a>\n);\n',
  };
  expect(found(componentTextFaults, planted)).toEqual([
    expect.stringMatching(/^ui\/button\.tsx:2 {2}The text "Go"/),
    expect.stringMatching(/^ui\/button\.tsx:3 {2}The text "· 提交"/),
  ]);
});
