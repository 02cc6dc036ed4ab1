import { createHash } from 'node:crypto';
import pg from 'pg';

/** A statement with its values apart from its text, so that no value can become SQL. */
export type Sql = { readonly parts: readonly string[]; readonly values: readonly unknown[] };

const IDENTIFIER = Symbol('identifier');
type Identifier = { readonly [IDENTIFIER]: string };

/**
 * A statement. `${value}` becomes a parameter; `${sql`…`}` is put in whole with its own parameters;
 * `${identifier('schema', 'table')}` is quoted as a name.
 */
export function sql(strings: TemplateStringsArray, ...inserts: unknown[]): Sql {
  const parts: string[] = [strings[0] as string];
  const values: unknown[] = [];
  const append = (text: string): void => {
    parts[parts.length - 1] += text;
  };
  inserts.forEach((insert, index) => {
    if (isIdentifier(insert)) append(insert[IDENTIFIER]);
    else if (isSql(insert)) {
      append(insert.parts[0] as string);
      insert.values.forEach((value, position) => {
        values.push(value);
        parts.push(insert.parts[position + 1] as string);
      });
    } else {
      values.push(insert);
      parts.push('');
    }
    append(strings[index + 1] as string);
  });
  return { parts, values };
}

/** Statements in a row with a separator between, for lists of conditions. */
sql.join = (statements: readonly Sql[], separator: ' and ' | ' or ' | ', '): Sql => {
  const empty: Sql = { parts: [''], values: [] };
  const glue: Sql = { parts: [separator], values: [] };
  return statements.reduce((all, next, index) => (index === 0 ? next : sql`${all}${glue}${next}`), empty);
};

/** A quoted name, or a dotted path of quoted names. For names declared in the catalogue or in code, never for user input. */
export function identifier(...names: string[]): Identifier {
  for (const name of names) {
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name))
      throw new RangeError(`Not a name of this database: ${JSON.stringify(name)}`);
  }
  return { [IDENTIFIER]: names.map((name) => pg.escapeIdentifier(name)).join('.') };
}

function isIdentifier(value: unknown): value is Identifier {
  return typeof value === 'object' && value !== null && IDENTIFIER in value;
}

function isSql(value: unknown): value is Sql {
  return (
    typeof value === 'object' &&
    value !== null &&
    Array.isArray((value as Sql).parts) &&
    Array.isArray((value as Sql).values)
  );
}

const names = new Map<string, string>();

/** The statement as the driver takes it; equal texts share one prepared statement of a connection. */
export function toQuery(statement: Sql): { name: string; text: string; values: unknown[] } {
  let text = statement.parts[0] as string;
  for (let index = 1; index < statement.parts.length; index += 1) text += `$${index}${statement.parts[index]}`;
  let name = names.get(text);
  if (name === undefined) {
    name = `y${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
    // Composed statements could be without number; the cache is only for speed.
    if (names.size < 5_000) names.set(text, name);
  }
  return { name, text, values: [...statement.values] };
}
