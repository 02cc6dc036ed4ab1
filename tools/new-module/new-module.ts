import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lockMigrations, writeFormatted } from '@tools/check';

const TEMPLATE = join(import.meta.dirname, 'template');

/**
 * Writes `modules/<name>` with one working feature, its test and its first migration.
 * @returns the files written, from the root
 * @throws Error when the name is taken or not one for a module
 */
export async function newModule(root: string, name: string): Promise<string[]> {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name)) {
    throw new Error(`"${name}" is no module's name: small letters and single hyphens, a plural such as "seals".`);
  }
  // Schemas are folder names with _ for -, beside those that PostgreSQL and the platform have.
  if (
    ['platform', 'lake', 'public', 'graphile-worker', 'information-schema'].includes(name) ||
    name.startsWith('pg-')
  ) {
    throw new Error(`"${name}" is the name of a schema that exists already: take another.`);
  }
  if (existsSync(join(root, 'modules', name))) throw new Error(`modules/${name} exists already.`);

  const pascal = name.replace(/(^|-)([a-z])/g, (_whole, _hyphen, letter: string) => letter.toUpperCase());
  const words: Record<string, string> = {
    name,
    schema: name.replaceAll('-', '_'),
    Name: pascal,
    camel: `${pascal.slice(0, 1).toLowerCase()}${pascal.slice(1)}`,
  };
  const written = globSync('**/*.txt', { cwd: TEMPLATE })
    .sort()
    .map((template) => {
      const path = join('modules', name, template.slice(0, -'.txt'.length));
      const text = readFileSync(join(TEMPLATE, template), 'utf8');
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(
        join(root, path),
        text.replace(/\{\{(\w+)\}\}/g, (_whole, word: string) => words[word] as string),
      );
      return path;
    });
  // How lines break depends on the name's length.
  await writeFormatted(root, join('modules', name));
  lockMigrations(root);
  return written;
}
