import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString, COMMENT_HEADER, type OpenAPI3 } from 'openapi-typescript';

/** Where the server's code says what it serves, without a database. */
const SOURCE = 'apps/server/open-api.ts';
const DOCUMENT = 'ui/api/openapi.json';
const TYPES = 'ui/api/schema.d.ts';

/** `check` compares with what is committed and writes nothing; `root` is the repository, ours unless told. */
export type GenerateOptions = { check?: boolean; root?: string };

/**
 * Writes the OpenAPI document of our own server and the types our apps call it by.
 * @returns a line for each file that was stale
 * @throws Error when the server's code gives no document
 */
export async function generate(options: GenerateOptions = {}): Promise<string[]> {
  const root = options.root ?? join(import.meta.dirname, '../..');
  const document = await documentOf(root);
  const wanted = {
    [DOCUMENT]: `${JSON.stringify(sortKeys(document), null, 2)}\n`,
    // A copy: the generator bundles references into what it is given.
    [TYPES]:
      COMMENT_HEADER + astToString(await openapiTS(structuredClone(document), { alphabetize: true, silent: true })),
  };
  const stale: string[] = [];
  for (const [path, text] of Object.entries(wanted)) {
    const file = join(root, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    if (options.check) {
      stale.push(
        `${path}  ${existsSync(file) ? 'Stale' : 'Missing'}: the server's API has changed. Run npm run generate.`,
      );
    } else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      stale.push(`wrote ${path}`);
    }
  }
  return stale;
}

async function documentOf(root: string): Promise<OpenAPI3> {
  const file = join(root, SOURCE);
  if (!existsSync(file))
    throw new Error(`${SOURCE} is absent: it must export openApiDocument(), the API's description.`);
  const source = (await import(pathToFileURL(file).href)) as { openApiDocument?: () => unknown };
  if (typeof source.openApiDocument !== 'function') throw new Error(`${SOURCE} exports no function openApiDocument().`);
  const document = (await source.openApiDocument()) as OpenAPI3 | undefined;
  if (typeof document?.openapi !== 'string')
    throw new Error(`openApiDocument() of ${SOURCE} gave no OpenAPI document.`);
  return document;
}

/** Objects with their keys in order, so that equal descriptions give equal files. Lists keep theirs. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}
