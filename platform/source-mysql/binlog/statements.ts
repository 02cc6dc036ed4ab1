import type { TableName } from '@platform/sources';

// What statements in the log mean for the tables we follow. The log's rows tell all changes of rows; statements only matter where they change
// rows without telling them (truncate, dropping partitions, swapping tables), or where the server logged a change as a statement.

export type Meaning =
  | { readonly kind: 'begin' | 'end' | 'nothing' | 'statement' | 'xa' }
  | { readonly kind: 'truncate'; readonly table: number }
  /** What these tables held is not what the log told: dropped, renamed, or parts of them taken away. */
  | { readonly kind: 'replaced'; readonly tables: readonly number[] };

/** @param schema in which the statement ran */
export function meaningOf(query: string, schema: string, tables: readonly TableName[]): Meaning {
  const text = withoutComments(query);
  const word = /^[a-z]+/i.exec(text)?.[0]?.toLowerCase() ?? '';
  if (word === 'begin') return { kind: 'begin' };
  if (word === 'commit') return { kind: 'end' };
  if (word === 'rollback') return /^rollback\s+(work\s+)?to\b/i.test(text) ? { kind: 'nothing' } : { kind: 'end' };
  if (/^xa\s+(start|begin)/i.test(text)) return { kind: 'xa' };
  const mentioned = (): number[] => tables.flatMap((table, place) => (mentions(text, schema, table) ? [place] : []));
  if (word === 'truncate') {
    const [table] = mentioned();
    return table === undefined ? { kind: 'nothing' } : { kind: 'truncate', table };
  }
  if (
    /^(drop|rename)\s+(temporary\s+)?(table|database|schema)/i.test(text) ||
    /^create\s+or\s+replace\s+table/i.test(text) ||
    (word === 'alter' &&
      /\b(rename\s+(to\s+|as\s+)?[^\s,]+\s*$|(drop|truncate|exchange|discard|import|convert)\s+(partition|tablespace|table))/i.test(
        text,
      ))
  ) {
    if (/^drop\s+(database|schema)/i.test(text)) {
      const dropped = identifiers(text).at(-1)?.toLowerCase();
      const gone = tables.flatMap((table, place) => (table.schema.toLowerCase() === dropped ? [place] : []));
      return gone.length > 0 ? { kind: 'replaced', tables: gone } : { kind: 'nothing' };
    }
    if (/^drop\s+temporary/i.test(text)) return { kind: 'nothing' };
    const replaced = mentioned();
    return replaced.length > 0 ? { kind: 'replaced', tables: replaced } : { kind: 'nothing' };
  }
  if (/^(insert|update|delete|replace|load|call|with)$/.test(word) && mentioned().length > 0)
    return { kind: 'statement' };
  return { kind: 'nothing' };
}

function withoutComments(query: string): string {
  // `/*M! … */` and `/*! … */` are run by the server: their words count.
  return query
    .replace(/\/\*M?!\d*/g, ' ')
    .replace(/\/\*.*?\*\//gs, ' ')
    .replaceAll('*/', ' ')
    .trim();
}

function identifiers(text: string): string[] {
  return (text.match(/`(?:[^`]|``)+`|"(?:[^"]|"")+"|[\p{L}\p{N}_$]+/gu) ?? []).map((each) =>
    /^[`"]/.test(each) ? each.slice(1, -1).replaceAll('``', '`') : each,
  );
}

function mentions(text: string, schema: string, table: TableName): boolean {
  const names = identifiers(text).map((each) => each.toLowerCase());
  if (!names.includes(table.table.toLowerCase())) return false;
  return schema.toLowerCase() === table.schema.toLowerCase() || names.includes(table.schema.toLowerCase());
}
