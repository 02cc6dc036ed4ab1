import type { Fault } from '../fault.ts';
import { isCode, isTest, type SourceTree } from '../source-tree.ts';

const RULE = 'static-sql';
/** Schemas of the platform: others reach them through its functions only. */
const PLATFORM_SCHEMAS = ['platform', 'lake', 'graphile_worker'];

/** SQL text in code or a migration, and the line it begins at. */
type Statement = { text: string; line: number };

/**
 * SQL that names a schema its writer has no right to, found without running it; and SQL outside a module's `store/` and
 * `migrations/`. What is composed at run time is refused by the module's database role instead.
 */
export function sqlFaults(tree: SourceTree): Fault[] {
  const modules = tree.workspaces.filter((each) => each.floor === 'modules');
  const schemas = new Map(modules.map((each) => [folderName(each.folder).replaceAll('-', '_'), each.folder]));
  const faults: Fault[] = [];
  for (const file of tree.files) {
    const { floor, folder } = tree.workspaceOf(file);
    if (floor !== 'modules' && floor !== 'apps' && floor !== 'ui') continue;
    const own = floor === 'modules' ? folderName(folder).replaceAll('-', '_') : '';
    const statements = statementsIn(tree, file);
    const named = isCode(file) ? tree.source(file).tables : [];
    const test = isTest(file);

    for (const statement of statements) {
      for (const { schema, line } of schemasIn(statement.text, [...schemas.keys(), ...PLATFORM_SCHEMAS])) {
        const message = schemaFault(schema, own, schemas, test);
        if (message) faults.push({ rule: RULE, file, line: statement.line + line, message });
      }
      if (floor === 'modules' && /(?<!update\s)\bset\s+(local\s+)?(search_path|role)\b/i.test(statement.text)) {
        faults.push({
          rule: RULE,
          file,
          line: statement.line,
          message: 'The role and search path are set by platform/database only.',
        });
      }
    }
    for (const { table, line } of named) {
      const message = schemaFault(table.split('.')[0] as string, own, schemas, test);
      if (message) faults.push({ rule: RULE, file, line, message });
    }
    if (floor === 'apps' || test || !isCode(file) || /^modules\/[^/]+\/(store|migrations|adapters)\//.test(file))
      continue;
    const lines = [...statements, ...named].map(({ line }) => line);
    if (lines.length > 0) {
      const where = floor === 'modules' ? `move it to ${folder}/store/.` : 'a browser has no database.';
      faults.push({ rule: RULE, file, line: Math.min(...lines), message: `SQL outside store/: ${where}` });
    }
  }
  return faults;
}

function schemaFault(
  schema: string,
  own: string,
  schemas: ReadonlyMap<string, string>,
  test: boolean,
): string | undefined {
  if (schema === own) return undefined;
  const owner = schemas.get(schema);
  if (owner !== undefined) {
    return `SQL names the schema "${schema}" of ${owner}: ask its port or keep a read model built from its events.`;
  }
  if (!PLATFORM_SCHEMAS.includes(schema) || test) return undefined;
  return `SQL names a table of the platform's schema "${schema}": use the functions of platform/*.`;
}

/** The SQL of one file: a migration whole, or the strings of code that are SQL. */
function statementsIn(tree: SourceTree, file: string): Statement[] {
  if (file.endsWith('.sql')) return [{ text: tree.text(file), line: 1 }];
  if (!isCode(file)) return [];
  return tree
    .source(file)
    .strings.filter(({ text, kind, sql }) => sql || (kind !== 'jsx-text' && kind !== 'attribute' && looksLikeSql(text)))
    .map(({ text, line }) => ({ text, line }));
}

const SQL_BEGINNINGS = [
  /^select\s[\s\S]*\sfrom\s+["\w?(]/,
  /^select\s+[\w."]+\s*\(/,
  /^select\s+(1|\?|\*)/,
  /^with\s+(recursive\s+)?\w+\s*(\([^)]*\)\s*)?as\s+(not\s+)?(materialized\s*)?\(/,
  /^(insert|merge)\s+into\s/,
  /^update\s[\s\S]*\sset\s[\s\S]*=/,
  /^delete\s+from\s/,
  /^(create|alter|drop)\s+(or\s+replace\s+)?(unlogged\s+|temp\w*\s+|unique\s+|materialized\s+)*(table|schema|index|view|function|role|trigger|type|extension|sequence|database|publication|policy)\s/,
  /^truncate\s+(table\s+)?["\w]/,
  /^copy\s[\s\S]*\s(from|to)\s/,
  /^(grant|revoke)\s[\s\S]*\son\s/,
  /^set\s+(local|session)\s/,
  /^lock\s+table\s/,
];

/** Statements are written all in small or all in capital letters; "Select a file from …" is a sentence. */
export function looksLikeSql(text: string): boolean {
  const start = text.replace(/^(\s+|--[^\n]*\n)+/, '');
  const [word = ''] = /^[A-Za-z]+/.exec(start) ?? [];
  if (word !== word.toLowerCase() && word !== word.toUpperCase()) return false;
  const small = start.toLowerCase();
  return SQL_BEGINNINGS.some((beginning) => beginning.test(small));
}

/** The schemas of `names` that a statement names as `schema.something`, with the line inside the text. */
export function schemasIn(text: string, names: readonly string[]): { schema: string; line: number }[] {
  const bare = blank(text);
  const found = new Map<string, number>();
  const reference = new RegExp(`(?<![\\w."])"?(${names.join('|')})"?\\s*\\.\\s*"?[a-z_?]`, 'gi');
  for (const match of bare.matchAll(reference)) {
    const schema = (match[1] as string).toLowerCase();
    const before = bare.slice(0, match.index);
    if (!inTablePlace(before) && (isAlias(schema, bare) || isPlatformCall(schema, bare.slice(match.index)))) continue;
    if (inTablePlace(before) && isPlatformCall(schema, bare.slice(match.index)) && !takesColumns(before)) continue;
    if (!found.has(schema)) found.set(schema, before.split('\n').length - 1);
  }
  const schemaNamed = new RegExp(`\\bschema\\s+(?:if\\s+(?:not\\s+)?exists\\s+)?"?(${names.join('|')})\\b`, 'gi');
  for (const match of bare.matchAll(schemaNamed)) {
    const schema = (match[1] as string).toLowerCase();
    if (!found.has(schema)) found.set(schema, bare.slice(0, match.index).split('\n').length - 1);
  }
  return [...found].map(([schema, line]) => ({ schema, line }));
}

/** Comments and quoted values as blanks, so that places stay. Bodies between $$ are SQL and stay. */
function blank(text: string): string {
  return text.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, (part) => part.replace(/[^\n]/g, ' '));
}

function inTablePlace(before: string): boolean {
  return /\b(from|join|into|update|table|references|on|only|using|truncate|copy|exists|lateral|view)\s+"?$/i.test(
    before,
  );
}

function takesColumns(before: string): boolean {
  return /\b(into|table|references|on|copy|exists|view)\s+"?$/i.test(before);
}

/** A table or alias of the statement with the schema's name: `from cases.messages` makes `messages.id` a column. */
function isAlias(schema: string, text: string): boolean {
  return new RegExp(
    `\\.\\s*"?${schema}"?(?![\\w.])|\\bas\\s+${schema}\\b|\\b${schema}\\s+as\\s+(materialized\\s+)?\\(`,
    'i',
  ).test(text);
}

/** `platform.emit(…)` is a function of the platform, which is how modules reach it. */
function isPlatformCall(schema: string, from: string): boolean {
  return PLATFORM_SCHEMAS.includes(schema) && /^"?\w+"?\s*\.\s*"?\w+"?\s*\(/.test(from);
}

function folderName(folder: string): string {
  return folder.slice(folder.lastIndexOf('/') + 1);
}
