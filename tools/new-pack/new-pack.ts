import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadPacks } from '@platform/packs';
import { withRequired } from '@tools/pack';
import { matterFiles } from './matter-files.ts';

export type NewPack = {
  /** The folder of all packs. */
  folder: string;
  id: string;
  /** A pack that defines the organisation; with it the new pack gets a first matter. */
  requires?: string | undefined;
  organisation?: string | undefined;
};

/**
 * Writes a small pack that passes `npm run pack:check`: with an organisation a whole matter (form, decision table, scenario), else
 * a code table and texts to start from.
 * @returns the paths written
 * @throws Error in plain words, when the id is taken or not kebab-case, or the organisation is unknown
 */
export function writeNewPack({ folder, id, requires, organisation }: NewPack): string[] {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
    throw new Error(`"${id}" is not a pack id: use lower-case words joined by hyphens`);
  const root = join(folder, id);
  if (existsSync(root)) throw new Error(`${root} is there already: choose another id`);
  if ((requires === undefined) !== (organisation === undefined)) {
    throw new Error('Give both --requires <pack> and --organisation <id>, or neither');
  }
  const files = new Map(startingFiles(id, requires));
  if (requires !== undefined && organisation !== undefined) {
    const packs = loadPacks({ folder, ids: withRequired(folder, [requires]) });
    const creditCode = packs.get('organisations', organisation).value.creditCode;
    for (const [path, text] of matterFiles(id, organisation, creditCode)) files.set(path, text);
  }
  for (const [path, text] of files) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return [...files.keys()].map((path) => join(root, path));
}

const schema = (kind: string, depth = 2): string =>
  `# yaml-language-server: $schema=${'../'.repeat(depth + 1)}docs/specs/pack-schemas/${kind}.json\n`;

function startingFiles(id: string, requires: string | undefined): [string, string][] {
  const words = id.replaceAll('-', ' ');
  return [
    [
      'pack.yaml',
      `${schema('pack', 1)}id: ${id}\nversion: 0.1.0\ntitle: { zh: ${id} 业务包, en: ${words} }\nrequires: [${requires ?? ''}]\n`,
    ],
    [
      `standards/${id}-status.yaml`,
      `${schema('standards')}id: ${id}-status\ntitle: { zh: ${id} 状态代码, en: Status of ${words} }\ncodes:\n` +
        `  # In quotes: 01 is a text, not a number.\n  - { code: "1", name: { zh: 有效, en: valid } }\n  - { code: "2", name: { zh: 无效, en: not valid } }\n`,
    ],
    [`texts/${id}.yaml`, `${schema('texts')}texts:\n  ${id}.title: { zh: ${id} 业务包, en: ${words} }\n`],
    [
      'README.md',
      `# ${id}\n\nWhat this pack adds, for whom, and on what legal ground. Kinds of files: \`platform/packs/README.md\`.\n` +
        `Check it with \`npm run pack:check -- ${id}\`, play its scenarios with \`npm run pack:test -- ${id}\`.\n`,
    ],
  ];
}
