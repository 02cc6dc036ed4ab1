import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PACK_KIND_NAMES, PACK_KINDS, PackManifest } from './kinds.ts';

/** The JSON Schema of every kind of pack file, by file name, as it stands in `docs/specs/pack-schemas` for editors. */
export function packSchemaFiles(): Map<string, string> {
  const files = new Map([['pack.json', render('pack.yaml', PackManifest)]]);
  for (const kind of PACK_KIND_NAMES) {
    const { fileSchema, endings, mainFile } = PACK_KINDS[kind];
    files.set(`${kind}.json`, render(mainFile ? `${kind}/<id>/${mainFile}` : `${kind}/*${endings[0]}`, fileSchema));
  }
  return files;
}

/** Names of files in `folder` that are absent, differ from {@link packSchemaFiles} or belong to no kind; empty when it is fresh. */
export function stalePackSchemas(folder: string): string[] {
  const files = packSchemaFiles();
  const found = statSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder) : [];
  const stale = [...files].filter(
    ([name, text]) => !found.includes(name) || readFileSync(join(folder, name), 'utf8') !== text,
  );
  return [...stale.map(([name]) => name), ...found.filter((name) => !files.has(name))].sort();
}

function render(title: string, schema: object): string {
  return `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...schema }, null, 2)}\n`;
}
